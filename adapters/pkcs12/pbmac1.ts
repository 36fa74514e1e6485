/** The MAC of newer files: PBKDF2, then HMAC. RFC 9579 §4, with the parameters of RFC 8018 Appendix A.5. Read only. */
import { createHmac, pbkdf2Sync } from "node:crypto";
import type { AlgorithmIdentifier } from "pkijs";
import { type DerReader, malformed, readDer } from "../../domain/der/reader.ts";
import { Unreadable } from "./contents.ts";
import type { Password } from "./password.ts";
import { spend, type Work } from "./work.ts";

const PBMAC1 = "1.2.840.113549.1.5.14";
const PBKDF2 = "1.2.840.113549.1.5.12";
/** hmacWithSHA256 to hmacWithSHA512, RFC 8018 Appendix B.1.2. */
const HASHES: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.2.9", "sha256"],
  ["1.2.840.113549.2.10", "sha384"],
  ["1.2.840.113549.2.11", "sha512"],
]);
/** A shorter key is guessed sooner than the password, and no hash has more octets. */
const KEY_OCTETS = { min: 20, max: 64 };

export const isPbmac1 = ({ algorithmId }: AlgorithmIdentifier): boolean => algorithmId === PBMAC1;

const readHmac = (r: DerReader): string => {
  const algorithm = r.sequence();
  const hash = HASHES.get(algorithm.oid()) ?? malformed("not an HMAC that is supported");
  algorithm.optional(0x05);
  algorithm.end();
  return hash;
};

const readParameters = (r: DerReader) => {
  const parameters = r.sequence();
  const derivation = parameters.sequence();
  if (derivation.oid() !== PBKDF2) malformed("not PBKDF2");
  const kdf = derivation.sequence();
  derivation.end();
  const salt = kdf.octetString();
  const iterations = kdf.smallInteger();
  // RFC 9579 §4: there has to be a key length.
  const size = kdf.smallInteger();
  const prf = readHmac(kdf);
  kdf.end();
  const hash = readHmac(parameters);
  parameters.end();
  if (size < KEY_OCTETS.min || size > KEY_OCTETS.max) malformed("not the length of a key");
  return { salt, iterations, size, prf, hash };
};

/** Throws Unreadable for parameters that are not supported, and for work out of bounds. */
export const pbmac1 = (
  { algorithmParams }: AlgorithmIdentifier,
  content: Uint8Array,
  { utf8 }: Password,
  work: Work,
): Uint8Array => {
  const parameters = readDer(new Uint8Array(algorithmParams?.toBER() ?? []), readParameters);
  if (!parameters.ok) throw new Unreadable("the file's MAC is not supported");
  const { salt, iterations, size, prf, hash } = parameters.value;
  spend(work, iterations);
  return createHmac(hash, pbkdf2Sync(utf8, salt, iterations, size, prf))
    .update(content)
    .digest();
};
