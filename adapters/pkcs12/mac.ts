/** The MAC that protects a whole file. RFC 7292 §4 and Appendix B. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import * as asn1js from "asn1js";
import { AlgorithmIdentifier, DigestInfo, MacData } from "pkijs";
import { type Protection, Unreadable } from "./contents.ts";
import { deriveKey, type KdfHash } from "./key-derivation.ts";
import type { Password } from "./password.ts";
import { isPbmac1, pbmac1 } from "./pbmac1.ts";
import { spend, type Work } from "./work.ts";

const HASHES: ReadonlyMap<string, { readonly hash: KdfHash; readonly size: number }> = new Map([
  ["1.3.14.3.2.26", { hash: "sha1", size: 20 }],
  ["2.16.840.1.101.3.4.2.1", { hash: "sha256", size: 32 }],
  ["2.16.840.1.101.3.4.2.2", { hash: "sha384", size: 48 }],
  ["2.16.840.1.101.3.4.2.3", { hash: "sha512", size: 64 }],
]);
const WRITTEN = { modern: "2.16.840.1.101.3.4.2.1", legacy: "1.3.14.3.2.26" } as const;
const SALT = 16;

const compute = (oid: string, { bmp }: Password, salt: Uint8Array, iterations: number, content: Uint8Array) => {
  const { hash, size } = HASHES.get(oid) ?? unsupported();
  return createHmac(hash, deriveKey("mac", hash, bmp, salt, iterations, size))
    .update(content)
    .digest();
};

const macOf = (
  { mac, macSalt, iterations = 1 }: MacData,
  content: Uint8Array,
  password: Password,
  work: Work,
): Uint8Array => {
  spend(work, iterations);
  return compute(mac.digestAlgorithm.algorithmId, password, new Uint8Array(macSalt.getValue()), iterations, content);
};

const unsupported = (): never => {
  throw new Unreadable("the file's MAC is not supported");
};

export const makeMac = (content: Uint8Array, password: Password, { algorithms, iterations }: Protection): MacData => {
  const salt = new Uint8Array(randomBytes(SALT));
  const algorithmId = WRITTEN[algorithms];
  const digest = new Uint8Array(compute(algorithmId, password, salt, iterations, content));
  return new MacData({
    mac: new DigestInfo({
      digestAlgorithm: new AlgorithmIdentifier({ algorithmId, algorithmParams: new asn1js.Null() }),
      digest: new asn1js.OctetString({ valueHex: digest.buffer }),
    }),
    macSalt: new asn1js.OctetString({ valueHex: salt.buffer }),
    iterations,
  });
};

/** Whether this is the password, and the content what was protected with it. Throws Unreadable for work out of bounds. */
export const isMac = (macData: MacData, content: Uint8Array, password: Password, work: Work): boolean => {
  const { mac } = macData;
  const expected = isPbmac1(mac.digestAlgorithm)
    ? pbmac1(mac.digestAlgorithm, content, password, work)
    : macOf(macData, content, password, work);
  const given = new Uint8Array(mac.digest.getValue());
  return given.length === expected.length && timingSafeEqual(given, expected);
};
