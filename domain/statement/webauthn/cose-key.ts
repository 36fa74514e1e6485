/** COSE_Key of the two kinds that officers' keys have, as SubjectPublicKeyInfo. RFC 9053 §7.1, §7.2; WebAuthn §5.8.5. */
import { OID } from "../../der/oid.ts";
import { bitString, oid, sequence } from "../../der/writer.ts";
import { concat } from "../../kernel/bytes.ts";
import { encodeP256PublicKey } from "../../pki/public-key.ts";
import type { CborMap } from "./cbor.ts";

const KTY = 1;
const ALG = 3;
const CRV = -1;
const X = -2;
const Y = -3;

/** undefined for another kind of key, another algorithm, or a field too many. */
export const spkiOfCoseKey = (key: CborMap): Uint8Array | undefined => {
  const is = (kty: number, alg: number, crv: number, size: number): boolean =>
    key.get(KTY) === kty && key.get(ALG) === alg && key.get(CRV) === crv && key.size === size;
  const octets = (label: number): Uint8Array | undefined => {
    const value = key.get(label);
    return value instanceof Uint8Array && value.length === 32 ? value : undefined;
  };
  const [x, y] = [octets(X), octets(Y)];
  if (x === undefined) return undefined;
  // ES256 over P-256; EdDSA over Ed25519.
  if (is(2, -7, 1, 5) && y) return encodeP256PublicKey(concat([Uint8Array.of(4), x, y]));
  return is(1, -8, 6, 4) ? sequence(sequence(oid(OID.ed25519)), bitString(x)) : undefined;
};
