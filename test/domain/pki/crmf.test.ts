import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import * as der from "../../../domain/der/writer.ts";
import { toHex, utf8 } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import type { CertTemplate } from "../../../domain/pki/crmf/cert-template.ts";
import { type Controls, NO_CONTROLS } from "../../../domain/pki/crmf/controls.ts";
import type { ProofOfPossession } from "../../../domain/pki/crmf/proof-of-possession.ts";
import {
  type CertReqMsg,
  encodeCertReqMessages,
  encodeCertRequest,
  parseCertReqMessages,
  parseCertRequest,
} from "../../../domain/pki/crmf.ts";
import { keyUsage } from "../../../domain/pki/extension/key-usage.ts";
import { subjectAltName } from "../../../domain/pki/extension/subject-alt-name.ts";
import { encodeName } from "../../../domain/pki/name.ts";
import { appended } from "./appended.ts";
import { judgedByOpenssl, oracleKey, requestByOpenssl } from "./crmf-oracle.ts";
import { anyOther, at, mutations, prefixes } from "./sample.ts";

const key = oracleKey("EC");
const ECDSA = der.sequence(der.oid("1.2.840.10045.4.3.2"));
const SUBJECT = encodeName([{ type: "CN", value: "www.example.test" }]);
const DIRECTORY_NAME = der.explicit(4, SUBJECT);
const TEMPLATE: CertTemplate = { subject: SUBJECT, publicKey: key.spki, extensions: [] };
const malformed = { ok: false, error: { code: "csr.malformed" } };

const signed = (certRequest: Uint8Array): ProofOfPossession => ({
  kind: "signature",
  algorithm: ECDSA,
  signature: key.sign(certRequest),
});

/** One request with the number 0, signed. */
const request = (template: CertTemplate = TEMPLATE, controls: Controls = NO_CONTROLS): Uint8Array => {
  const certRequest = encodeCertRequest({ certReqId: 0, template, controls });
  return encodeCertReqMessages([{ certRequest: { der: certRequest }, proof: signed(certRequest) }]);
};

const only = (bytes: Uint8Array): CertReqMsg => {
  const [message, second] = expectOk(parseCertReqMessages(bytes));
  return second === undefined && message !== undefined ? message : expect.unreachable("not one request");
};

/** What a reader leaves out, an expectation need not name. */
const defined = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Partial<T>;

describe("requests that OpenSSL wrote", () => {
  test("a template with names, validity and extensions", () => {
    const options = ["-subject", "/CN=www.example.test", "-issuer", "/CN=CA", "-days", "10"];
    const { requests } = requestByOpenssl(key, [...options, "-sans", "www.example.test"]);
    const message = only(requests);
    const { validity, ...rest } = defined(message.certRequest.template);
    expect(rest).toEqual({
      issuer: encodeName([{ type: "CN", value: "CA" }]),
      subject: SUBJECT,
      publicKey: key.spki,
      extensions: [subjectAltName([{ kind: "dns", value: "www.example.test" }], false)],
    });
    expect(Date.parse(validity?.notAfter ?? "") - Date.parse(validity?.notBefore ?? "")).toBe(864_000_000);
    expect(message.certRequest.certReqId).toBe(0);
    expect(message.proof).toMatchObject({ kind: "signature", algorithm: ECDSA });
    expect(toHex(encodeCertReqMessages([message]))).toBe(toHex(requests));
    expect(toHex(encodeCertRequest(message.certRequest))).toBe(toHex(message.certRequest.der));
  });

  test("an update names the certificate that it replaces", () => {
    const { requests, certificate } = requestByOpenssl(key, ["-cmd", "kur", "-oldcert", "CERTIFICATE"]);
    const { controls, template } = only(requests).certRequest;
    const enrolled = encodeName([{ type: "CN", value: "enrolled" }]);
    expect(template.subject).toEqual(enrolled);
    expect(defined(controls)).toEqual({
      oldCertId: { issuer: der.explicit(4, enrolled), serial: certificate.serial },
      unknown: [],
    });
  });
});

const FULL: CertTemplate = {
  version: 2,
  serialNumber: "ff01",
  signingAlgorithm: ECDSA,
  issuer: encodeName([{ type: "CN", value: "CA" }]),
  validity: { notBefore: at("2026-01-01T00:00:00"), notAfter: at("2051-01-01T00:00:00") },
  subject: SUBJECT,
  publicKey: key.spki,
  issuerUniqueId: Uint8Array.of(0, 1, 2),
  subjectUniqueId: Uint8Array.of(4, 0xf0),
  extensions: [subjectAltName([{ kind: "dns", value: "www.example.test" }], true), keyUsage(["digitalSignature"])],
};

