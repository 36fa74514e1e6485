import { createPublicKey, verify, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import * as der from "../../../domain/der/writer.ts";
import { concat, equalBytes, toHex } from "../../../domain/kernel/bytes.ts";
import { verifySignature } from "../../../domain/kernel/digest.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeCertificate, parseCertificate } from "../../../domain/pki/certificate.ts";
import { authorityInfoAccess } from "../../../domain/pki/extension/authority-info-access.ts";
import { crlDistributionPoints } from "../../../domain/pki/extension/crl-distribution-points.ts";
import { extendedKeyUsage } from "../../../domain/pki/extension/extended-key-usage.ts";
import { ocspNoCheck } from "../../../domain/pki/extension/ocsp-no-check.ts";
import { subjectAltName } from "../../../domain/pki/extension/subject-alt-name.ts";
import { parseName } from "../../../domain/pki/name.ts";
import { encodePem } from "../../../domain/pki/pem.ts";
import { encodeTbsCertificate } from "../../../domain/pki/tbs-certificate.ts";
import { openssl, tryOpenssl, withFiles } from "./openssl.ts";
import { AROUND_NOW, anyOther, makeLeaf, makeRoot, mutations, oneBit, prefixes, testKey } from "./sample.ts";
import { certificateVector, vectorText } from "./vector.ts";

const root = makeRoot([
  { type: "C", value: "DE" },
  { type: "CN", value: "Root" },
]);
const key = testKey();
const leaf = makeLeaf(root, {
  key,
  subject: [{ type: "CN", value: "www.example.test" }],
  extensions: [
    extendedKeyUsage(["serverAuth"]),
    subjectAltName([{ kind: "dns", value: "www.example.test" }], false),
    crlDistributionPoints(["http://crl.example.test/1.crl"]),
    authorityInfoAccess({ ocsp: "http://ocsp.example.test", caIssuers: "http://aia.example.test/ca.cer" }),
    ocspNoCheck(),
  ],
});

describe("a certificate that was written", () => {
  test("is verified by node under its issuer's key, and by no other", () => {
    const [child, parent] = [new X509Certificate(leaf), new X509Certificate(root.der)];
    expect(child.checkIssued(parent) && child.verify(parent.publicKey)).toBe(true);
    expect(child.verify(child.publicKey)).toBe(false);
    expect([child.ca, parent.ca]).toEqual([false, true]);
  });

  test("has the fields that node reads", () => {
    const certificate = new X509Certificate(leaf);
    expect(certificate.subject).toBe("CN=www.example.test");
    expect(certificate.issuer).toBe("C=DE\nCN=Root");
    expect(certificate.serialNumber).toBe("4F0102");
    expect(certificate.validFromDate.toISOString()).toBe(AROUND_NOW.notBefore);
    expect(certificate.validToDate.toISOString()).toBe(AROUND_NOW.notAfter);
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(certificate.infoAccess).toBe(
      "OCSP - URI:http://ocsp.example.test\nCA Issuers - URI:http://aia.example.test/ca.cer",
    );
    expect(new Uint8Array(certificate.publicKey.export({ format: "der", type: "spki" }))).toEqual(key.spki);
  });

  test("passes the strict path check of OpenSSL as a server's", () => {
    const files = { root: encodePem("CERTIFICATE", root.der), leaf: encodePem("CERTIFICATE", leaf) };
    const flags = ["-x509_strict", "-check_ss_sig", "-purpose", "sslserver", "-verify_hostname", "www.example.test"];
    const output = withFiles(files, (path) => openssl(["verify", ...flags, "-CAfile", path.root, path.leaf]));
    expect(output).toMatch(/: OK\n$/);
    const other = withFiles({ ...files, root: encodePem("CERTIFICATE", makeRoot().der) }, (path) =>
      tryOpenssl(["verify", "-CAfile", path.root, path.leaf]),
    );
    expect(other.status).not.toBe(0);
  });

  test.for<[string, RegExp]>([
    ["its version", /Version: 3 \(0x2\)/],
    ["its serial number", /Serial Number: 5177602 \(0x4f0102\)/],
    ["the algorithm, twice", /Signature Algorithm: ecdsa-with-SHA256[\s\S]*Signature Algorithm: ecdsa-with-SHA256/],
    ["its basic constraints", /Basic Constraints: critical\n\s+CA:FALSE/],
    ["its key usage", /Key Usage: critical\n\s+Digital Signature\n/],
    ["its distribution point", /URI:http:\/\/crl\.example\.test\/1\.crl/],
    ["no-check", /OCSP No Check:/],
  ])("shows %s in the dump of OpenSSL", ([, pattern]) => {
    expect(openssl(["x509", "-inform", "DER", "-noout", "-text"], leaf)).toMatch(pattern);
  });

  test("contains its TBS octet by octet", () => {
    const { tbs, algorithm, signature, fields } = expectOk(parseCertificate(leaf));
    expect(toHex(encodeTbsCertificate(fields))).toBe(toHex(tbs));
    expect(toHex(encodeCertificate(tbs, algorithm, signature))).toBe(toHex(leaf));
  });
});

describe("a certificate that OpenSSL wrote", () => {
  const NAMES = ["root", "leaf", "responder"] as const;

  test.for(NAMES)("%s is taken apart and put together again", (name) => {
    const stored = certificateVector(name);
    const { tbs, algorithm, signature, fields } = expectOk(parseCertificate(stored));
    expect(toHex(encodeCertificate(encodeTbsCertificate(fields), algorithm, signature))).toBe(toHex(stored));
    expect(toHex(tbs)).toBe(toHex(encodeTbsCertificate(fields)));
  });

  test.for(NAMES)("%s has a signature that verifies over the TBS that was found", (name) => {
    const { spki } = expectOk(parseCertificate(certificateVector("root"))).fields;
    const { tbs, signature } = expectOk(parseCertificate(certificateVector(name)));
    expect(verifySignature(spki, tbs, signature)).toBe(true);
    const publicKey = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
    expect(verify("sha256", tbs, publicKey, signature)).toBe(true);
  });

  test.for(NAMES)("%s has the fields of the dump beside it", (name) => {
    const { fields } = expectOk(parseCertificate(certificateVector(name)));
    const dump = vectorText(`${name}.txt`);
    expect(dump.match(/Serial Number:\s+([0-9a-f:]+)/)?.[1]?.replaceAll(":", "")).toBe(fields.serial);
    const { validity } = fields;
    if (validity === "masked") expect.unreachable();
    const time = (label: string) => new Date(dump.match(new RegExp(`${label}\\s*: (.*)`))?.[1] ?? "").toISOString();
    expect([validity.notBefore, validity.notAfter]).toEqual([time("Not Before"), time("Not After")]);
    expect(expectOk(parseName(fields.issuer)).map((r) => r.value)).toEqual(["DE", "Example GmbH", "Example Root"]);
    expect(fields.extensions.length).toBe(dump.match(/^ {12}\S.*: ?(critical)?$/gm)?.length);
    expect(fields.extensions.filter((e) => e.critical).length).toBe(dump.match(/^ {12}\S.*: critical$/gm)?.length);
  });

  test("node agrees on the serial number of 20 octets", () => {
    const { fields } = expectOk(parseCertificate(certificateVector("root")));
    expect(new X509Certificate(certificateVector("root")).serialNumber.toLowerCase()).toBe(fields.serial);
  });
});

describe("what is not a certificate is refused", () => {
  const { tbs, signature } = expectOk(parseCertificate(leaf));
  const algorithm = der.sequence(der.oid("1.2.840.10045.4.3.2"));
  test.for<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["its TBS", tbs],
    ["trailing bytes", concat([leaf, Uint8Array.of(0)])],
    ["a fourth element", der.sequence(tbs, algorithm, der.bitString(signature), der.nullValue)],
    ["no signature", der.sequence(tbs, algorithm)],
    ["a signature in an OCTET STRING", der.sequence(tbs, algorithm, der.octetString(signature))],
    ["a signature with unused bits", der.sequence(tbs, algorithm, der.bitString(signature, 1))],
    ["another algorithm", der.sequence(tbs, der.sequence(der.oid("1.2.840.10045.4.3.3")), der.bitString(signature))],
    [
      "the algorithm with NULL",
      der.sequence(tbs, der.sequence(der.oid("1.2.840.10045.4.3.2"), der.nullValue), der.bitString(signature)),
    ],
    [
      "the indefinite form",
      concat([Uint8Array.of(0x30, 0x80), tbs, algorithm, der.bitString(signature), Uint8Array.of(0, 0)]),
    ],
    ["PEM", new TextEncoder().encode(encodePem("CERTIFICATE", leaf))],
  ])("%s", ([, input]) => {
    expect(parseCertificate(input)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });
});

