/** Structures that carry others: bundles, requests with all that they may have, lists of every kind, whole paths. */
import { generateKeyPairSync } from "node:crypto";
import { oid, sequence } from "../../domain/der/writer.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { ok, type Result, refuse } from "../../domain/kernel/result.ts";
import { encodeCertId } from "../../domain/pki/cert-id.ts";
import { encodeCertificate } from "../../domain/pki/certificate.ts";
import { encodeCertificateBundle, parseCertificateBundle } from "../../domain/pki/cms.ts";
import { NO_CONTROLS } from "../../domain/pki/crmf/controls.ts";
import { proofsOfKey } from "../../domain/pki/crmf/key-proofs.ts";
import { encodePbm, parsePbm } from "../../domain/pki/crmf/password-based-mac.ts";
import type { ProofOfPossession } from "../../domain/pki/crmf/proof-of-possession.ts";
import { verifyProof } from "../../domain/pki/crmf/verify-proof.ts";
import {
  encodeCertReqMessages,
  encodeCertRequest,
  parseCertReqMessages,
  parseCertRequest,
} from "../../domain/pki/crmf.ts";
import { parseCsr } from "../../domain/pki/csr.ts";
import { parseCsrAttributes } from "../../domain/pki/csr-attributes.ts";
import { pointAt } from "../../domain/pki/extension/crl-distribution-points.ts";
import { encodeGeneralName } from "../../domain/pki/extension/general-name.ts";
import { otherName, readOtherNameText } from "../../domain/pki/extension/other-name.ts";
import { parseReasonCode, reasonCode } from "../../domain/pki/extension/reason-code.ts";
import { encodeName } from "../../domain/pki/name.ts";
import { parseOcspRequest } from "../../domain/pki/ocsp-request.ts";
import { encodeOcspRequest } from "../../domain/pki/ocsp-request-writer.ts";
import { buildPath } from "../../domain/pki/path/build.ts";
import { parsePolicyOids } from "../../domain/pki/path/policy-oids.ts";
import type { TrustAnchor } from "../../domain/pki/path/trust-anchor.ts";
import { validatePath } from "../../domain/pki/path/validate.ts";
import { parsePublicKey } from "../../domain/pki/public-key.ts";
import {
  encodeCertificateList,
  encodeRevokedEntry,
  encodeTbsCertList,
  parseCertificateList,
} from "../../domain/pki/tbs-cert-list.ts";
import { encodeTbsCertificate } from "../../domain/pki/tbs-certificate.ts";
import { lintAny } from "../../domain/policy/lint/lint.ts";
import { weaknessOf } from "../../domain/policy/weak-key.ts";
import { CASES } from "../domain/pki/extension/cases.ts";
import { OCSP_CASES } from "../domain/pki/extension/ocsp-cases.ts";
import {
  certificateVector,
  crlVector,
  csrVector,
  ocspRequestVector,
  ocspResponseVector,
} from "../domain/pki/vector.ts";
import type { Parser } from "./withstands.ts";

const at = (text: string): Instant => `2026-01-01T${text}.000Z` as Instant;
const spkiOf = (type: "ec" | "rsa"): Uint8Array => {
  const { publicKey } =
    type === "ec"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("rsa", { modulusLength: 2048 });
  return new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
};
const EC = spkiOf("ec");
const RSA = spkiOf("rsa");
const ISSUER = encodeName([{ type: "CN", value: "Issuer" }]);
const SUBJECT = encodeName([
  { type: "CN", value: "www" },
  { type: "O", value: "Example", and: [{ type: "L", value: "x" }] },
]);
const SIGNATURE = new Uint8Array(70).fill(1);
const ECDSA = sequence(oid("1.2.840.10045.4.3.2"));

const extensionsOf = (...oids: readonly string[]) =>
  CASES.map((c) => c.written).filter(
    (e, i, all) => oids.includes(e.oid) && all.findIndex((o) => o.oid === e.oid) === i,
  );
const MIDDLE = encodeName([{ type: "CN", value: "Middle" }]);
const certificate = (isAuthority: boolean): Uint8Array => {
  const tbs = encodeTbsCertificate({
    serial: isAuthority ? "41" : "42",
    algorithm: "ecdsa-sha256",
    issuer: isAuthority ? ISSUER : MIDDLE,
    validity: { notBefore: at("00:00:00"), notAfter: at("01:00:00") },
    subject: isAuthority ? MIDDLE : SUBJECT,
    spki: EC,
    extensions: isAuthority
      ? extensionsOf(
          "2.5.29.19",
          "2.5.29.32",
          "2.5.29.33",
          "2.5.29.36",
          "2.5.29.30",
          "2.5.29.54",
          "2.5.29.14",
          "2.5.29.35",
        )
      : extensionsOf("2.5.29.32", "2.5.29.17", "2.5.29.18", "2.5.29.31", "2.5.29.37", "2.5.29.35", "2.5.29.9"),
  });
  return encodeCertificate(tbs, "ecdsa-sha256", SIGNATURE);
};
const AUTHORITY = certificate(true);
const END = certificate(false);
const PATHS = [AUTHORITY, END];

