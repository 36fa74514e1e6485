import { readFileSync } from "node:fs";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { readDer } from "../../../domain/der/reader.ts";
import * as der from "../../../domain/der/writer.ts";
import { concat, fromHex, utf8 } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { type CsrAttributes, NO_CSR_ATTRIBUTES, parseCsrAttributes } from "../../../domain/pki/csr-attributes.ts";
import { type Extension, encodeExtensions } from "../../../domain/pki/extension/extension.ts";
import { keyUsage } from "../../../domain/pki/extension/key-usage.ts";
import { subjectAltName } from "../../../domain/pki/extension/subject-alt-name.ts";
import { decodePem } from "../../../domain/pki/pem.ts";
import { openssl, withFiles } from "./openssl.ts";
import { anyOther, mutations, prefixes } from "./sample.ts";
import { certificateVector } from "./vector.ts";

const REQUEST = "1.2.840.113549.1.9.14";
const MS_EXTENSIONS = "1.3.6.1.4.1.311.2.1.14";
const CHALLENGE = "1.2.840.113549.1.9.7";
const OS_VERSION = "1.3.6.1.4.1.311.13.2.3";
const CSP = "1.3.6.1.4.1.311.13.2.2";
const CLIENT_INFO = "1.3.6.1.4.1.311.21.20";
const PAIR = "1.3.6.1.4.1.311.13.2.1";
const RENEWAL = "1.3.6.1.4.1.311.13.1";

const attribute = (type: string, ...values: readonly Uint8Array[]): Uint8Array =>
  der.sequence(der.oid(type), der.setOf(...values));
const parse = (...all: readonly Uint8Array[]) => parseCsrAttributes(der.tlv(0xa0, ...all));
const read = (...all: readonly Uint8Array[]): CsrAttributes => expectOk(parse(...all));
const list = (...extensions: readonly Extension[]): Uint8Array => encodeExtensions(extensions) ?? der.sequence();
const malformed = { ok: false, error: { code: "csr.malformed" } };

const NAMES = subjectAltName([{ kind: "dns", value: "www.example.test" }], false);
const USAGE = keyUsage(["digitalSignature"]);

/** The attributes of a whole request, found by their place alone. */
const attributesOf = (csr: Uint8Array): Uint8Array =>
  expectOk(
    readDer(csr, (r) => {
      const outer = r.sequence();
      const info = outer.sequence();
      info.smallInteger();
      info.expect(0x30);
      info.expect(0x30);
      const { whole } = info.expect(0xa0);
      outer.expect(0x30);
      outer.expect(0x03);
      return whole;
    }),
  );

/** DER that OpenSSL makes of its own notation; the sections of `text` begin with `asn1=SEQUENCE:…`. */
const generated = (text: string): Uint8Array =>
  withFiles({ config: text, out: "" }, (path) => {
    openssl(["asn1parse", "-genconf", path.config, "-noout", "-out", path.out]);
    return new Uint8Array(readFileSync(path.out));
  });

