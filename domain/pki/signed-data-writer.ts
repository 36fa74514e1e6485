/** SignedData with one signer, detached: what `signed-data.ts` reads. RFC 5652 §5; attributes §11, RFC 5035 §3. */
import { OID } from "../der/oid.ts";
import { explicit, integer, integerFromBytes, octetString, oid, sequence, setOf, time, tlv } from "../der/writer.ts";
import { fromHex } from "../kernel/bytes.ts";
import { sha256 } from "../kernel/digest.ts";
import type { Instant } from "../kernel/instant.ts";
import { encodeSignatureAlgorithm, type SignatureAlgorithm } from "./algorithm.ts";
import { CMS_OID } from "./signed-data.ts";

const attribute = (type: string, value: Uint8Array): Uint8Array => sequence(oid(type), setOf(value));

/** What the signer signs: a SET OF attributes that name the content, the time, and the signer's certificate (DER). */
export const signedAttributes = (content: Uint8Array, certificate: Uint8Array, signingTime: Instant): Uint8Array =>
  setOf(
    attribute(CMS_OID.contentType, oid(CMS_OID.data)),
    attribute(CMS_OID.messageDigest, octetString(sha256(content))),
    attribute(CMS_OID.signingTime, time(signingTime)),
    attribute(CMS_OID.signingCertificateV2, sequence(sequence(sequence(octetString(sha256(certificate)))))),
  );

export type Signer = {
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER Name. */
  readonly issuer: Uint8Array;
  /** Hex. */
  readonly serial: string;
  /** With SHA-256. */
  readonly algorithm: SignatureAlgorithm;
};

/** `attributes`: from `signedAttributes`; `signature`: over them. */
export const encodeSignedData = (
  { certificate, issuer, serial, algorithm }: Signer,
  attributes: Uint8Array,
  signature: Uint8Array,
): Uint8Array => {
  const hash = sequence(oid(OID.sha256));
  // IMPLICIT [0] stands where the SET OF stood that was signed. RFC 5652 §5.4.
  const implicit = Uint8Array.from(attributes);
  implicit[0] = 0xa0;
  const info = sequence(
    integer(1),
    sequence(issuer, integerFromBytes(fromHex(serial) ?? new Uint8Array())),
    hash,
    implicit,
    encodeSignatureAlgorithm(algorithm),
    octetString(signature),
  );
  const data = sequence(integer(1), setOf(hash), sequence(oid(CMS_OID.data)), tlv(0xa0, certificate), setOf(info));
  return sequence(oid(CMS_OID.signedData), explicit(0, data));
};