/** A signature is not what is on trial: with it nothing behind would be reached. */
const inputs = {
  anchor: { name: ISSUER, spki: EC } as TrustAnchor,
  at: at("00:30:00"),
  verify: () => true,
};
const verdict = (isFound: boolean): Result<unknown> => (isFound ? ok(true) : refuse(refusal("der.malformed", "")));

const message = (spki: Uint8Array, proof: ProofOfPossession) => {
  const template = {
    subject: SUBJECT,
    publicKey: spki,
    validity: { notBefore: at("00:00:00"), notAfter: at("01:00:00") },
    extensions: extensionsOf("2.5.29.17", "2.5.29.15"),
  };
  const controls = {
    ...NO_CONTROLS,
    regToken: "secret",
    oldCertId: { issuer: encodeGeneralName({ kind: "directoryName", der: ISSUER }), serial: "41" },
    publicationInfo: { action: "pleasePublish", places: [{ method: "ldap" }] },
    protocolEncrKey: RSA,
  } as const;
  return { certRequest: { der: encodeCertRequest({ certReqId: 7, template, controls }) }, proof };
};
const PBM = encodePbm({ salt: new Uint8Array(16).fill(7), hash: "sha256", iterations: 100, mac: "sha256" });
const SENDER = encodeGeneralName({ kind: "directoryName", der: SUBJECT });
const MESSAGES = [
  message(EC, { kind: "signature", algorithm: ECDSA, signature: SIGNATURE }),
  message(EC, {
    kind: "signature",
    input: { authInfo: { sender: SENDER }, publicKey: EC },
    algorithm: ECDSA,
    signature: SIGNATURE,
  }),
  message(EC, {
    kind: "signature",
    input: { authInfo: { publicKeyMac: { algorithm: PBM, value: SIGNATURE } }, publicKey: EC },
    algorithm: ECDSA,
    signature: SIGNATURE,
  }),
  message(RSA, { kind: "keyEncipherment", method: { subsequentMessage: "encrCert" } }),
  message(EC, { kind: "keyAgreement", method: { agreeMac: { algorithm: PBM, value: SIGNATURE } } }),
  message(EC, { kind: "raVerified" }),
];
const REQUESTS = [...MESSAGES.map((m) => encodeCertReqMessages([m])), encodeCertReqMessages(MESSAGES)];

const judged = (der: Uint8Array): Result<unknown> => {
  const messages = parseCertReqMessages(der);
  if (!messages.ok) return messages;
  const proofs = messages.value.map((m) => verifyProof(m, { isTrustedRa: false, verify: () => true }));
  return proofs.find((p) => !p.ok) ?? ok(proofs);
};

const list = (more: object): Uint8Array => {
  const tbs = encodeTbsCertList({
    algorithm: "ecdsa-sha256",
    issuer: ISSUER,
    thisUpdate: at("00:00:00"),
    nextUpdate: at("01:00:00"),
    entries: [
      encodeRevokedEntry({
        serial: "41",
        revokedAt: at("00:00:00"),
        reason: "keyCompromise",
        invalidSince: at("00:00:00"),
      }),
      encodeRevokedEntry({
        serial: "42",
        revokedAt: at("00:00:00"),
        reason: "unspecified",
        certificateIssuer: SUBJECT,
      }),
      encodeRevokedEntry({ serial: "43", revokedAt: at("00:00:00"), reason: "removeFromCRL" }),
    ],
    number: 9n,
    authorityKeyId: new Uint8Array(20),
    ...more,
  });
  return encodeCertificateList(tbs, "ecdsa-sha256", SIGNATURE);
};
const LISTS = [
  crlVector("crl"),
  crlVector("crl-empty"),
  list({ deltaBase: 8n, scope: { name: pointAt("http://pki.example.test/1.crl"), isIndirect: true } }),
  list({ scope: { only: "attribute" }, freshest: ["http://pki.example.test/delta.crl"] }),
];

const ocspExtensions = (place: "request" | "single-request") =>
  OCSP_CASES.filter(
    (c, i, all) => c.places.includes(place) && all.findIndex((o) => o.written.oid === c.written.oid) === i,
  ).map((c) => c.written);
