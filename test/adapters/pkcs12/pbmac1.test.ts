/** Files under a PBMAC1: the first of RFC 9579 Appendix A, with its password, and others made of it. */
import { createHmac, pbkdf2Sync, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readPkcs12 } from "../../../adapters/pkcs12/read.ts";
import { readDer } from "../../../domain/der/reader.ts";
import { integer, nullValue, octetString, oid, sequence } from "../../../domain/der/writer.ts";
import { concat, toHex } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";

const PASSWORD = "1234";
const A1 = new Uint8Array(
  Buffer.from(readFileSync(new URL("../../vectors/pki/pkcs12/rfc9579-a1.txt", import.meta.url), "utf8"), "base64"),
);
const { version, authSafe, content, mac } = expectOk(
  readDer(A1, (r) => {
    const pfx = r.sequence();
    const parts = { version: pfx.next().whole, authSafe: pfx.expect(0x30), mac: pfx.expect(0x30).whole };
    const info = pfx.inside(parts.authSafe);
    info.oid();
    const inner = info.inside(info.expect(0xa0));
    return { ...parts, authSafe: parts.authSafe.whole, content: inner.octetString() };
  }),
);

const HMAC = { sha1: 7, sha256: 9, sha384: 10, sha512: 11 } as const;
type Hash = keyof typeof HMAC;
const hmac = (hash: Hash) => sequence(oid(`1.2.840.113549.2.${HMAC[hash]}`), nullValue);

type Parameters = {
  readonly salt?: Uint8Array;
  readonly iterations?: number;
  readonly size?: number | "none";
  readonly prf?: Hash;
  readonly hash?: Hash;
  readonly kdf?: string;
  readonly digest?: Uint8Array;
};

const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const SALT = new Uint8Array(Buffer.from("6f473c38b02e3173", "hex"));
const DIGEST = new Uint8Array(Buffer.from("7aa56d8539d702363f3bcd2eb83545c6dfa2b96970e714772d224e417f8906dd", "hex"));

const macOf = (p: Parameters): Uint8Array => {
  const { size = 32, kdf = "1.2.840.113549.1.5.12" } = p;
  const derivation = sequence(
    octetString(p.salt ?? SALT),
    integer(p.iterations ?? 2048),
    ...(size === "none" ? [] : [integer(size)]),
    hmac(p.prf ?? "sha256"),
  );
  const parameters = sequence(sequence(oid(kdf), derivation), hmac(p.hash ?? "sha256"));
  const info = sequence(sequence(oid("1.2.840.113549.1.5.14"), parameters), octetString(p.digest ?? DIGEST));
  return sequence(info, octetString(ascii("NOT USED")), integer(1));
};
const fileWith = (p: Parameters): Uint8Array => sequence(concat([version, authSafe, macOf(p)]));

const digestOf = (prf: string, hash: string, size: number, iterations = 2048): Uint8Array =>
  new Uint8Array(
    createHmac(hash, pbkdf2Sync(PASSWORD, SALT, iterations, size, prf))
      .update(content)
      .digest(),
  );

test("RFC 9579 Appendix A.1", async () => {
  expect(toHex(macOf({}))).toBe(toHex(mac));
  const { keys, certificates } = expectOk(await readPkcs12(A1, PASSWORD));
  expect(certificates.map((der) => new X509Certificate(der).subject)).toEqual([
    "C=XX\nST=qq\nL=ww\nO=ee\nOU=rr\nCN=tt",
  ]);
  expect(keys).toMatchObject([{ certificate: certificates[0] }]);
});

test.for([
  ["sha512", "sha256", 32],
  ["sha512", "sha512", 64],
  ["sha256", "sha384", 48],
  ["sha256", "sha256", 20],
] as const)("PBKDF2 with %s, HMAC with %s, a key of %i octets", async ([prf, hash, size]) => {
  const bytes = fileWith({ prf, hash, size, digest: digestOf(prf, hash, size) });
  expect((await readPkcs12(bytes, PASSWORD)).ok).toBe(true);
});

test.for<[string, RegExp, Parameters]>([
  ["A.4: another iteration count", /password is wrong/, { iterations: 2049 }],
  ["A.5: another salt", /password is wrong/, { salt: ascii("NOT USED") }],
  ["A.6: no key length", /MAC is not supported/, { size: "none" }],
  ["a key of 19 octets", /MAC is not supported/, { size: 19, digest: digestOf("sha256", "sha256", 19) }],
  ["a key of 65 octets", /MAC is not supported/, { size: 65, digest: digestOf("sha256", "sha256", 65) }],
  ["HMAC with SHA-1", /MAC is not supported/, { hash: "sha1", digest: digestOf("sha256", "sha1", 32) }],
  ["PBKDF2 with SHA-1", /MAC is not supported/, { prf: "sha1", digest: digestOf("sha1", "sha256", 32) }],
  ["another derivation", /MAC is not supported/, { kdf: "1.3.6.1.4.1.11591.4.11" }],
  ["no work", /too much work, or for none/, { iterations: 0 }],
  ["too much work", /too much work/, { iterations: 2_000_001 }],
])("refused: %s", async ([, detail, parameters]) => {
  expect(await readPkcs12(fileWith(parameters), PASSWORD)).toMatchObject({
    ok: false,
    error: { code: "input.malformed", detail: expect.stringMatching(detail) },
  });
});

test("another password", async () => {
  expect(await readPkcs12(A1, "1235")).toMatchObject({ error: { detail: expect.stringMatching(/password is wrong/) } });
});
