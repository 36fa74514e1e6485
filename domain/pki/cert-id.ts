/** CertID: which certificate an OCSP request asks about. RFC 6960 §4.1.1. */

import { OID } from "../der/oid.ts";
import { integerFromBytes, nullValue, octetString, oid, sequence } from "../der/writer.ts";
import { fromHex } from "../kernel/bytes.ts";
import { sha1, sha256 } from "../kernel/digest.ts";

/** The hashes this responder answers for: SHA-1 because clients still send it, SHA-256 because RFC 9919 wants it. */
export type CertIdHash = "sha1" | "sha256";

const digest = { sha1, sha256 } as const;
const algorithm = {
  sha1: () => sequence(oid(OID.sha1), nullValue),
  sha256: () => sequence(oid(OID.sha256), nullValue),
};

/** issuerNameHash is over the issuer's DER Name, issuerKeyHash over the content of its key's BIT STRING. */
export const issuerHashes = (hash: CertIdHash, name: Uint8Array, keyBits: Uint8Array) => ({
  nameHash: digest[hash](name),
  keyHash: digest[hash](keyBits),
});

/** `serial`: lower-case hex, whole octets. */
export const encodeCertId = (hash: CertIdHash, name: Uint8Array, keyBits: Uint8Array, serial: string): Uint8Array => {
  const { nameHash, keyHash } = issuerHashes(hash, name, keyBits);
  const bytes = fromHex(serial);
  if (bytes === undefined) throw new TypeError("a serial number must be hex");
  return sequence(algorithm[hash](), octetString(nameHash), octetString(keyHash), integerFromBytes(bytes));
};
