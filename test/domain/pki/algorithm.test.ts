import { describe, expect, test } from "vitest";
import { explicit, integer, nullValue, oid, sequence } from "../../../domain/der/writer.ts";
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

const NULL_OR_NOTHING = [[nullValue], []] as const;
const SHA256 = "2.16.840.1.101.3.4.2.1";
/** RSASSA-PSS-params with SHA-256 and the parameters that are told. */
const pss = (
  ofHash: readonly Uint8Array[],
  ofMask: readonly Uint8Array[],
  salt = 32,
  ...more: readonly Uint8Array[]
): Uint8Array =>
  sequence(
    oid("1.2.840.113549.1.1.10"),
    sequence(
      explicit(0, sequence(oid(SHA256), ...ofHash)),
      explicit(1, sequence(oid("1.2.840.113549.1.1.8"), sequence(oid(SHA256), ...ofMask))),
      explicit(2, integer(salt)),
      ...more,
    ),
  );

describe("RSA with parameters that are absent instead of NULL is the same algorithm", () => {
  test.for([
    ["rsa-sha256", 11],
    ["rsa-sha384", 12],
    ["rsa-sha512", 13],
  ] as const)("%s, RFC 4055 §5", ([scheme, n]) => {
    for (const parameters of NULL_OR_NOTHING)
      expect(expectOk(parseSignatureAlgorithm(sequence(oid(`1.2.840.113549.1.1.${n}`), ...parameters)))).toBe(scheme);
  });

  test("the hashes of RSASSA-PSS, RFC 4055 §2.1", () => {
    for (const ofHash of NULL_OR_NOTHING)
      for (const ofMask of NULL_OR_NOTHING)
        expect(expectOk(parseSignatureAlgorithm(pss(ofHash, ofMask)))).toBe("rsa-pss-sha256");
  });
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

  test.for<[string, Uint8Array]>([
    ["PSS with another salt", pss([nullValue], [nullValue], 20)],
    ["PSS with a trailer that is the default, X.690 §11.5", pss([nullValue], [nullValue], 32, explicit(3, integer(1)))],
    ["PSS with a hash that has other parameters", pss([sequence()], [nullValue])],
  ])("%s", ([, encoded]) => {
    const parsed = parseSignatureAlgorithm(encoded);
    expect(parsed).toMatchObject({ ok: false, error: { code: "csr.unsupported-key" } });
  });
});

describe("what is no AlgorithmIdentifier of this kind is malformed", () => {
  test.for<[string, Uint8Array]>([
    ["NULL parameters", sequence(oid(ECDSA_SHA256), nullValue)],
    ["RSA with other parameters than NULL", sequence(oid("1.2.840.113549.1.1.11"), sequence())],
    ["Ed25519 with NULL", sequence(oid("1.3.101.112"), nullValue)],
    ["an object identifier alone", oid(ECDSA_SHA256)],
    ["an empty SEQUENCE", sequence()],
    ["trailing bytes", Uint8Array.of(...sequence(oid(ECDSA_SHA256)), 0)],
  ])("%s", ([, encoded]) => {
    expect(parseSignatureAlgorithm(encoded)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });
});
