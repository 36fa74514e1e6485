/** Certificates of people, by authorities that are none of ours. */
import "reflect-metadata";
import { KeyObject, webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { sha256 } from "../../domain/kernel/digest.ts";

x509.cryptoProvider.set(webcrypto as Crypto);

const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const keys = () => webcrypto.subtle.generateKey(EC, true, ["sign", "verify"]);

export type Issuer = {
  readonly pem: string;
  readonly spki: string;
  readonly issue: (name: string, options?: IssueOptions) => Promise<ClientCertificate>;
};
type IssueOptions = { readonly notBefore?: string; readonly notAfter?: string; readonly keys?: CryptoKeyPair };
export type ClientCertificate = {
  readonly der: Uint8Array;
  readonly pem: string;
  readonly key: KeyObject;
  readonly keys: CryptoKeyPair;
  /** As logins name it. */
  readonly spki: string;
  readonly subject: string;
};

const digestOf = (bytes: ArrayBuffer | Uint8Array): string => toBase64url(sha256(new Uint8Array(bytes)));

/** `called`: its name, or the DER of it. */
export const makeIssuer = async (called: string | Uint8Array<ArrayBuffer>): Promise<Issuer> => {
  const name = new x509.Name(called as string);
  const own = (await keys()) as CryptoKeyPair;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys: own,
    signingAlgorithm: EC,
    notBefore: new Date("2020-01-01"),
    notAfter: new Date("2099-01-01"),
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  let serial = 0x10;
  return {
    pem: certificate.toString("pem"),
    spki: toBase64url(new Uint8Array(certificate.publicKey.rawData)),
    issue: async (subject, { notBefore = "2020-01-01", notAfter = "2099-01-01", keys: given } = {}) => {
      const pair = given ?? ((await keys()) as CryptoKeyPair);
      const made = await x509.X509CertificateGenerator.create({
        serialNumber: (serial++).toString(16),
        subject,
        issuer: name,
        publicKey: pair.publicKey,
        signingKey: own.privateKey,
        signingAlgorithm: EC,
        notBefore: new Date(notBefore),
        notAfter: new Date(notAfter),
        extensions: [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])],
      });
      return {
        der: new Uint8Array(made.rawData),
        pem: made.toString("pem"),
        key: KeyObject.from(pair.privateKey as webcrypto.CryptoKey),
        keys: pair,
        spki: digestOf(made.publicKey.rawData),
        subject: digestOf(made.subjectName.toArrayBuffer()),
      };
    },
  };
};
