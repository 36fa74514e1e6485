/** Content under a password, by PBES2 (through pkijs) or the older scheme. RFC 8018 §6.2, RFC 7292 Appendix C. */
import * as asn1js from "asn1js";
import { type AlgorithmIdentifier, EncryptedContentInfo, EncryptedData, PBES2Params, PBKDF2Params } from "pkijs";
import { type Protection, Unreadable } from "./contents.ts";
import { decryptLegacy, encryptLegacy, isLegacyCipher } from "./legacy-cipher.ts";
import type { Password } from "./password.ts";
import { spend, type Work } from "./work.ts";

/** id-PBES2, RFC 8018 Appendix A.4. */
const PBES2 = "1.2.840.113549.1.5.13";

export type Encrypted = { readonly algorithm: AlgorithmIdentifier; readonly ciphertext: Uint8Array };

/** pkijs takes whole buffers, and takes a view's buffer whole. */
const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

const encryptModern = async (content: Uint8Array, password: Password, iterations: number): Promise<Encrypted> => {
  const data = new EncryptedData();
  await data.encrypt({
    // pkijs makes the initialisation vector itself and ignores the one that its type wants.
    contentEncryptionAlgorithm: { name: "AES-CBC", length: 256, iv: new Uint8Array(16) },
    hmacHashAlgorithm: "SHA-256",
    iterationCount: iterations,
    password: bufferOf(password.utf8),
    contentToEncrypt: bufferOf(content),
  });
  const info = data.encryptedContentInfo;
  return { algorithm: info.contentEncryptionAlgorithm, ciphertext: new Uint8Array(info.getEncryptedContent()) };
};

export const encrypt = async (
  content: Uint8Array,
  password: Password,
  { algorithms, iterations }: Protection,
): Promise<Encrypted> =>
  algorithms === "modern" ? encryptModern(content, password, iterations) : encryptLegacy(content, password, iterations);

const iterationsOf = ({ algorithmParams }: AlgorithmIdentifier): number => {
  const { keyDerivationFunc } = new PBES2Params({ schema: algorithmParams });
  return new PBKDF2Params({ schema: keyDerivationFunc.algorithmParams }).iterationCount;
};

/** Throws Unreadable, or whatever pkijs and node:crypto throw for what they cannot read or decrypt. */
export const decrypt = async (
  { algorithm, ciphertext }: Encrypted,
  password: Password,
  work: Work,
): Promise<Uint8Array> => {
  if (isLegacyCipher(algorithm)) return decryptLegacy(algorithm, ciphertext, password, work);
  if (algorithm.algorithmId !== PBES2) throw new Unreadable("the file's encryption is not supported");
  spend(work, iterationsOf(algorithm));
  const data = new EncryptedData({ encryptedContentInfo: contentInfo({ algorithm, ciphertext }) });
  return new Uint8Array(await data.decrypt({ password: bufferOf(password.utf8) }));
};

/** In one piece: pkijs would cut it into many, as BER allows and DER does not. */
export const contentInfo = ({ algorithm, ciphertext }: Encrypted): EncryptedContentInfo =>
  new EncryptedContentInfo({
    contentType: "1.2.840.113549.1.7.1",
    contentEncryptionAlgorithm: algorithm,
    encryptedContent: new asn1js.OctetString({ valueHex: bufferOf(ciphertext) }),
    disableSplit: true,
  });
