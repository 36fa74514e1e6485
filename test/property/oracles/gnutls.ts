/** What GnuTLS reads, by its `certtool` and `ocsptool`: a reader that shares no code with the others. */
import type { Instant } from "../../../domain/kernel/instant.ts";
import { encodePem } from "../../../domain/pki/pem.ts";
import { said } from "./command.ts";
import type { ShownAnswer, ShownList } from "./shown.ts";

/** As GnuTLS shows a time. */
const instantOf = (text: string | undefined): Instant => new Date(text ?? "").toISOString() as Instant;

/** All that stands behind `label` in an indented line, without what is in brackets. */
const linesOf = (text: string, label: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^\\t+${label}(?: \\([^)]*\\))*: ?(.*)$`, "gm"))].map(([, value = ""]) => value);
const lineOf = (text: string, label: string): string | undefined => linesOf(text, label)[0];

/** `issuer`, `subject`: as RFC 4514 has them. */
export type GnutlsCertificate = {
  readonly serial: string;
  readonly issuer: string;
  readonly subject: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  readonly isCa: boolean;
  readonly names: readonly string[];
  readonly subjectKeyId: string | undefined;
  readonly authorityKeyId: string | undefined;
};

const keyIdOf = (text: string, label: string): string | undefined =>
  new RegExp(`^\\t+${label} \\(not critical\\):\\n\\t+([0-9a-f]+)$`, "m").exec(text)?.[1];

export const gnutlsReadsCertificates = (ders: readonly Uint8Array[]): readonly GnutlsCertificate[] =>
  said("certtool", ["--certificate-info", "--infile"], ders.map((der) => encodePem("CERTIFICATE", der)).join(""))
    .split("X.509 Certificate Information:\n")
    .slice(1)
    .map((text) => ({
      serial: lineOf(text, "Serial Number") ?? "",
      issuer: lineOf(text, "Issuer") ?? "",
      subject: lineOf(text, "Subject") ?? "",
      notBefore: instantOf(lineOf(text, "Not Before")),
      notAfter: instantOf(lineOf(text, "Not After")),
      isCa: lineOf(text, "Certificate Authority") === "TRUE",
      names: linesOf(
        text.split("\t\tSubject Alternative Name (not critical):\n")[1]?.split(/^\t\t\S/m)[0] ?? "",
        "DNSname",
      ),
      subjectKeyId: keyIdOf(text, "Subject Key Identifier"),
      authorityKeyId: keyIdOf(text, "Authority Key Identifier"),
    }));

export const gnutlsReadsCrl = (der: Uint8Array): ShownList => {
  const text = said("certtool", ["--crl-info", "--infile"], encodePem("X509 CRL", der));
  const moments = linesOf(text, "Revoked at").map(instantOf);
  return {
    issuer: lineOf(text, "Issuer") ?? "",
    thisUpdate: instantOf(lineOf(text, "Issued")),
    nextUpdate: instantOf(lineOf(text, "Next at")),
    number: BigInt(`0x${lineOf(text, "CRL Number")}`),
    entries: linesOf(text, "Serial Number").map((serial, i) => ({ serial, at: moments[i] ?? "" })),
  };
};

/** Its words for hashes. */
const HASHES: Readonly<Record<string, string>> = { SHA1: "sha1", SHA256: "sha256", SHA384: "sha384", SHA512: "sha512" };

export const gnutlsReadsAnswer = (der: Uint8Array): ShownAnswer => {
  const text = said("ocsptool", ["--response-info", "--infile"], der);
  return {
    producedAt: instantOf(lineOf(text, "Produced At")),
    responses: text
      .split("\t\tCertificate ID:\n")
      .slice(1)
      .map((single) => {
        const revokedAt = lineOf(single, "Revocation time");
        return {
          hash: HASHES[lineOf(single, "Hash Algorithm") ?? ""] ?? "",
          nameHash: lineOf(single, "Issuer Name Hash") ?? "",
          serial: lineOf(single, "Serial Number") ?? "",
          status: lineOf(single, "Certificate Status") ?? "",
          thisUpdate: instantOf(lineOf(single, "This Update")),
          nextUpdate: instantOf(lineOf(single, "Next Update")),
          revokedAt: revokedAt === undefined ? undefined : instantOf(revokedAt),
        };
      }),
  };
};
