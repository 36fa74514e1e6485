import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { OID } from "../../../domain/der/oid.ts";
import { printableString, utf8String } from "../../../domain/der/writer.ts";
import { toHex } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { parseCertificate } from "../../../domain/pki/certificate.ts";
import { certificateText } from "../../../domain/pki/certificate-text.ts";
import { authorityInfoAccess } from "../../../domain/pki/extension/authority-info-access.ts";
import { authorityKeyIdentifier } from "../../../domain/pki/extension/authority-key-identifier.ts";
import { basicConstraints } from "../../../domain/pki/extension/basic-constraints.ts";
import { certificatePolicies } from "../../../domain/pki/extension/certificate-policies.ts";
import { crlDistributionPoints } from "../../../domain/pki/extension/crl-distribution-points.ts";
import { extendedKeyUsage } from "../../../domain/pki/extension/extended-key-usage.ts";
import type { Extension } from "../../../domain/pki/extension/extension.ts";
import { extensionText, generalNameText } from "../../../domain/pki/extension/extension-text.ts";
import type { GeneralName } from "../../../domain/pki/extension/general-name.ts";
import { keyUsage } from "../../../domain/pki/extension/key-usage.ts";
import { KNOWN_EXTENSIONS } from "../../../domain/pki/extension/known.ts";
import { ocspNoCheck } from "../../../domain/pki/extension/ocsp-no-check.ts";
import { otherName } from "../../../domain/pki/extension/other-name.ts";
import { subjectKeyIdentifier } from "../../../domain/pki/extension/subject-key-identifier.ts";
import { encodeName } from "../../../domain/pki/name.ts";
import { CASES } from "./extension/cases.ts";
import { openssl, withFiles } from "./openssl.ts";
import { certificateVector } from "./vector.ts";

const id = Uint8Array.of(1, 2, 3);
const raw = (oid: string, critical: boolean, ...value: readonly number[]): Extension => ({
  oid,
  critical,
  value: Uint8Array.from(value),
});

