/** Every extension of OCSP with its forms: what it means, who writes and who reads it, how OpenSSL is told to write it. */
import { concat, fromHex } from "../../../../domain/kernel/bytes.ts";
import type { Result } from "../../../../domain/kernel/result.ts";
import * as issuer from "../../../../domain/pki/extension/certificate-issuer.ts";
import * as invalidity from "../../../../domain/pki/extension/invalidity-date.ts";
import * as acceptable from "../../../../domain/pki/extension/ocsp-acceptable-responses.ts";
import * as cutoff from "../../../../domain/pki/extension/ocsp-archive-cutoff.ts";
import * as references from "../../../../domain/pki/extension/ocsp-crl-references.ts";
import * as extended from "../../../../domain/pki/extension/ocsp-extended-revoke.ts";
import * as nonce from "../../../../domain/pki/extension/ocsp-nonce.ts";
import * as preferred from "../../../../domain/pki/extension/ocsp-preferred-signature-algorithms.ts";
import * as locator from "../../../../domain/pki/extension/ocsp-service-locator.ts";
import * as reason from "../../../../domain/pki/extension/reason-code.ts";
import { encodeName } from "../../../../domain/pki/name.ts";

import type { OcspPlace } from "../../../../domain/pki/ocsp-extensions.ts";
import { at } from "../sample.ts";
import type { Case } from "./cases.ts";

export type OcspCase = Case & {
  readonly places: readonly OcspPlace[];
  /** What OpenSSL prints of it, where it has words for it. */
  readonly printed?: RegExp;
};

const of = <T>(
  name: string,
  places: readonly OcspPlace[],
  meaning: T,
  write: (meaning: T) => Case["written"],
  parse: (value: Uint8Array) => Result<unknown>,
  line: string,
  sections = "",
): OcspCase => ({ name, places, meaning, written: write(meaning), write, parse, line, sections });

const octets = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => i + 1);
const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
const SINCE = at("2016-02-29T23:59:58");
const ISSUER = encodeName([{ type: "CN", value: "Mueller" }]);
const ISSUER_SECTIONS =
  "_rdn=SET:locator_rdn\n[locator_rdn]\na=SEQUENCE:locator_cn\n[locator_cn]\no=OID:2.5.4.3\nv=UTF8:Mueller\n";
const sequenceOfHex = (text: string): Uint8Array =>
  concat([Uint8Array.of(0x30, text.length / 2), fromHex(text) ?? ISSUER]);
/** sha1WithRSAEncryption with NULL, which nobody makes here. */
const SHA1_WITH_RSA = sequenceOfHex("06092a864886f70d0101050500");
/** id-ecPublicKey with P-256. */
const P256 = sequenceOfHex("06072a8648ce3d020106082a8648ce3d030107");

