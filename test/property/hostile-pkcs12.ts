/** PKCS #12 files that are changed inside, under a MAC that fits: without it nothing behind would be reached. */
import { createHmac } from "node:crypto";
import { expect } from "vitest";
import { deriveKey } from "../../adapters/pkcs12/key-derivation.ts";
import { readPkcs12 } from "../../adapters/pkcs12/read.ts";
import { explicit, integer, nullValue, octetString, oid, sequence } from "../../domain/der/writer.ts";
import { PASSWORD, remade } from "../adapters/pkcs12/sample.ts";
import { mutate, pick, randomOf } from "./hostile-input.ts";

const DATA = "1.2.840.113549.1.7.1";
const SHA256 = "2.16.840.1.101.3.4.2.1";
const SALT = new Uint8Array(8).fill(5);
const password = Uint8Array.from([...PASSWORD, "\0"].flatMap((c) => [0, c.charCodeAt(0)]));
const macKey = deriveKey("mac", "sha256", password, SALT, 1, 32);

const data = (content: Uint8Array): Uint8Array => sequence(oid(DATA), explicit(0, octetString(content)));
const file = (safes: Uint8Array): Uint8Array => {
  const mac = new Uint8Array(createHmac("sha256", macKey).update(safes).digest());
  const digestInfo = sequence(sequence(oid(SHA256), nullValue), octetString(mac));
  return sequence(integer(3), data(safes), sequence(digestInfo, octetString(SALT), integer(1)));
};

/** SafeContents of the certificates and of the key, unencrypted. */
const contents: Uint8Array[] = [];
remade({
  bags: (certificates, key) => contents.push(...[certificates, key].map((s) => new Uint8Array(s.toSchema().toBER()))),
});
const safesOf = (parts: readonly Uint8Array[]): Uint8Array => sequence(...parts.map(data));

/** `inputs` files, half of them changed within a safe: each is read, or refused as `input.malformed`. */
export const pkcs12Withstands = async (inputs: number, seed: number): Promise<void> => {
  const unchanged = await readPkcs12(file(safesOf(contents)), PASSWORD);
  expect(unchanged.ok && [unchanged.value.keys.length, unchanged.value.certificates.length]).toEqual([1, 2]);
  const random = randomOf(seed);
  const seen = { taken: 0, refused: 0 };
  for (let i = 0; i < inputs; i++) {
    const inner = contents.map((part) => (random(2) ? mutate(random, part, pick(random, contents)) : part));
    const safes = safesOf(inner);
    const input = file(random(2) ? mutate(random, safes, safes) : safes);
    const read = await readPkcs12(input, PASSWORD);
    if (read.ok) seen.taken += 1;
    else {
      seen.refused += 1;
      expect(read.error.code).toBe("input.malformed");
    }
  }
  expect(seen.taken).toBeGreaterThan(inputs / 100);
  expect(seen.refused).toBeGreaterThan(inputs / 100);
};