describe("an extension in one line", () => {
  test.for<{ extension: Extension; text: string }>([
    { extension: basicConstraints({ isCa: false }), text: "basicConstraints (critical): no authority" },
    { extension: basicConstraints({ isCa: true }), text: "basicConstraints (critical): AUTHORITY, of any depth" },
    {
      extension: basicConstraints({ isCa: true, pathLength: 0 }),
      text: "basicConstraints (critical): AUTHORITY, at most 0 authorities below it",
    },
    {
      extension: raw(OID.basicConstraints, true, 0x30, 3, 1, 1, 1),
      text: "basicConstraints (critical): CANNOT BE READ, #3003010101",
    },
    { extension: keyUsage(["keyCertSign", "cRLSign"]), text: "keyUsage (critical): keyCertSign, cRLSign" },
    { extension: extendedKeyUsage(["serverAuth", "1.2.3"]), text: "extKeyUsage: serverAuth, 1.2.3" },
    { extension: subjectKeyIdentifier(id), text: "subjectKeyIdentifier: #010203" },
    { extension: authorityKeyIdentifier(id), text: "authorityKeyIdentifier: {keyId #010203}" },
    {
      extension: crlDistributionPoints(["http://a.test/1.crl"]),
      text: "cRLDistributionPoints: {name {kind full, names [uri:http://a.test/1.crl]}}",
    },
    {
      extension: authorityInfoAccess({ caIssuers: "http://a.test/1.cer" }),
      text: "authorityInfoAccess: {method 1.3.6.1.5.5.7.48.2, location uri:http://a.test/1.cer}",
    },
    {
      extension: certificatePolicies([{ oid: "1.2.3", qualifiers: [{ kind: "cps", uri: "http://a.test/a b" }] }]),
      text: 'certificatePolicies: {oid 1.2.3, qualifiers [{kind cps, uri "http://a.test/a b"}]}',
    },
    { extension: ocspNoCheck(), text: "ocsp-nocheck: present" },
    { extension: raw("1.2.3.4", true, 5, 0), text: "1.2.3.4 (critical): not known here, #0500" },
    {
      extension: { ...raw("1.2.3.4", false), value: new Uint8Array(300) },
      text: `1.2.3.4: not known here, #${"00".repeat(256)}… (300 octets)`,
    },
  ])("$text", ({ extension, text }) => expect(extensionText(extension)).toBe(text));

  test.for(CASES)("$name: all of it is said", ({ name, written }) => {
    const text = extensionText(written);
    expect(text.startsWith(`${name}${written.critical ? " (critical)" : ""}: `)).toBe(true);
    expect(text).not.toMatch(/CANNOT|\[object|undefined|[\p{C}]/u);
  });

  const anyOid = fc.constantFrom(...KNOWN_EXTENSIONS.keys(), "1.2.3");
  property.prop([anyOid, fc.boolean(), fc.uint8Array({ maxLength: 40 })])(
    "whatever its octets are, it is one visible line",
    (oid, critical, value) => {
      expect(extensionText({ oid, critical, value })).not.toMatch(/[\p{C}]| {2}/u);
    },
  );
});

describe("an alternative name", () => {
  const upn = otherName({ form: "userPrincipalName", text: "ann@example.test" });
  test.for<{ name: GeneralName; text: string }>([
    { name: { kind: "dns", value: "*.example.test" }, text: "dns:*.example.test" },
    { name: { kind: "ip", value: "192.0.2.1" }, text: "ip:192.0.2.1" },
    { name: { kind: "email", value: "ann@example.test" }, text: "email:ann@example.test" },
    { name: { kind: "dns", value: "a.test, dns:b.test" }, text: 'dns:"a.test, dns:b.test"' },
    { name: { kind: "uri", value: 'x:"\u001b\\' }, text: 'uri:"x:\\"\\\\u{1b}\\\\"' },
    {
      name: { kind: "directoryName", der: encodeName([{ type: "CN", value: "A, B" }]) },
      text: "directoryName:(CN=A\\, B)",
    },
    {
      name: { kind: "directoryName", der: Uint8Array.of(0x30, 2, 0x31, 0) },
      text: "directoryName:(CANNOT BE READ, #30023100)",
    },
    { name: upn, text: "otherName:1.3.6.1.4.1.311.20.2.3:ann@example.test" },
    { name: { ...upn, value: utf8String("a b") }, text: 'otherName:1.3.6.1.4.1.311.20.2.3:"a b"' },
    { name: { kind: "otherName", oid: "1.2.3", value: Uint8Array.of(5, 0) }, text: "otherName:1.2.3:#0500" },
    { name: { kind: "registeredId", oid: "1.2.3" }, text: "registeredId:1.2.3" },
    { name: { kind: "ediPartyName", der: Uint8Array.of(0xa5, 0) }, text: "ediPartyName:#a500" },
  ])("$text", ({ name, text }) => expect(generalNameText(name)).toBe(text));
});

describe("a whole certificate", () => {
  const der = certificateVector("leaf");
  const { fields } = expectOk(parseCertificate(der));
  const lines = certificateText(fields);
  const textsOf = (label: string): readonly string[] => lines.filter((l) => l.label === label).map((l) => l.text);

  test("its key has the fingerprint that OpenSSL gives it", () => {
    const digest = withFiles({ leaf: der, key: "" }, ({ leaf, key }) => {
      const pem = openssl(["x509", "-inform", "DER", "-in", leaf, "-noout", "-pubkey"]);
      openssl(["pkey", "-pubin", "-outform", "DER", "-out", key], Buffer.from(pem));
      return openssl(["dgst", "-sha256", "-r", key]).slice(0, 64);
    });
    expect(textsOf("key")).toEqual([`ec-p256, SHA-256 ${digest}`]);
  });

  test("every field and every extension has its line", () => {
    expect(textsOf("extension").length).toBe(fields.extensions.length);
    expect(lines.map((l) => l.label)).toEqual(
      expect.arrayContaining(["issuer", "subject", "serial", "validity", "key"]),
    );
    expect(textsOf("serial")).toEqual([fields.serial]);
  });

  test("a subject that is empty, or no name, says so", () => {
    const subject = (name: Uint8Array) => certificateText({ ...fields, subject: name })[1]?.text;
    expect(subject(encodeName([]))).toBe("(empty)");
    expect(subject(printableString("x"))).toBe(`CANNOT BE READ, #${toHex(printableString("x"))}`);
    expect(subject(encodeName([{ type: "CN", value: "a\u200bb   c" }]))).toBe("CN=a\\u{200b}b \\u{20}\\u{20}c");
  });

  test("a masked validity is left to the plan", () => {
    expect(certificateText({ ...fields, validity: "masked" }).map((l) => l.label)).not.toContain("validity");
  });
});