test("the attributes of a request that OpenSSL made", () => {
  const config = `
    [req]
    prompt = no
    distinguished_name = dn
    attributes = attributes
    req_extensions = extensions
    [dn]
    CN = x
    [attributes]
    challengePassword = p@ss_word-ö
    unstructuredName = a name
    unstructuredAddress = an address
    [extensions]
    subjectAltName = DNS:www.example.test
    1.2.840.113549.1.9.15 = ASN1:SEQUENCE:capabilities
    [capabilities]
    a = SEQUENCE:rc2
    b = SEQUENCE:aes
    [rc2]
    oid = OID:1.2.840.113549.3.2
    bits = INTEGER:128
    [aes]
    oid = OID:2.16.840.1.101.3.4.1.42`;
  const pem = withFiles({ config, key: "" }, (path) =>
    openssl([
      ...["req", "-new", "-utf8", "-config", path.config, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
      ...["-nodes", "-keyout", path.key],
    ]),
  );
  const found = expectOk(parseCsrAttributes(attributesOf(expectOk(decodePem(pem, "CERTIFICATE REQUEST")))));
  expect(found).toEqual({
    ...NO_CSR_ATTRIBUTES,
    extensions: [NAMES, { oid: "1.2.840.113549.1.9.15", critical: false, value: expect.any(Uint8Array) }],
    challengePassword: "p@ss_word-ö",
    unstructuredName: "a name",
    unstructuredAddress: "an address",
    smimeCapabilities: [
      { oid: "1.2.840.113549.3.2", parameters: fromHex("02020080") },
      { oid: "2.16.840.1.101.3.4.1.42", parameters: undefined },
    ],
  });
});

test("what Windows sends, in the shapes of certreq and IIS", () => {
  const windows = generated(`asn1 = IMPLICIT:0,SET:all
    [all]
    version = SEQUENCE:version
    client = SEQUENCE:client
    template = SEQUENCE:pair
    csp = SEQUENCE:csp
    extensions = SEQUENCE:extensions
    attestation = SEQUENCE:attestation
    [version]
    type = OID:${OS_VERSION}
    values = SET:version_values
    [version_values]
    text = IA5STRING:10.0.19045.2
    [client]
    type = OID:${CLIENT_INFO}
    values = SET:client_values
    [client_values]
    info = SEQUENCE:client_info
    [client_info]
    id = INTEGER:9
    machine = UTF8String:host.example.test
    user = UTF8String:EXAMPLE\\\\user
    process = UTF8String:certreq
    [pair]
    type = OID:${PAIR}
    values = SET:pair_values
    [pair_values]
    a = SEQUENCE:pair_value
    [pair_value]
    name = BMPSTRING:CertificateTemplate
    value = BMPSTRING:User
    [csp]
    type = OID:${CSP}
    values = SET:csp_values
    [csp_values]
    provider = SEQUENCE:provider
    [provider]
    spec = INTEGER:1
    name = FORMAT:UTF8,BMPSTRING:Microsoft Schlüssel
    signature = FORMAT:HEX,BITSTRING:0000
    [extensions]
    type = OID:${MS_EXTENSIONS}
    values = SET:extension_values
    [extension_values]
    all = SEQUENCE:extension_list
    [extension_list]
    usage = SEQUENCE:usage
    [usage]
    oid = OID:2.5.29.15
    critical = BOOLEAN:TRUE
    value = FORMAT:HEX,OCTETSTRING:03020780
    [attestation]
    type = OID:1.3.6.1.4.1.311.21.24
    values = SET:attestation_values
    [attestation_values]
    a = OCTETSTRING:x`);
  expect(expectOk(parseCsrAttributes(windows))).toEqual({
    ...NO_CSR_ATTRIBUTES,
    extensions: [{ ...USAGE, critical: true }],
    osVersion: "10.0.19045.2",
    cspProvider: { keySpec: 1, name: "Microsoft Schlüssel", signature: Uint8Array.of(0, 0, 0) },
    clientInfo: { clientId: 9, machine: "host.example.test", user: "EXAMPLE\\user", process: "certreq" },
    nameValuePairs: [{ name: "CertificateTemplate", value: "User" }],
    unknown: [{ type: "1.3.6.1.4.1.311.21.24", values: [der.octetString(utf8("x"))] }],
  });
});

test("no attributes", () => {
  expect(read()).toEqual(NO_CSR_ATTRIBUTES);
});

test("a renewal names the certificate that it renews", () => {
  const largest = der.sequence(der.octetString(new Uint8Array((1 << 15) - 8)));
  for (const certificate of [certificateVector("leaf"), largest])
    expect(read(attribute(RENEWAL, certificate)).renewalCertificate).toEqual(certificate);
});

describe("extensions of both attributes are read as one list", () => {
  test("they add up, and the same in both stands once", () => {
    const both = read(attribute(REQUEST, list(NAMES, USAGE)), attribute(MS_EXTENSIONS, list(USAGE)));
    expect(both.extensions).toEqual([NAMES, USAGE]);
    const apart = read(attribute(MS_EXTENSIONS, list(USAGE)), attribute(REQUEST, list(NAMES)));
    expect(apart.extensions).toEqual([NAMES, USAGE]);
  });

  test.for<[string, Extension]>([
    ["another value", keyUsage(["keyAgreement"])],
    ["another criticality", { ...USAGE, critical: !USAGE.critical }],
  ])("refused: the same extension with %s", ([, other]) => {
    expect(parse(attribute(REQUEST, list(USAGE)), attribute(MS_EXTENSIONS, list(other)))).toMatchObject(malformed);
  });
});

describe("refused", () => {
  const text = der.utf8String("x");
  const many = (n: number) => Array.from({ length: n }, (_, i) => attribute(`1.3.6.1.4.1.99999.${i}`, text));
  const capabilities = (n: number): Extension => ({
    oid: "1.2.840.113549.1.9.15",
    critical: false,
    value: der.sequence(...Array.from({ length: n }, () => der.sequence(der.oid("1.2.3")))),
  });

  test("the tables' frames are good", () => {
    expect(read(...many(32)).unknown).toHaveLength(32);
    expect(read(attribute(REQUEST, list(capabilities(64)))).smimeCapabilities).toHaveLength(64);
    expect(read(attribute(PAIR, ...Array.from({ length: 32 }, () => der.sequence(text, text))))).toMatchObject({
      nameValuePairs: { length: 32 },
    });
  });

  test.for<[string, readonly Uint8Array[]]>([
    ["an attribute twice", [attribute(CHALLENGE, text), attribute(CHALLENGE, text)]],
    ["extensionRequest twice", [attribute(REQUEST, list(NAMES)), attribute(REQUEST, list(USAGE))]],
    ["a single-valued attribute with two values", [attribute(CHALLENGE, text, der.utf8String("y"))]],
    ["two operating systems", [attribute(OS_VERSION, text, der.utf8String("y"))]],
    ["an attribute without a value", [attribute("1.2.3.4")]],
    ["33 attributes", many(33)],
    ["33 values", [attribute(PAIR, ...Array.from({ length: 33 }, () => der.sequence(text, text)))]],
    ["65 capabilities", [attribute(REQUEST, list(capabilities(65)))]],
    [
      "a capability with two parameters",
      [
        attribute(
          REQUEST,
          list({ ...capabilities(0), value: der.sequence(der.sequence(der.oid("1.2.3"), text, text)) }),
        ),
      ],
    ],
    ["an empty list of extensions", [attribute(REQUEST, der.sequence())]],
    ["an attribute that is no SEQUENCE", [der.setOf()]],
    ["an attribute with a third part", [der.sequence(der.oid("1.2.3"), der.setOf(text), text)]],
    ["values in a SEQUENCE", [der.sequence(der.oid("1.2.3"), der.sequence(text))]],
    ["a provider without a signature", [attribute(CSP, der.sequence(der.integer(1), text))]],
    [
      "a provider with more",
      [attribute(CSP, der.sequence(der.integer(1), text, der.bitString(Uint8Array.of()), text))],
    ],
    [
      "client information with three texts and one more",
      [attribute(CLIENT_INFO, der.sequence(der.integer(1), text, text, text, text))],
    ],
    ["client information without a process", [attribute(CLIENT_INFO, der.sequence(der.integer(1), text, text))]],
    ["a pair of three", [attribute(PAIR, der.sequence(text, text, text))]],
    ["a pair without a name", [attribute(PAIR, der.sequence(der.utf8String(""), text))]],
    ["a renewed certificate that is none", [attribute(RENEWAL, text)]],
    [
      "a renewed certificate that is too large",
      [attribute(RENEWAL, der.sequence(der.octetString(new Uint8Array(1 << 15))))],
    ],
  ])("%s", ([, all]) => {
    expect(parse(...all)).toMatchObject(malformed);
  });

  test("a SET instead of its implicit tag, and bytes behind it", () => {
    expect(parseCsrAttributes(der.setOf())).toMatchObject(malformed);
    expect(parseCsrAttributes(concat([der.tlv(0xa0), der.nullValue]))).toMatchObject(malformed);
  });
});

test("no prefix is read, and no change of an octet throws", () => {
  const bytes = der.tlv(
    0xa0,
    attribute(REQUEST, list(NAMES, USAGE)),
    attribute(CHALLENGE, der.utf8String("secret")),
    attribute(CSP, der.sequence(der.integer(1), der.utf8String("x"), der.bitString(Uint8Array.of()))),
  );
  expect(parseCsrAttributes(bytes).ok).toBe(true);
  for (const cut of prefixes(bytes)) expect(parseCsrAttributes(cut)).toMatchObject(malformed);
  for (const changed of mutations(bytes, anyOther)) expect(() => parseCsrAttributes(changed)).not.toThrow();
});

property.prop([
  fc.uniqueArray(fc.tuple(fc.nat({ max: 9999 }), fc.uint8Array({ maxLength: 40 })), {
    maxLength: 32,
    selector: ([type]) => type,
  }),
])("attributes that nobody knows are kept, in their order", (all) => {
  const raw = all.map(([type, content]) => ({ type: `1.3.6.1.4.1.99999.${type}`, values: [der.octetString(content)] }));
  expect(read(...raw.map(({ type, values }) => attribute(type, ...values)))).toEqual({
    ...NO_CSR_ATTRIBUTES,
    unknown: raw,
  });
});
