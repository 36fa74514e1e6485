/** Certification requests made by an independent implementation. */
import "reflect-metadata";
import { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

export const makeCsrKeys = async (): Promise<CryptoKeyPair> =>
  (await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"])) as CryptoKeyPair;

/** A P-256 PKCS #10 request, DER. */
export const makeCsr = async (
  options: {
    readonly subject?: string;
    readonly dns?: readonly string[];
    readonly emails?: readonly string[];
    readonly keys?: CryptoKeyPair;
  } = {},
): Promise<Uint8Array> => {
  const { subject = "CN=www.example.test", dns = ["www.example.test"], emails = [] } = options;
  const keys = options.keys ?? (await makeCsrKeys());
  const names = [
    ...dns.map((value) => ({ type: "dns" as const, value })),
    ...emails.map((value) => ({ type: "email" as const, value })),
  ];
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : [],
  });
  return new Uint8Array(request.rawData);
};
