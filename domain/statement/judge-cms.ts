/** Verifies a statement that was signed by the key of an enrolled certificate: a smart card's, say. RFC 5652 §5.6. */
import { OID } from "../der/oid.ts";
import { equalBytes, fromBase64url } from "../kernel/bytes.ts";
import { sha256, sha384, sha512, verifySignature } from "../kernel/digest.ts";
import { addSeconds, type Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { type Certificate, parseCertificate } from "../pki/certificate.ts";
import { parseSubjectKeyIdentifier } from "../pki/extension/subject-key-identifier.ts";
import { type CmsHash, parseSignedData, type SignedData, type SignerId } from "../pki/signed-data.ts";
import type { CmsCredential, EnrolledCredential } from "./credential.ts";
import { type CmsSigned, statementMessage } from "./statement.ts";

/** How far the clock of whoever signs may be ahead. */
const SKEW_SECONDS = 300;

const DIGEST: { readonly [H in CmsHash]: (bytes: Uint8Array) => Uint8Array } = { sha256, sha384, sha512 };

const octets = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();
const violated = (detail: string) => refuse(refusal("statement.form-violated", detail));
const ended = (detail: string) => refuse(refusal("statement.credential-ended", detail));

const extensionOf = ({ fields }: Certificate, oid: string): Uint8Array | undefined =>
  fields.extensions.find((e) => e.oid === oid)?.value;

const isNamedBy = (signer: SignerId, certificate: Certificate): boolean => {
  if (signer.by === "issuer") {
    const { issuer, serial } = certificate.fields;
    return equalBytes(issuer, signer.issuer) && serial === signer.serial;
  }
  const value = extensionOf(certificate, OID.subjectKeyIdentifier);
  const identifier = value && parseSubjectKeyIdentifier(value);
  return identifier?.ok === true && equalBytes(identifier.value, signer.identifier);
};

type Enrolled = EnrolledCredential & { readonly credential: CmsCredential };
const isCms = (e: EnrolledCredential): e is Enrolled => e.credential.kind === "cms";

/** The credential that the signer names, among the officer's. */
const credentialOf = (
  { signer }: SignedData,
  credentials: readonly EnrolledCredential[],
): readonly [Enrolled, Certificate] | undefined => {
  for (const enrolled of credentials.filter(isCms)) {
    const certificate = parseCertificate(octets(enrolled.credential.certificate));
    if (certificate.ok && isNamedBy(signer, certificate.value)) return [enrolled, certificate.value];
  }
  return undefined;
};

const wrongWithAttributes = (
  data: SignedData,
  der: Uint8Array,
  message: Uint8Array,
  now: Instant,
): string | undefined => {
  if (!equalBytes(data.messageDigest, DIGEST[data.hash](message))) return "the signed digest is of something else";
  // A certificate that came along and is not the enrolled one would be read by others as the signer's.
  if (data.certificates.length > 0 && !data.certificates.some((c) => equalBytes(c, der)))
    return "the certificate that came along is another";
  const named = data.signingCertificate;
  if (named !== undefined && !equalBytes(named.digest, DIGEST[named.hash](der)))
    return "the signer signed under another certificate";
  if (data.signingTime !== undefined && data.signingTime > addSeconds(now, SKEW_SECONDS))
    return "the signer's time is in the future";
  return undefined;
};

/** `now`: the ledger's time, at which the certificate must be valid. Returns the credential that signed. */
export const judgeCms = (
  { statement, signedData }: CmsSigned,
  credentials: readonly EnrolledCredential[],
  now: Instant,
): Result<CmsCredential> => {
  const data = parseSignedData(octets(signedData));
  if (!data.ok) return violated(data.error.detail);
  const found = credentialOf(data.value, credentials);
  if (found === undefined)
    return refuse(refusal("statement.credential-unknown", "no certificate of this officer's is the signer's"));
  const [{ credential, revokedAt }, { fields }] = found;
  const { validity } = fields;
  if (validity === "masked" || now < validity.notBefore || now > validity.notAfter)
    return ended("the certificate is not valid at this time");
  if (revokedAt !== undefined && revokedAt <= now) return ended("the certificate is revoked");
  const wrong = wrongWithAttributes(data.value, octets(credential.certificate), statementMessage(statement), now);
  if (wrong !== undefined) return violated(wrong);
  const { signed, signature, scheme } = data.value;
  if (!verifySignature(fields.spki, signed, signature, scheme))
    return refuse(refusal("statement.bad-signature", "the signature is not this certificate's over this statement"));
  return ok(credential);
};
