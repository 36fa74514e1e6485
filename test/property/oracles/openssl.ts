/** What OpenSSL reads. */
import type { Instant } from "../../../domain/kernel/instant.ts";
import { encodePem } from "../../../domain/pki/pem.ts";
import { REVOCATION_REASONS, type RevocationReason } from "../../../domain/pki/revocation-reason.ts";
import { said } from "./command.ts";
import { REASONS } from "./random.ts";
import type { ShownAnswer, ShownList } from "./shown.ts";

/** As OpenSSL shows a time: `Jan  2 03:04:05 2026 GMT`. */
export const opensslDate = (i: Instant): string => {
  const [, month, day, time, year] =
    /^\w{3}, (\d\d) (\w{3}) (\d{4}) (\S+)/.exec(new Date(i).toUTCString())?.slice(0) ?? [];
  return `${day} ${String(Number(month)).padStart(2, " ")} ${year} ${time} GMT`;
};
const instantOf = (text: string | undefined): string => new Date(text ?? "").toISOString();

/** One run for many: what is said of each, in order. */
const storeReads = (flag: string, label: string, heading: string, ders: readonly Uint8Array[]): readonly string[] =>
  said("openssl", ["storeutl", "-noout", "-text", flag], ders.map((der) => encodePem(label, der)).join(""))
    .split(`${heading}:\n`)
    .slice(1);

export const opensslReadsCertificates = (ders: readonly Uint8Array[]): readonly string[] =>
  storeReads("-certs", "CERTIFICATE", "Certificate", ders);

/** Its words for CRLReason, RFC 5280 §5.3.1. */
const REASON_WORDS: Readonly<Record<string, RevocationReason>> = {
  "Key Compromise": "keyCompromise",
  "CA Compromise": "cACompromise",
  "Affiliation Changed": "affiliationChanged",
  Superseded: "superseded",
  "Cessation Of Operation": "cessationOfOperation",
  "Certificate Hold": "certificateHold",
  "Privilege Withdrawn": "privilegeWithdrawn",
  "AA Compromise": "aACompromise",
};

export const opensslReadsCrls = (ders: readonly Uint8Array[]): readonly ShownList[] =>
  storeReads("-crls", "X509 CRL", "Certificate Revocation List (CRL)", ders).map((text) => ({
    thisUpdate: instantOf(/Last Update: (.*)/.exec(text)?.[1]),
    nextUpdate: instantOf(/Next Update: (.*)/.exec(text)?.[1]),
    number: BigInt(/X509v3 CRL Number: *\n *(\S+)/.exec(text)?.[1] ?? "0"),
    entries: text
      .split(/^ {4}Serial Number: /m)
      .slice(1)
      .map((entry) => ({
        serial: (/^[0-9A-F]+/.exec(entry)?.[0] ?? "").toLowerCase(),
        at: instantOf(/Revocation Date: (.*)/.exec(entry)?.[1]),
        reason: REASON_WORDS[/CRL Reason Code: *\n *(.*)/.exec(entry)?.[1] ?? ""] ?? "unspecified",
      })),
  }));

/** By its number: of 9 and 10 it says "UNKNOWN". */
const reasonOf = (hex: string | undefined): RevocationReason | undefined =>
  hex === undefined ? undefined : REASONS.find((r) => REVOCATION_REASONS[r] === Number.parseInt(hex, 16));

export const opensslReadsAnswer = (der: Uint8Array): ShownAnswer => {
  const text = said(
    "openssl",
    ["ocsp", "-noverify", "-no-CAfile", "-no-CApath", "-resp_text", "-respin"],
    der,
  ).replaceAll("\\\n", "");
  return {
    producedAt: instantOf(/Produced At: (.*)/.exec(text)?.[1]),
    responses: text
      .split("Certificate ID:\n")
      .slice(1)
      .map((single) => {
        const revokedAt = /Revocation Time: (.*)/.exec(single)?.[1];
        return {
          hash: /Hash Algorithm: (.*)/.exec(single)?.[1] ?? "",
          nameHash: (/Issuer Name Hash: (.*)/.exec(single)?.[1] ?? "").toLowerCase(),
          serial: (/Serial Number: (.*)/.exec(single)?.[1] ?? "").toLowerCase(),
          status: /Cert Status: (.*)/.exec(single)?.[1] ?? "",
          thisUpdate: instantOf(/This Update: (.*)/.exec(single)?.[1]),
          nextUpdate: instantOf(/Next Update: (.*)/.exec(single)?.[1]),
          revokedAt: revokedAt === undefined ? undefined : instantOf(revokedAt),
          reason: reasonOf(/Revocation Reason: .*\(0x([0-9a-f]+)\)/.exec(single)?.[1]),
        };
      }),
  };
};
