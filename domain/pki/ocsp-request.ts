/** OCSPRequest as clients send it. RFC 6960 §4.1.1; nonce: RFC 9654 §2.1. Input is untrusted. */

import { OID } from "../der/oid.ts";
import { type DerReader, malformed, readDer } from "../der/reader.ts";
import type { Result } from "../kernel/result.ts";
import { readExtensions } from "./extension/read-extensions.ts";

export type RequestedCertId = {
  /** `sha1` or `sha256`, else the hash's OID. */
  readonly hash: string;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  /** Lower-case hex, whole octets. */
  readonly serial: string;
  /** The CertID as sent. */
  readonly der: Uint8Array;
};

export type OcspRequest = { readonly certIds: readonly RequestedCertId[]; readonly nonce?: Uint8Array };

const MAX_BYTES = 4096;
const MAX_CERT_IDS = 16;
const HASHES: Readonly<Record<string, string>> = { [OID.sha1]: "sha1", [OID.sha256]: "sha256" };

const readCertId = (r: DerReader): RequestedCertId => {
  const element = r.expect(0x30);
  const id = r.inside(element);
  const algorithm = id.sequence();
  const oid = algorithm.oid();
  // Parameters are absent or NULL; both are met in the field.
  if (!algorithm.isAtEnd) algorithm.null();
  algorithm.end();
  const issuerNameHash = id.octetString();
  const issuerKeyHash = id.octetString();
  const serial = id.unsignedHex();
  id.end();
  if (serial.length > 128) malformed("a serial number is too long");
  return { hash: HASHES[oid] ?? oid, issuerNameHash, issuerKeyHash, serial, der: element.whole };
};

const readRequest = (r: DerReader): RequestedCertId => {
  const one = r.sequence();
  const certId = readCertId(one);
  one.optional(0xa0);
  one.end();
  return certId;
};

const readNonce = (r: DerReader): Uint8Array | undefined => {
  const found = readExtensions(r).find((e) => e.oid === OID.ocspNonce);
  r.end();
  if (found === undefined) return undefined;
  const inner = readDer(found.value, (n) => n.octetString());
  if (!inner.ok || inner.value.length === 0 || inner.value.length > 128)
    return malformed("the nonce has a wrong length");
  return inner.value;
};

/** Refuses `ocsp.malformed`; the signature of a signed request is not looked at (RFC 6960 §4.1.2 leaves it open). */
export const parseOcspRequest = (der: Uint8Array): Result<OcspRequest> =>
  readDer(
    der,
    (r) => {
      const request = r.sequence();
      const tbs = request.sequence();
      const version = tbs.optional(0xa0);
      if (version !== undefined && version.content.join() !== "2,1,0") malformed("an unknown version");
      tbs.optional(0xa1);
      const certIds = tbs.each(tbs.expect(0x30), readRequest);
      const wrapper = tbs.optional(0xa2);
      const nonce = wrapper === undefined ? undefined : readNonce(tbs.inside(wrapper));
      tbs.end();
      request.optional(0xa0);
      request.end();
      if (certIds.length === 0 || certIds.length > MAX_CERT_IDS) malformed("too few or too many certificates");
      return nonce === undefined ? { certIds } : { certIds, nonce };
    },
    { code: "ocsp.malformed", maxBytes: MAX_BYTES },
  );
