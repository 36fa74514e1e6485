/** The parsers that read what strangers send, each with samples to begin from. */
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { decodeEnvelope } from "../../domain/kernel/envelope.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { refuse } from "../../domain/kernel/result.ts";
import { parseSignatureAlgorithm } from "../../domain/pki/algorithm.ts";
import { parseCertificate } from "../../domain/pki/certificate.ts";
import { parseCsr } from "../../domain/pki/csr.ts";
import { parseSubjectAltName } from "../../domain/pki/extension/subject-alt-name.ts";
import { parseName } from "../../domain/pki/name.ts";
import { parseOcspResponse } from "../../domain/pki/ocsp-response-reader.ts";
import { parsePathCertificate } from "../../domain/pki/path/path-certificate.ts";
import { anchorOfCertificate } from "../../domain/pki/path/trust-anchor.ts";
import { parsePublicKey } from "../../domain/pki/public-key.ts";
import { maskValidity, parseTbsCertificate } from "../../domain/pki/tbs-certificate.ts";
import { lint } from "../../domain/policy/lint/lint.ts";
import { certificateVector, crlVector, csrVector, extensionVector, ocspResponseVector } from "../domain/pki/vector.ts";
import { nothing } from "./hostile-input.ts";
import type { Parser } from "./withstands.ts";

const CERTIFICATES = (["root", "leaf", "responder"] as const).map(certificateVector);
const REQUESTS = ["plain", "attributes", "names", "rsa", "p384", "ed25519", "empty-subject"].map(csrVector);
const part = (read: (c: { subject: Uint8Array; spki: Uint8Array }) => Uint8Array): readonly Uint8Array[] =>
  CERTIFICATES.flatMap((der) => {
    const parsed = parseCertificate(der);
    return parsed.ok ? [read(parsed.value.fields)] : [];
  });
const TBS = CERTIFICATES.flatMap((der) => {
  const parsed = parseCertificate(der);
  return parsed.ok ? [parsed.value.tbs] : [];
});

export const PARSERS: readonly Parser[] = [
  {
    name: "Certificate",
    parse: parseCertificate,
    samples: CERTIFICATES,
    codes: ["der.malformed", "csr.unsupported-key"],
  },
  { name: "TBSCertificate", parse: parseTbsCertificate, samples: TBS, codes: ["der.malformed", "csr.unsupported-key"] },
  { name: "the mask of a TBSCertificate", parse: maskValidity, samples: TBS, codes: ["der.malformed"] },
  {
    name: "OCSPResponse",
    parse: parseOcspResponse,
    samples: ["many", "sha256", "sha1-nonce"].map(ocspResponseVector),
    codes: ["ocsp.malformed", "csr.unsupported-key"],
  },
  { name: "Name", parse: parseName, samples: part((c) => c.subject), codes: ["name.malformed"] },
  {
    name: "SubjectPublicKeyInfo",
    parse: parsePublicKey,
    samples: [
      ...part((c) => c.spki),
      ...REQUESTS.flatMap((der) => {
        const parsed = parseCsr(der);
        return parsed.ok ? [parsed.value.spki] : [];
      }),
    ],
    codes: ["der.malformed", "csr.unsupported-key"],
  },
  {
    name: "AlgorithmIdentifier",
    parse: parseSignatureAlgorithm,
    samples: ["300a06082a8648ce3d040302", "300d06092a864886f70d01010b0500", "300506032b6570"].map((h) =>
      Buffer.from(h, "hex"),
    ),
    codes: ["der.malformed", "csr.unsupported-key"],
  },
  {
    name: "SubjectAltName",
    parse: parseSubjectAltName,
    samples: [extensionVector("leaf", "2.5.29.17").value],
    codes: ["der.malformed"],
  },
  {
    name: "an event's envelope",
    parse: decodeEnvelope,
    samples: [new TextEncoder().encode('{"a":[1,2,{"b":null}],"v":1}'), fromBase64url("eyJ2IjoxfQ") ?? nothing],
    codes: ["input.malformed"],
  },
];

/** What is done with structures once they are read: it has limits of its own, and much more work. */
export const JUDGES: readonly Parser[] = [
  {
    name: "a certificate of a path",
    parse: parsePathCertificate,
    samples: CERTIFICATES,
    codes: ["der.malformed"],
  },
  {
    name: "the policies and constraints of a path's certificate",
    parse: (der) => {
      const certificate = parsePathCertificate(der);
      const anchor = anchorOfCertificate(der);
      return certificate.ok && anchor.ok ? certificate : refuse(refusal("der.malformed", ""));
    },
    samples: CERTIFICATES,
    codes: ["der.malformed"],
  },
  {
    name: "a certificate under its rules",
    parse: (der) => lint("certificate", der),
    samples: CERTIFICATES,
    codes: ["der.malformed"],
  },
  {
    name: "a CRL under its rules",
    parse: (der) => lint("crl", der),
    samples: [crlVector("crl"), crlVector("crl-empty")],
    codes: ["der.malformed"],
  },
  {
    name: "an OCSP response under its rules",
    parse: (der) => lint("ocsp-response", der),
    samples: ["many", "sha256", "sha1-nonce"].map(ocspResponseVector),
    codes: ["der.malformed"],
  },
];