const DIRECTORY = der.tlv(0x86, utf8("ldap://directory.example.test"));
const ALL_CONTROLS: Controls = {
  regToken: "good once, größer",
  authenticator: "maiden name",
  publicationInfo: { action: "pleasePublish", places: [{ method: "ldap", location: DIRECTORY }] },
  oldCertId: { issuer: DIRECTORY_NAME, serial: "4f01" },
  protocolEncrKey: key.spki,
  unknown: [{ type: "1.3.6.1.4.1.99999.1", value: der.nullValue }],
};

const PUBLICATIONS: readonly Controls["publicationInfo"][] = [
  { action: "dontPublish", places: [] },
  { action: "pleasePublish", places: [] },
  { action: "pleasePublish", places: [{ method: "dontCare" }, { method: "web", location: DIRECTORY }] },
  { action: "pleasePublish", places: Array.from({ length: 16 }, () => ({ method: "x500" as const })) },
];

test.for<[string, CertTemplate, Controls]>([
  ["a subject and a key", TEMPLATE, NO_CONTROLS],
  ["every field and every control", FULL, ALL_CONTROLS],
  ["a beginning alone", { ...TEMPLATE, validity: { notBefore: at("2026-01-01T00:00:00") } }, NO_CONTROLS],
  ["an end alone", { ...TEMPLATE, validity: { notAfter: at("2030-01-01T00:00:00") } }, NO_CONTROLS],
])("OpenSSL's server reads and accepts what we write: %s", ([, template, controls]) => {
  expect(judgedByOpenssl(key, request(template, controls))).toBe("accepted");
});

test.for<[string, CertTemplate, Controls]>([
  ["nothing at all", { extensions: [] }, NO_CONTROLS],
  ["every field and every control", FULL, ALL_CONTROLS],
  ["a beginning alone", { ...TEMPLATE, validity: { notBefore: at("2026-01-01T00:00:00") } }, NO_CONTROLS],
  ["an end alone", { ...TEMPLATE, validity: { notAfter: at("2030-01-01T00:00:00") } }, NO_CONTROLS],
  ["a unique identifier of no bit", { ...TEMPLATE, issuerUniqueId: Uint8Array.of(0) }, NO_CONTROLS],
  ...PUBLICATIONS.map((publicationInfo, i): [string, CertTemplate, Controls] => [
    `publication ${i}`,
    TEMPLATE,
    { publicationInfo, unknown: [] },
  ]),
])("what is written is read again: %s", ([, template, controls]) => {
  const read = only(request(template, controls)).certRequest;
  const { validity, ...fields } = defined(read.template);
  expect({ ...fields, ...(validity && { validity: defined(validity) }) }).toEqual(template);
  expect(defined(read.controls)).toEqual(controls);
  expect(parseCertRequest(read.der)).toEqual({ ok: true, value: read });
});

const INPUT = { authInfo: { sender: DIRECTORY_NAME }, publicKey: key.spki };
const MAC = { algorithm: ECDSA, value: utf8("mac") };

const PROOFS: readonly [string, ProofOfPossession | undefined][] = [
  ["none", undefined],
  ["raVerified", { kind: "raVerified" }],
  ["a signature", { kind: "signature", algorithm: ECDSA, signature: utf8("s") }],
  ["a signature by a sender", { kind: "signature", input: INPUT, algorithm: ECDSA, signature: utf8("s") }],
  [
    "a signature with a MAC",
    { kind: "signature", input: { ...INPUT, authInfo: { publicKeyMac: MAC } }, algorithm: ECDSA, signature: utf8("s") },
  ],
  ["a certificate to be encrypted", { kind: "keyEncipherment", method: { subsequentMessage: "encrCert" } }],
  ["a challenge", { kind: "keyAgreement", method: { subsequentMessage: "challengeResp" } }],
  ["the key in this message", { kind: "keyEncipherment", method: { thisMessage: utf8("key") } }],
  ["the key in an envelope", { kind: "keyEncipherment", method: { encryptedKey: der.sequence(der.integer(0)) } }],
  ["a Diffie-Hellman MAC", { kind: "keyAgreement", method: { dhMac: utf8("mac") } }],
  ["an agreed MAC", { kind: "keyAgreement", method: { agreeMac: MAC } }],
];

