import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { deriveKey, type KdfHash, type Purpose } from "../../../adapters/pkcs12/key-derivation.ts";
import { toHex } from "../../../domain/kernel/bytes.ts";
import { openssl } from "../../domain/pki/openssl.ts";

const IDS: Readonly<Record<Purpose, string>> = { key: "1", iv: "2", mac: "3" };

/** `openssl kdf`, which has the derivation apart from the format. */
const byOpenssl = (
  purpose: Purpose,
  hash: KdfHash,
  password: Uint8Array,
  salt: Uint8Array,
  rounds: number,
  size: number,
) =>
  openssl([
    ...["kdf", "-keylen", `${size}`, "-kdfopt", `digest:${hash}`, "-kdfopt", `hexpass:${toHex(password)}`],
    ...["-kdfopt", `hexsalt:${toHex(salt)}`, "-kdfopt", `iter:${rounds}`, "-kdfopt", `id:${IDS[purpose]}`, "PKCS12KDF"],
  ])
    .replace(/[:\s]/g, "")
    .toLowerCase();

test.for<[Purpose, KdfHash, number, number]>([
  ["key", "sha1", 24, 2048],
  ["key", "sha1", 5, 1],
  ["iv", "sha1", 8, 2048],
  ["mac", "sha1", 20, 1],
  ["mac", "sha256", 32, 2048],
  ["mac", "sha384", 48, 100],
  ["mac", "sha512", 64, 100],
  ["key", "sha256", 200, 3],
])("%s with %s, %d octets after %d rounds, is OpenSSL's", ([purpose, hash, size, rounds]) => {
  const password = new Uint8Array([0, 0x41, 0, 0xfc, 0, 0]);
  const salt = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 0xff]);
  const ours = deriveKey(purpose, hash, password, salt, rounds, size);
  expect(toHex(ours)).toBe(byOpenssl(purpose, hash, password, salt, rounds, size));
});

property.prop(
  [
    fc.constantFrom<Purpose>("key", "iv", "mac"),
    fc.constantFrom<KdfHash>("sha1", "sha256", "sha384", "sha512"),
    fc.uint8Array({ minLength: 2, maxLength: 150 }),
    fc.uint8Array({ minLength: 1, maxLength: 150 }),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 150 }),
  ],
  { numRuns: 60 },
)("any derivation is OpenSSL's", (purpose, hash, password, salt, rounds, size) => {
  const ours = deriveKey(purpose, hash, password, salt, rounds, size);
  expect(toHex(ours)).toBe(byOpenssl(purpose, hash, password, salt, rounds, size));
});
