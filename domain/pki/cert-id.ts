/** CertID: which certificate an OCSP request asks about. RFC 6960 §4.1.1. */

import { OID } from "../der/oid.ts";
import type { DerReader } from "../der/reader.ts";
import { integerFromBytes, nullValue, octetString, oid, sequence } from "../der/writer.ts";
import { fromHex } from "../kernel/bytes.ts";
import { sha1, sha256, sha384, sha512 } from "../kernel/digest.ts";

/** The hashes that are known here: SHA-1 because clients still send it, SHA-256 because RFC 9919 wants it. */
export const CERT_ID_HASHES = ["sha1", "sha256", "sha384", "sha512"] as const;
export type CertIdHash = (typeof CERT_ID_HASHES)[number];

/** Of the hash: NULL, or left out as RFC 5754 §2 prefers. Both are met in the field and mean the same. */
export const CERT_ID_PARAMETERS = ["null", "absent"] as const;
export type CertIdParameters = (typeof CERT_ID_PARAMETERS)[number];

const digest = { sha1, sha256, sha384, sha512 } as const;

const BY_OID: ReadonlyMap<string, CertIdHash> = new Map(CERT_ID_HASHES.map((hash) => [OID[hash], hash]));

export const isCertIdHash = (hash: string): hash is CertIdHash => CERT_ID_HASHES.some((known) => known === hash);

const encodeHash = (hash: CertIdHash, parameters: CertIdParameters): Uint8Array =>
  parameters === "null" ? sequence(oid(OID[hash]), nullValue) : sequence(oid(OID[hash]));

/** Reads the hash's AlgorithmIdentifier at the reader's place; a hash that is not known here is its dotted OID. */
export const readCertIdHash = (r: DerReader): { readonly hash: string; readonly parameters: CertIdParameters } => {
  const algorithm = r.sequence();
  const id = algorithm.oid();
  const parameters = algorithm.isAtEnd ? "absent" : "null";
  if (!algorithm.isAtEnd) algorithm.null();
  algorithm.end();
  return { hash: BY_OID.get(id) ?? id, parameters };
};

/** issuerNameHash is over the issuer's DER Name, issuerKeyHash over the content of its key's BIT STRING. */
export const issuerHashes = (hash: CertIdHash, name: Uint8Array, keyBits: Uint8Array) => ({
  nameHash: digest[hash](name),
  keyHash: digest[hash](keyBits),
});

/** `serial`: lower-case hex, whole octets. */
export const encodeCertId = (
  hash: CertIdHash,
  name: Uint8Array,
  keyBits: Uint8Array,
  serial: string,
  parameters: CertIdParameters = "null",
): Uint8Array => {
  const { nameHash, keyHash } = issuerHashes(hash, name, keyBits);
  const bytes = fromHex(serial);
  if (bytes === undefined) throw new TypeError("a serial number must be hex");
  return sequence(encodeHash(hash, parameters), octetString(nameHash), octetString(keyHash), integerFromBytes(bytes));
};
