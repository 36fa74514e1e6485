import { spawnSync } from "node:child_process";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { Unreadable } from "../../../adapters/pkcs12/contents.ts";
import { decryptRc2Cbc } from "../../../adapters/pkcs12/rc2.ts";
import { fromHex, toHex } from "../../../domain/kernel/bytes.ts";

const hex = (text: string): Uint8Array => fromHex(text) ?? expect.unreachable("not hex");

/** OpenSSL's legacy provider encrypts. */
const encrypted = (key: Uint8Array, iv: Uint8Array, content: Uint8Array, ...options: readonly string[]): Uint8Array => {
  const cipher = key.length === 5 ? "-rc2-40-cbc" : "-rc2-cbc";
  const args = ["enc", "-provider", "legacy", "-provider", "default", cipher, "-K", toHex(key), "-iv", toHex(iv)];
  const { status, stdout } = spawnSync("openssl", [...args, ...options], { input: content });
  expect(status).toBe(0);
  return new Uint8Array(stdout);
};

const KEY = hex("88bca90e90875a7f0f79c384627bafb2");
const IV = hex("0102030405060708");

property.prop(
  [
    fc.constantFrom(5, 16).chain((n) => fc.uint8Array({ minLength: n, maxLength: n })),
    fc.uint8Array({ minLength: 8, maxLength: 8 }),
    fc.uint8Array({ maxLength: 40 }),
  ],
  { numRuns: 60 },
)("what OpenSSL encrypts is decrypted", (key, iv, content) => {
  expect(decryptRc2Cbc(key, iv, encrypted(key, iv, content))).toEqual(content);
});

test.for([
  ["ffffffffffffffff", "ffffffffffffffff", "278b27e42e2f0d49"],
  ["3000000000000000", "1000000000000001", "30649edf9be7d2c2"],
  ["88bca90e90875a7f0f79c384627bafb2", "0000000000000000", "2269552ab0f85ca6"],
] as const)("RFC 2268 §5: key %s, plaintext %s", ([key, plaintext, ciphertext]) => {
  // The vector's block, and one that decrypts to it XOR a whole block of padding.
  const iv = hex(plaintext).map((o) => o ^ 8);
  expect(decryptRc2Cbc(hex(key), iv, hex(ciphertext))).toEqual(new Uint8Array());
});

describe("what is not whole is refused", () => {
  const unpadded = (content: string) => encrypted(KEY, IV, hex(content), "-nopad");
  test("the frame of the table is good", () => {
    expect(toHex(decryptRc2Cbc(KEY, IV, unpadded("1122334455667701")))).toBe("11223344556677");
    expect(toHex(decryptRc2Cbc(KEY, IV, unpadded("0808080808080808")))).toBe("");
  });
  test.for<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["seven octets", new Uint8Array(7)],
    ["nine octets", new Uint8Array(9)],
    ["padding of no octet", unpadded("1122334455667700")],
    ["padding of nine octets", unpadded("09090909090909090909090909090909")],
    ["padding of two values", unpadded("1122334455660302")],
  ])("%s", ([, ciphertext]) => {
    expect(() => decryptRc2Cbc(KEY, IV, ciphertext)).toThrow(Unreadable);
  });
});
