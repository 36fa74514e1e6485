/** Certificates in the form that the caller asks for. RFC 9110 §12.5.1, RFC 8555 §9.1, RFC 5652, RFC 2585 §4. */
import type { Context } from "hono";
import { accepts } from "hono/accepts";
import { encodeCertificateBundle } from "../../domain/pki/cms.ts";
import { encodePem } from "../../domain/pki/pem.ts";

/** What each media type carries: the certificate alone, or with the issuers' up to the one that the root certified. */
export const CERTIFICATE_FORMS = {
  "application/json": "everything that is known of it",
  "application/x-pem-file": "the certificate, PEM",
  "application/pem-certificate-chain": "the certificate, then its issuers' without the root, PEM (RFC 8555 §9.1)",
  "application/pkix-cert": "the certificate, DER (RFC 2585 §4.1)",
  "application/pkcs7-mime": "the certificate and its issuers', certs-only PKCS #7, DER (RFC 8551 §3.8)",
} as const;
export type CertificateForm = keyof typeof CERTIFICATE_FORMS;

const FORMS = Object.keys(CERTIFICATE_FORMS) as CertificateForm[];

/** The caller's wish by the Accept header; JSON when nothing that there is was asked for. */
export const formAsked = (c: Context): CertificateForm =>
  accepts(c, { header: "Accept", supports: FORMS, default: "application/json" }) as CertificateForm;

/** `chain`: the issuers' certificates, nearest first. */
export const certificateIn = (
  form: Exclude<CertificateForm, "application/json">,
  der: Uint8Array,
  chain: readonly Uint8Array[],
): { readonly body: string | Uint8Array; readonly type: string } => {
  switch (form) {
    case "application/x-pem-file":
      return { body: encodePem("CERTIFICATE", der), type: form };
    case "application/pem-certificate-chain":
      return { body: [der, ...chain].map((d) => encodePem("CERTIFICATE", d)).join(""), type: form };
    case "application/pkix-cert":
      return { body: der, type: form };
    case "application/pkcs7-mime":
      return {
        body: encodeCertificateBundle({ certificates: [der, ...chain], crls: [] }),
        type: `${form}; smime-type=certs-only`,
      };
  }
};
