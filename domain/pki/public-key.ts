/** SubjectPublicKeyInfo. RFC 5280 §4.1.2.7; for elliptic curves RFC 5480 §2. */

import { OID } from "../der/oid.ts";
import { readDer } from "../der/reader.ts";
import { bitString, oid, sequence } from "../der/writer.ts";
import { sha1 } from "../kernel/digest.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";

export type PublicKey = {
  readonly algorithm: "ec-p256";
  readonly spki: Uint8Array;
  /** Content of the BIT STRING: the uncompressed point, 65 octets. */
  readonly bits: Uint8Array;
};

const P256 = sequence(oid(OID.ecPublicKey), oid(OID.prime256v1));

/** From the uncompressed point, 65 octets starting with 04. */
export const encodeP256PublicKey = (point: Uint8Array): Uint8Array => {
  if (point.length !== 65 || point[0] !== 4) throw new TypeError("not an uncompressed P-256 point");
  return sequence(P256, bitString(point));
};

/** Refuses `csr.unsupported-key` for anything but an uncompressed P-256 point. */
export const parsePublicKey = (spki: Uint8Array): Result<PublicKey> => {
  const parsed = readDer(
    spki,
    (r) => {
      const info = r.sequence();
      const algorithm = info.sequence();
      const name = algorithm.oid();
      const curve = algorithm.peek() === 0x06 ? algorithm.oid() : undefined;
      const isPlain = algorithm.isAtEnd;
      const bits = info.bitString();
      info.end();
      return { name, curve, isPlain, bits };
    },
    { maxBytes: 16384 },
  );
  if (!parsed.ok) return parsed;
  const { name, curve, isPlain, bits } = parsed.value;
  if (name !== OID.ecPublicKey || curve !== OID.prime256v1 || !isPlain || bits.length !== 65 || bits[0] !== 4)
    return refuse(refusal("csr.unsupported-key", "only P-256 keys with an uncompressed point are supported"));
  return ok({ algorithm: "ec-p256", spki, bits });
};

/** SHA-1 of the key's bits: 20 octets. RFC 5280 §4.2.1.2, method 1. A key that cannot be parsed is a Defect. */
export const keyIdentifier = (spki: Uint8Array): Uint8Array => {
  const key = parsePublicKey(spki);
  if (!key.ok) throw new TypeError(key.error.detail);
  return sha1(key.value.bits);
};
