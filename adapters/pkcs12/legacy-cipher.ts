/** The password-based encryption of 1999, which pkijs does not have. RFC 7292 Appendix C. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import * as asn1js from "asn1js";
import { AlgorithmIdentifier } from "pkijs";
import { integer, octetString, oid, sequence } from "../../domain/der/writer.ts";
import { Unreadable } from "./contents.ts";
import { deriveKey } from "./key-derivation.ts";
import type { Password } from "./password.ts";
import { decryptRc2Cbc } from "./rc2.ts";
import { spend, type Work } from "./work.ts";

const TRIPLE_DES_3_KEYS = "1.2.840.113549.1.12.1.3";
const SALT = 8;
const BLOCK = 8;
const SHA1_OCTETS = 20;

type Decrypt = (key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array) => Uint8Array;

const decryptTripleDes: Decrypt = (key, iv, ciphertext) => {
  // With two keys the third is the first again.
  const decipher = createDecipheriv("des-ede3-cbc", Buffer.concat([key, key]).subarray(0, 24), iv);
  return new Uint8Array(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
};

/** What we read: key octets, and how to decrypt. RC4 is not among them: no program wrote it by default. */
const CIPHERS: ReadonlyMap<string, { readonly keySize: number; readonly decrypt: Decrypt }> = new Map([
  [TRIPLE_DES_3_KEYS, { keySize: 24, decrypt: decryptTripleDes }],
  ["1.2.840.113549.1.12.1.4", { keySize: 16, decrypt: decryptTripleDes }],
  // What Windows and OpenSSL wrote around certificates for twenty years.
  ["1.2.840.113549.1.12.1.5", { keySize: 16, decrypt: decryptRc2Cbc }],
  ["1.2.840.113549.1.12.1.6", { keySize: 5, decrypt: decryptRc2Cbc }],
]);

export const isLegacyCipher = ({ algorithmId }: AlgorithmIdentifier): boolean => CIPHERS.has(algorithmId);

/** pbeWithSHA1And3-KeyTripleDES-CBC with a new salt. */
export const encryptLegacy = (
  content: Uint8Array,
  { bmp }: Password,
  iterations: number,
): { readonly algorithm: AlgorithmIdentifier; readonly ciphertext: Uint8Array } => {
  const salt = randomBytes(SALT);
  const derive = (purpose: "key" | "iv", size: number) => deriveKey(purpose, "sha1", bmp, salt, iterations, size);
  const cipher = createCipheriv("des-ede3-cbc", derive("key", 24), derive("iv", BLOCK));
  const ciphertext = new Uint8Array(Buffer.concat([cipher.update(content), cipher.final()]));
  const parameters = sequence(octetString(salt), integer(iterations));
  return { algorithm: AlgorithmIdentifier.fromBER(sequence(oid(TRIPLE_DES_3_KEYS), parameters).slice()), ciphertext };
};

/** PKCS12PbeParams: salt and iterations. */
const parametersOf = ({ algorithmParams }: AlgorithmIdentifier) => {
  const [salt, iterations] = algorithmParams instanceof asn1js.Sequence ? algorithmParams.valueBlock.value : [];
  if (!(salt instanceof asn1js.OctetString) || !(iterations instanceof asn1js.Integer))
    throw new Unreadable("the file's encryption has no parameters");
  return { salt: new Uint8Array(salt.getValue()), count: iterations.valueBlock.valueDec };
};

/** Only for algorithms that `isLegacyCipher` knows. Throws what node:crypto throws when the padding is wrong. */
export const decryptLegacy = (
  algorithm: AlgorithmIdentifier,
  ciphertext: Uint8Array,
  { bmp }: Password,
  work: Work,
): Uint8Array => {
  const cipher = CIPHERS.get(algorithm.algorithmId);
  if (cipher === undefined) throw new TypeError("not a cipher of PKCS #12's own");
  const { salt, count } = parametersOf(algorithm);
  // As many hashes on end as the key is long, and one more for the initialisation vector.
  spend(work, count * (Math.ceil(cipher.keySize / SHA1_OCTETS) + 1));
  const derive = (purpose: "key" | "iv", size: number) => deriveKey(purpose, "sha1", bmp, salt, count, size);
  return cipher.decrypt(derive("key", cipher.keySize), derive("iv", BLOCK), ciphertext);
};