test.for(PROOFS)("a proof that is written is read again: %s", ([, proof]) => {
  const certRequest = { der: encodeCertRequest({ certReqId: 7, template: TEMPLATE, controls: NO_CONTROLS }) };
  const registrationInfo = [{ type: "1.3.6.1.5.5.7.5.2.1", value: der.utf8String("x") }];
  for (const info of [[], registrationInfo]) {
    const read = only(encodeCertReqMessages([{ certRequest, proof, registrationInfo: info }]));
    expect(read).toEqual({ certRequest: expectOk(parseCertRequest(certRequest.der)), proof, registrationInfo: info });
  }
});

describe("refused", () => {
  const N = new Uint8Array();
  const control = (type: string, value: Uint8Array): Uint8Array =>
    der.sequence(der.oid(`1.3.6.1.5.5.7.5.1.${type}`), value);
  /** One message of raw pieces. */
  const raw = (
    template: readonly Uint8Array[],
    controls: readonly Uint8Array[] = [],
    behind: readonly Uint8Array[] = [],
  ) => der.sequence(der.sequence(der.sequence(der.integer(0), der.sequence(...template), ...controls), ...behind));
  const withControls = (...all: readonly Uint8Array[]): Uint8Array => raw([], [der.sequence(...all)]);
  const text = der.utf8String("x");
  const publication = (...parts: readonly Uint8Array[]): Uint8Array =>
    withControls(control("3", der.sequence(...parts)));
  const anywhere = der.sequence(der.integer(0));

  test("the tables' frames are good", () => {
    expect(parseCertReqMessages(raw([]))).toMatchObject({ ok: true });
    const sixteen = Array.from({ length: 16 }, (_, i) => control(`${i + 10}`, text));
    expect(parseCertReqMessages(withControls(...sixteen))).toMatchObject({ ok: true });
    expect(parseCertReqMessages(publication(der.integer(1), der.sequence(anywhere)))).toMatchObject({ ok: true });
  });

  test.for<[string, Uint8Array]>([
    ["no message", der.sequence()],
    ["no request", der.sequence(der.sequence())],
    ["a negative number", der.sequence(der.sequence(der.sequence(der.tlv(2, Uint8Array.of(255)), der.sequence())))],
    ["fields out of order", raw([der.explicit(5, SUBJECT), der.explicit(3, SUBJECT)])],
    ["a field twice", raw([der.explicit(5, SUBJECT), der.explicit(5, SUBJECT)])],
    ["a name under an implicit tag", raw([der.tlv(0xa5, N)])],
    ["two names in one field", raw([der.explicit(5, SUBJECT, SUBJECT)])],
    ["a validity of nothing", raw([der.tlv(0xa4, N)])],
    ["a negative serial number", raw([der.tlv(0x81, Uint8Array.of(255))])],
    ["a unique identifier of no octet", raw([der.tlv(0x87, N)])],
    ["a unique identifier of unused bits alone", raw([der.tlv(0x87, Uint8Array.of(1))])],
    ["a unique identifier with eight unused bits", raw([der.tlv(0x87, Uint8Array.of(8, 1))])],
    ["an empty list of extensions", raw([der.tlv(0xa9, N)])],
    ["an unknown field", raw([der.tlv(0x8a, N)])],
    ["an empty list of controls", withControls()],
    ["a control twice", withControls(control("1", text), control("1", text))],
    ["a private key to archive", withControls(control("4", der.tlv(0x81, N)))],
    ["a token that is no UTF8String", withControls(control("1", der.printableString("x")))],
    ["a token without end", withControls(control("1", der.utf8String("x".repeat(1025))))],
    ["a control of three", withControls(der.sequence(der.oid("1.2.3"), text, text))],
    ["seventeen controls", withControls(...Array.from({ length: 17 }, (_, i) => control(`${i + 10}`, text)))],
    ["an unknown way to publish", publication(der.integer(2))],
    ["an unknown place to publish at", publication(der.integer(1), der.sequence(der.sequence(der.integer(4))))],
    ["no places", publication(der.integer(1), der.sequence())],
    ["places not to publish at", publication(der.integer(0), der.sequence(anywhere))],
    ["seventeen places", publication(der.integer(1), der.sequence(...Array.from({ length: 17 }, () => anywhere)))],
    ["an old certificate without a number", withControls(control("5", der.sequence(DIRECTORY_NAME)))],
    ["a key that is none", withControls(control("6", text))],
    ["an empty list of registration information", raw([], [], [der.sequence()])],
    ["raVerified with content", raw([], [], [der.tlv(0x80, Uint8Array.of(1))])],
    ["an unknown proof", raw([], [], [der.tlv(0xa4, N)])],
    ["a proof without a signature", raw([], [], [der.tlv(0xa1, ECDSA)])],
    ["a proof with an unknown method", raw([], [], [der.explicit(2, der.tlv(0x85, N))])],
    ["a proof with two methods", raw([], [], [der.explicit(2, der.tlv(0x81, Uint8Array.of(0)), der.nullValue)])],
    ["an unknown later message", raw([], [], [der.explicit(2, der.tlv(0x81, Uint8Array.of(2)))])],
    ["two proofs", raw([], [], [der.tlv(0x80, N), der.tlv(0x80, N)])],
  ])("%s", ([, bytes]) => {
    expect(parseCertReqMessages(bytes)).toMatchObject(malformed);
  });

  const numbered = (certReqId: number) => ({
    certRequest: { der: encodeCertRequest({ certReqId, template: TEMPLATE, controls: NO_CONTROLS }) },
  });
  test("a request by itself", () => {
    expect(parseCertRequest(der.sequence())).toMatchObject(malformed);
  });

  test("two requests with one number, and more than 64", () => {
    expect(expectOk(parseCertReqMessages(encodeCertReqMessages([numbered(0), numbered(1)])))).toHaveLength(2);
    expect(parseCertReqMessages(encodeCertReqMessages([numbered(1), numbered(1)]))).toMatchObject(malformed);
    const many = Array.from({ length: 65 }, (_, i) => numbered(i));
    expect(parseCertReqMessages(encodeCertReqMessages(many))).toMatchObject(malformed);
    expect(parseCertReqMessages(encodeCertReqMessages(many.slice(1))).ok).toBe(true);
  });
});