const QUESTIONS = [
  ...["many", "sha1-nonce", "sha256", "sha512", "signed"].map(ocspRequestVector),
  encodeOcspRequest(
    [{ certId: encodeCertId("sha384", ISSUER, EC, "41"), extensions: ocspExtensions("single-request") }],
    { requestor: { kind: "directoryName", der: SUBJECT }, extensions: ocspExtensions("request") },
  ),
];
const CSRS = ["plain", "attributes", "names", "multi-valued-rdn", "other-name", "bmp", "rsa", "empty-subject"].map(
  csrVector,
);

/** Parsers of what carries other structures. */
export const STRUCTURE_PARSERS: readonly Parser[] = [
  {
    name: "a CMS bundle",
    parse: parseCertificateBundle,
    samples: [
      encodeCertificateBundle({ certificates: PATHS, crls: LISTS }),
      encodeCertificateBundle({ certificates: [], crls: [] }),
    ],
    codes: ["der.malformed"],
  },
  {
    name: "CRMF with every proof and control",
    parse: parseCertReqMessages,
    samples: REQUESTS,
    codes: ["csr.malformed", "der.malformed", "csr.unsupported-key", "name.malformed"],
  },
  {
    name: "one CertRequest",
    parse: parseCertRequest,
    samples: MESSAGES.map((m) => m.certRequest.der),
    codes: ["csr.malformed", "der.malformed", "csr.unsupported-key", "name.malformed"],
  },
  { name: "the parameters of a password-based MAC", parse: parsePbm, samples: [PBM], codes: ["csr.malformed"] },
  {
    name: "which proofs a key can give",
    parse: proofsOfKey,
    samples: [EC, RSA],
    codes: ["csr.unsupported-key", "der.malformed", "csr.malformed"],
  },
  {
    name: "a request with every attribute",
    parse: parseCsr,
    samples: CSRS,
    codes: ["csr.malformed", "csr.unsupported-key", "name.malformed"],
  },
  {
    name: "CSR attributes alone",
    parse: parseCsrAttributes,
    samples: [Uint8Array.of(0xa0, 0)],
    codes: ["csr.malformed", "der.malformed"],
  },
  {
    name: "the reason of a CRL's entry",
    parse: parseReasonCode,
    samples: [reasonCode("keyCompromise").value, reasonCode("removeFromCRL").value],
    codes: ["der.malformed"],
  },
  {
    name: "the policies of a path's certificate",
    parse: (value) => parsePolicyOids(value, false),
    samples: extensionsOf("2.5.29.32").map((e) => e.value),
    codes: ["der.malformed"],
  },
  {
    name: "a name that has a text in an otherName",
    parse: (value) =>
      readOtherNameText({ ...otherName({ form: "userPrincipalName", text: "a@b.test" }), value }) ??
      refuse(refusal("der.malformed", "")),
    samples: [otherName({ form: "userPrincipalName", text: "a@b.test" }).value],
    codes: ["der.malformed"],
  },
  {
    name: "lists of every kind",
    parse: parseCertificateList,
    samples: LISTS,
    codes: ["der.malformed", "csr.unsupported-key"],
  },
  {
    name: "questions of every kind",
    parse: parseOcspRequest,
    samples: QUESTIONS,
    codes: ["ocsp.malformed", "der.malformed"],
  },
];

/** What is done with structures once they are read: each has limits of its own, and much more work. */
export const STRUCTURE_JUDGES: readonly Parser[] = [
  {
    name: "the proofs of possession in CRMF",
    parse: judged,
    samples: REQUESTS,
    codes: ["csr.bad-signature", "csr.malformed", "der.malformed", "csr.unsupported-key", "name.malformed"],
  },
  {
    name: "how a key is weak",
    parse: (spki) => {
      const key = parsePublicKey(spki);
      return key.ok ? ok(weaknessOf(key.value)) : key;
    },
    samples: [RSA, EC],
    codes: ["csr.unsupported-key", "der.malformed"],
  },
  {
    name: "the first certificate of a path, validated",
    parse: (der) => verdict(validatePath([der, END], inputs).valid),
    samples: PATHS,
    codes: ["der.malformed"],
  },
  {
    name: "the last certificate of a path, validated",
    parse: (der) => verdict(validatePath([AUTHORITY, der], inputs).valid),
    samples: PATHS,
    codes: ["der.malformed"],
  },
  {
    name: "a pool in which a path is looked for",
    parse: (der) => verdict(buildPath({ ...inputs, endEntity: END, pool: [der], anchors: [inputs.anchor] }).found),
    samples: PATHS,
    codes: ["der.malformed"],
  },
  {
    name: "anything under its rules",
    parse: lintAny,
    samples: [AUTHORITY, LISTS[1] as Uint8Array, ocspResponseVector("many"), certificateVector("leaf")],
    codes: ["der.malformed"],
  },
];
