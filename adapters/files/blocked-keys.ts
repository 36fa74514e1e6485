/**
 * Lists of keys that others have, as files. A line is the SHA-256 of a SubjectPublicKeyInfo in hex (`pwnedkeys`, or any
 * `openssl pkey -pubin -outform DER | sha256sum`), or, as Debian's openssl-blacklist has it for keys of its broken random
 * generator (CVE-2008-0166), the last 80 bits of the SHA-1 of `Modulus=` and the modulus in upper-case hex and a newline.
 */
import { readFileSync } from "node:fs";
import { toHex, utf8 } from "../../domain/kernel/bytes.ts";
import { sha1, sha256 } from "../../domain/kernel/digest.ts";
import { type PublicKey, spkiForms } from "../../domain/pki/public-key.ts";
import type { KnownKeys } from "../../domain/policy/weak-key.ts";

/** `line`: counted from 1. */
export class BlockedKeysFault extends Error {
  override readonly name = "BlockedKeysFault";
  readonly code = "config.blocked-keys";
  readonly retryable = false;
}

const SPKI_LINE = /^[0-9a-f]{64}\b/;
const DEBIAN_LINE = /^[0-9a-f]{20}$/;

const readList = (file: string): readonly string[] => {
  let text: string;
  try {
    text = readFileSync(file, "latin1");
  } catch (cause) {
    throw new BlockedKeysFault(`${file} cannot be read`, { cause });
  }
  return text.split("\n").flatMap((line, i) => {
    const entry = line.trim().toLowerCase();
    if (entry === "" || entry.startsWith("#")) return [];
    const found = SPKI_LINE.exec(entry)?.[0] ?? DEBIAN_LINE.exec(entry)?.[0];
    if (found === undefined) throw new BlockedKeysFault(`${file}: line ${i + 1} is neither kind of entry`);
    return [found];
  });
};

const debianEntry = (modulus: bigint): string =>
  toHex(sha1(utf8(`Modulus=${modulus.toString(16).toUpperCase()}\n`))).slice(-20);

/** Reads them once. Throws a BlockedKeysFault: a list that is not read protects nobody. */
export const blockedKeysIn = (files: readonly string[]): KnownKeys => {
  const entries = new Set(files.flatMap(readList));
  return {
    isBlocked: (key: PublicKey) =>
      entries.size > 0 &&
      (spkiForms(key).some((spki) => entries.has(toHex(sha256(spki)))) ||
        (key.rsa !== undefined && entries.has(debianEntry(key.rsa.modulus)))),
    sharesFactor: () => false,
  };
};
