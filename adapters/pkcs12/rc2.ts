/**
 * RC2, RFC 2268: broken for decades, and what the certificates in most old PKCS #12 files are encrypted with. OpenSSL has
 * put it away with its legacy algorithms, so it is here, to read only: nothing is ever encrypted with it.
 */
import { Unreadable } from "./contents.ts";

/** PITABLE: octets from the digits of π. RFC 2268 §2. */
const PI_TABLE = Buffer.from(
  "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2" +
    "179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82" +
    "54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626" +
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7" +
    "08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec" +
    "c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731" +
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9" +
    "0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad",
  "hex",
);

const WORDS = 64;
const BLOCK = 8;

/** 64 words of 16 bits; the effective key is as long as the key. RFC 2268 §2. */
const expand = (key: Uint8Array): Uint16Array => {
  const l = new Uint8Array(2 * WORDS);
  l.set(key);
  for (let i = key.length; i < l.length; i++) l[i] = PI_TABLE[((l[i - 1] ?? 0) + (l[i - key.length] ?? 0)) & 0xff] ?? 0;
  const first = l.length - key.length;
  l[first] = PI_TABLE[l[first] ?? 0] ?? 0;
  for (let i = first - 1; i >= 0; i--) l[i] = PI_TABLE[(l[i + 1] ?? 0) ^ (l[i + key.length] ?? 0)] ?? 0;
  return Uint16Array.from({ length: WORDS }, (_, i) => (l[2 * i] ?? 0) | ((l[2 * i + 1] ?? 0) << 8));
};

const ROTATIONS = [1, 2, 3, 5] as const;
/** Rounds after whose undoing a mashing round is undone: 5, 6, 5 mixing rounds with one mashing round between. */
const MASHED = new Set([11, 5]);

/** RFC 2268 §4. `r`: the block's four words, changed in place. */
const decryptBlock = (r: Uint16Array, k: Uint16Array): void => {
  const word = (i: number): number => r[i & 3] ?? 0;
  for (let round = 15; round >= 0; round--) {
    for (let i = 3; i >= 0; i--) {
      const s = ROTATIONS[i] ?? 0;
      const rotated = (word(i) >> s) | (word(i) << (16 - s));
      r[i] = rotated - (k[4 * round + i] ?? 0) - (word(i + 3) & word(i + 2)) - (~word(i + 3) & word(i + 1));
    }
    if (MASHED.has(round)) for (let i = 3; i >= 0; i--) r[i] = word(i) - (k[word(i + 3) & 63] ?? 0);
  }
};

/** CBC with the padding of RFC 5652 §6.3. */
export const decryptRc2Cbc = (key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array => {
  if (ciphertext.length === 0 || ciphertext.length % BLOCK !== 0) throw new Unreadable("the ciphertext is cut off");
  const k = expand(key);
  const out = new Uint8Array(ciphertext.length);
  for (let at = 0; at < ciphertext.length; at += BLOCK) {
    const block = ciphertext.slice(at, at + BLOCK);
    const r = Uint16Array.from({ length: 4 }, (_, i) => (block[2 * i] ?? 0) | ((block[2 * i + 1] ?? 0) << 8));
    decryptBlock(r, k);
    const before = at === 0 ? iv : ciphertext.subarray(at - BLOCK, at);
    for (let i = 0; i < BLOCK; i++) out[at + i] = ((r[i >> 1] ?? 0) >> (8 * (i & 1))) ^ (before[i] ?? 0);
  }
  const padding = out.at(-1) ?? 0;
  if (padding < 1 || padding > BLOCK || out.subarray(-padding).some((b) => b !== padding))
    throw new Unreadable("the padding is wrong");
  return out.subarray(0, -padding);
};