test("nothing is passed over: what is read is all that stands there", () => {
  const certRequest = { der: encodeCertRequest({ certReqId: 0, template: FULL, controls: ALL_CONTROLS }) };
  const registrationInfo = [{ type: "1.3.6.1.5.5.7.5.2.1", value: der.utf8String("x") }];
  const messages = PROOFS.map(([, proof]) => encodeCertReqMessages([{ certRequest, proof, registrationInfo }]));
  for (const bytes of messages.flatMap(appended)) {
    const parsed = parseCertReqMessages(bytes);
    if (!parsed.ok) continue;
    const again = parsed.value.map((m) => ({ ...m, certRequest: { der: encodeCertRequest(m.certRequest) } }));
    expect(toHex(encodeCertReqMessages(again))).toBe(toHex(bytes));
  }
});

test("no prefix is read, and no change of an octet throws", () => {
  const bytes = request(FULL, ALL_CONTROLS);
  for (const cut of prefixes(bytes)) expect(parseCertReqMessages(cut)).toMatchObject(malformed);
  for (const changed of mutations(bytes, (o) => anyOther(o).filter((_, i) => i % 16 === 0)))
    expect(() => parseCertReqMessages(changed)).not.toThrow();
});

property.prop([
  fc.record({
    certReqId: fc.nat(),
    token: fc.option(fc.string({ maxLength: 40, unit: "grapheme-ascii" }), { nil: undefined }),
    serial: fc.option(fc.bigInt({ min: 1n, max: 1n << 150n }), { nil: undefined }),
    version: fc.option(fc.nat({ max: 300 }), { nil: undefined }),
  }),
])("any request is read as it was written, and written as it was read", ({ certReqId, token, serial, version }) => {
  const hex = serial?.toString(16);
  const template = { ...TEMPLATE, version, serialNumber: hex?.padStart(hex.length + (hex.length % 2), "0") };
  const bytes = encodeCertRequest({ certReqId, template, controls: { regToken: token, unknown: [] } });
  const read = expectOk(parseCertRequest(bytes));
  expect(read.certReqId).toBe(certReqId);
  expect(read.template).toEqual(template);
  expect(read.controls.regToken).toBe(token);
  expect(toHex(encodeCertRequest(read))).toBe(toHex(bytes));
});
