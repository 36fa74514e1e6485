import { describe, expect, test } from "vitest";
import { nullValue, oid, sequence } from "../../../domain/der/writer.ts";
import { toHex } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { SIGNATURE_SCHEMES } from "../../../domain/kernel/signature-scheme.ts";
import { encodeSignatureAlgorithm, parseSignatureAlgorithm } from "../../../domain/pki/algorithm.ts";

const ECDSA_SHA256 = "1.2.840.10045.4.3.2";

test("ecdsa-with-SHA256 is written without parameters, RFC 5758 §3.2", () => {
  expect(toHex(encodeSignatureAlgorithm("ecdsa-sha256"))).toBe("300a06082a8648ce3d040302");
});

test.for(SIGNATURE_SCHEMES)("%s: what is written is read", (scheme) => {
  expect(expectOk(parseSignatureAlgorithm(encodeSignatureAlgorithm(scheme)))).toBe(scheme);
});

describe("another algorithm is not supported", () => {
  test.for([
    ["ecdsa-with-SHA1", "1.2.840.10045.4.1"],
    ["sha1WithRSAEncryption", "1.2.840.113549.1.1.5"],
    ["md5WithRSAEncryption", "1.2.840.113549.1.1.4"],
    ["dsa-with-sha256", "2.16.840.1.101.3.4.3.2"],
    ["PSS with its default hash, SHA-1", "1.2.840.113549.1.1.10"],
  ])("%s", ([, dotted = ""]) => {
    const parsed = parseSignatureAlgorithm(sequence(oid(dotted)));
    expect(parsed).toMatchObject({ ok: false, error: { code: "csr.unsupported-key" } });
  });
});

describe("what is no AlgorithmIdentifier of this kind is malformed", () => {
  test.for<[string, Uint8Array]>([
    ["NULL parameters", sequence(oid(ECDSA_SHA256), nullValue)],
    ["RSA without its NULL", sequence(oid("1.2.840.113549.1.1.11"))],
    ["Ed25519 with NULL", sequence(oid("1.3.101.112"), nullValue)],
    ["an object identifier alone", oid(ECDSA_SHA256)],
    ["an empty SEQUENCE", sequence()],
    ["trailing bytes", Uint8Array.of(...sequence(oid(ECDSA_SHA256)), 0)],
  ])("%s", ([, encoded]) => {
    expect(parseSignatureAlgorithm(encoded)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });
});