export const OCSP_CASES: readonly OcspCase[] = [
  {
    ...of(
      "nonce",
      ["request", "response"],
      octets(32),
      nonce.ocspNonce,
      nonce.parseOcspNonce,
      `1.3.6.1.5.5.7.48.1.2=ASN1:FORMAT:HEX,OCTETSTRING:${hex(octets(32))}`,
    ),
    printed: new RegExp(`OCSP Nonce: \\n\\s+0420${hex(octets(32)).toUpperCase()}`),
  },
  {
    ...of(
      "crl-references",
      ["single-response"],
      { url: "http://crl.example.test/1.crl", number: 0x80ffn, madeAt: SINCE },
      references.ocspCrlReferences,
      references.parseOcspCrlReferences,
      "1.3.6.1.5.5.7.48.1.3=ASN1:SEQUENCE:crl_id",
      "[crl_id]\nu=EXPLICIT:0,IA5:http://crl.example.test/1.crl\nn=EXPLICIT:1,INTEGER:0x80ff\nt=EXPLICIT:2,GENTIME:20160229235958Z\n",
    ),
    printed:
      /OCSP CRL ID: \n\s+crlUrl: http:\/\/crl\.example\.test\/1\.crl\n\s+crlNum: 80FF\n\s+crlTime: Feb 29 23:59:58 2016 GMT/,
  },
  {
    ...of(
      "acceptable-responses",
      ["request"],
      ["1.3.6.1.5.5.7.48.1.1", "1.2.3.4"],
      acceptable.ocspAcceptableResponses,
      acceptable.parseOcspAcceptableResponses,
      "1.3.6.1.5.5.7.48.1.4=ASN1:SEQUENCE:kinds",
      "[kinds]\na=OID:1.3.6.1.5.5.7.48.1.1\nb=OID:1.2.3.4\n",
    ),
    printed: /Acceptable OCSP Responses: \n\s+Basic OCSP Response, 1\.2\.3\.4/,
  },
  {
    ...of(
      "archive-cutoff",
      ["single-response"],
      SINCE,
      cutoff.ocspArchiveCutoff,
      cutoff.parseOcspArchiveCutoff,
      "1.3.6.1.5.5.7.48.1.6=ASN1:GENTIME:20160229235958Z",
    ),
    printed: /OCSP Archive Cutoff: \n\s+Feb 29 23:59:58 2016 GMT/,
  },
  {
    ...of(
      "service-locator",
      ["single-request"],
      {
        issuer: ISSUER,
        locator: [
          { method: "1.3.6.1.5.5.7.48.1", location: { kind: "uri" as const, value: "http://ocsp.example.test/" } },
        ],
      },
      locator.ocspServiceLocator,
      locator.parseOcspServiceLocator,
      "1.3.6.1.5.5.7.48.1.7=ASN1:SEQUENCE:service",
      "[service]\ni=SEQUENCE:service_issuer\nl=SEQUENCE:service_list\n[service_list]\na=SEQUENCE:service_access\n" +
        "[service_access]\nm=OID:1.3.6.1.5.5.7.48.1\nl=IMPLICIT:6,IA5:http://ocsp.example.test/\n" +
        `[service_issuer]\nr${ISSUER_SECTIONS}`,
    ),
    printed: /OCSP Service Locator: \n\s+Issuer: CN ?= ?Mueller\n\s+OCSP - URI:http:\/\/ocsp\.example\.test\//,
  },
  of(
    "pref-sig-algs",
    ["request"],
    [
      { signature: "ecdsa-sha384" as const },
      { signature: SHA1_WITH_RSA },
      { signature: "ecdsa-sha256" as const, key: P256 },
    ],
    preferred.ocspPreferredSignatureAlgorithms,
    preferred.parseOcspPreferredSignatureAlgorithms,
    "1.3.6.1.5.5.7.48.1.8=ASN1:SEQUENCE:wanted",
    "[wanted]\na=SEQUENCE:wanted_a\nb=SEQUENCE:wanted_b\nc=SEQUENCE:wanted_c\n" +
      "[wanted_a]\na=SEQUENCE:wanted_384\n[wanted_384]\no=OID:1.2.840.10045.4.3.3\n" +
      "[wanted_b]\na=SEQUENCE:wanted_rsa\n[wanted_rsa]\no=OID:1.2.840.113549.1.1.5\nn=NULL\n" +
      "[wanted_c]\na=SEQUENCE:wanted_256\nb=SEQUENCE:wanted_p256\n[wanted_256]\no=OID:1.2.840.10045.4.3.2\n" +
      "[wanted_p256]\no=OID:1.2.840.10045.2.1\nc=OID:1.2.840.10045.3.1.7\n",
  ),
  of(
    "extended-revoke",
    ["response"],
    null,
    extended.ocspExtendedRevoke,
    extended.parseOcspExtendedRevoke,
    "1.3.6.1.5.5.7.48.1.9=ASN1:NULL",
  ),
  {
    ...of(
      "reasonCode",
      ["single-response"],
      "aACompromise" as const,
      reason.reasonCode,
      reason.parseReasonCode,
      "2.5.29.21=ASN1:ENUMERATED:10",
    ),
    printed: /CRL Reason Code: \n\s+AA Compromise/,
  },
  {
    ...of(
      "invalidityDate",
      ["single-response"],
      SINCE,
      invalidity.invalidityDate,
      invalidity.parseInvalidityDate,
      "2.5.29.24=ASN1:GENTIME:20160229235958Z",
    ),
    printed: /Invalidity Date: \n\s+Feb 29 23:59:58 2016 GMT/,
  },
  {
    ...of(
      "certificateIssuer",
      ["single-response"],
      [{ kind: "directoryName" as const, der: ISSUER }],
      issuer.certificateIssuer,
      issuer.parseCertificateIssuer,
      "2.5.29.29=critical,ASN1:SEQUENCE:certificate_issuer",
      `[certificate_issuer]\nd=EXPLICIT:4,SEQUENCE:certificate_issuer_name\n[certificate_issuer_name]\nr_rdn=SET:locator_rdn\n`,
    ),
    printed: /Certificate Issuer: critical\n\s+DirName:\/?CN ?= ?Mueller/,
  },
];
