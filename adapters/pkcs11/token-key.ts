/**
 * The public half of a key on a token as SubjectPublicKeyInfo, from its attributes. PKCS#11 v3.1 §6.1.2 (RSA), §6.3.3
 * (EC: CKA_EC_POINT is an OCTET STRING around the point).
 */
import graphene from "graphene-pk11";
import { OID } from "../../domain/der/oid.ts";
import { readDer } from "../../domain/der/reader.ts";
import { bitString, integerFromBytes, nullValue, oid, sequence } from "../../domain/der/writer.ts";
import { pssForms } from "../../domain/pki/algorithm.ts";
import { parsePublicKey } from "../../domain/pki/public-key.ts";
import { ModuleFault } from "../../domain/ports/key-module.ts";

const { KeyType } = graphene;

/** Stands behind the id in the label of a key that shall sign with PSS only: a token has no other place for it. */
export const PSS_LABEL = ".pss";

const attribute = (key: graphene.PublicKey, name: string): Uint8Array =>
  new Uint8Array(key.getAttribute(name as "label") as unknown as Buffer);

const rsa = (key: graphene.PublicKey): Uint8Array => {
  const bits = sequence(
    integerFromBytes(attribute(key, "modulus")),
    integerFromBytes(attribute(key, "publicExponent")),
  );
  const isPss = String(key.getAttribute("label")).endsWith(PSS_LABEL);
  const algorithm = isPss ? pssForms("sha256")[0] : sequence(oid(OID.rsaEncryption), nullValue);
  return sequence(algorithm, bitString(bits));
};

const pointOf = (key: graphene.PublicKey): Uint8Array => {
  const point = readDer(attribute(key, "pointEC"), (r) => r.octetString());
  if (!point.ok) throw new ModuleFault("module.misbehaved");
  return point.value;
};

/** By the length of the point: tokens name Edwards curves in several ways. RFC 8032. */
const EDWARDS: Readonly<Record<number, string>> = { 32: OID.ed25519, 57: OID.ed448 };

/** Throws `module.misbehaved` for a key that is none of ours. */
export const spkiOf = (key: graphene.PublicKey): Uint8Array => {
  let spki: Uint8Array;
  if (key.type === KeyType.RSA) spki = rsa(key);
  else if (key.type === KeyType.EC)
    spki = sequence(sequence(oid(OID.ecPublicKey), attribute(key, "paramsECDSA")), bitString(pointOf(key)));
  else {
    const point = pointOf(key);
    const curve = EDWARDS[point.length];
    if (curve === undefined) throw new ModuleFault("module.misbehaved");
    spki = sequence(sequence(oid(curve)), bitString(point));
  }
  if (!parsePublicKey(spki).ok) throw new ModuleFault("module.misbehaved");
  return spki;
};