describe("a certificate whose RSA algorithm has no NULL, RFC 4055 §5", () => {
  const [full, bare] = [der.nullValue, new Uint8Array()].map((parameters) =>
    der.sequence(der.oid("1.2.840.113549.1.1.11"), parameters),
  );
  const { fields } = expectOk(parseCertificate(leaf));
  const tbs = encodeTbsCertificate({ ...fields, algorithm: "rsa-sha256" });
  const bareTbs = new Uint8Array(
    Buffer.from(
      toHex(tbs)
        .replace(toHex(full ?? tbs), toHex(bare ?? tbs))
        .slice(8),
      "hex",
    ),
  );
  const build = (inside: Uint8Array, outside = bare) =>
    der.sequence(inside, outside ?? inside, der.bitString(Uint8Array.of(1)));

  test("is read", () => {
    expect(expectOk(parseCertificate(build(der.tlv(0x30, bareTbs))))).toMatchObject({ algorithm: "rsa-sha256" });
  });

  test("must have none twice, RFC 5280 §4.1.1.2", () => {
    const refused = { ok: false, error: { code: "der.malformed", detail: "two signature algorithms" } };
    expect(parseCertificate(build(tbs, full)).ok).toBe(true);
    expect(parseCertificate(build(tbs, bare))).toMatchObject(refused);
    expect(parseCertificate(build(der.tlv(0x30, bareTbs), full))).toMatchObject(refused);
  });
});

test.for([
  ["root", anyOther],
  ["leaf", oneBit],
] as const)("whatever octet of %s is changed, it is refused or encodes to itself", ([name, values]) => {
  const stored = certificateVector(name);
  const codes = new Set<string>();
  let [read, wrong] = [0, 0];
  for (const changed of mutations(stored, values)) {
    const parsed = parseCertificate(changed);
    if (!parsed.ok) {
      codes.add(parsed.error.code);
      continue;
    }
    read++;
    const { algorithm, signature, fields } = parsed.value;
    const again = encodeCertificate(encodeTbsCertificate(fields), algorithm, signature);
    if (!equalBytes(again, changed)) wrong++;
  }
  expect([...codes]).toEqual(["der.malformed"]);
  expect(wrong).toBe(0);
  expect(read).toBeGreaterThan(1000);
  expect(prefixes(stored).filter((cut) => parseCertificate(cut).ok)).toEqual([]);
});
