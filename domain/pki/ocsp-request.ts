/** OCSPRequest as clients send it. RFC 6960 §4.1.1; nonce: RFC 9654 §2.1. Input is untrusted. */

import { OID } from "../der/oid.ts";
import { type DerReader, malformed, must, readDer } from "../der/reader.ts";
import type { Result } from "../kernel/result.ts";
import { type CertIdParameters, readCertIdHash } from "./cert-id.ts";
import type { Extension } from "./extension/extension.ts";
import { readGeneralName } from "./extension/general-name.ts";
import { parseOcspNonce } from "./extension/ocsp-nonce.ts";
import { readExtensions } from "./extension/read-extensions.ts";
import { checkOcspExtensions, type OcspPlace } from "./ocsp-extensions.ts";

export type RequestedCertId = {
  /** A `CertIdHash`, else the hash's OID. */
  readonly hash: string;
  readonly parameters: CertIdParameters;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  /** Lower-case hex, whole octets. */
  readonly serial: string;
  /** The CertID as sent. */
  readonly der: Uint8Array;
  /** singleRequestExtensions. */
  readonly extensions: readonly Extension[];
};

export type OcspRequest = {
  readonly certIds: readonly RequestedCertId[];
  readonly nonce?: Uint8Array;
  /** requestExtensions, the nonce among them. */
  readonly extensions: readonly Extension[];
};

const MAX_BYTES = 4096;
const MAX_CERT_IDS = 16;

/** `[tag] EXPLICIT Extensions OPTIONAL`; those that are known are looked into. */
const optionalExtensions = (r: DerReader, tag: number, place: OcspPlace): readonly Extension[] => {
  const wrapper = r.optional(tag);
  if (wrapper === undefined) return [];
  const inside = r.inside(wrapper);
  const extensions = checkOcspExtensions(place, readExtensions(inside));
  inside.end();
  return extensions;
};

const readRequest = (r: DerReader): RequestedCertId => {
  const one = r.sequence();
  const element = one.expect(0x30);
  const id = one.inside(element);
  const algorithm = readCertIdHash(id);
  const issuerNameHash = id.octetString();
  const issuerKeyHash = id.octetString();
  const serial = id.unsignedHex();
  id.end();
  if (serial.length > 128) malformed("a serial number is too long");
  const extensions = optionalExtensions(one, 0xa0, "single-request");
  one.end();
  return { ...algorithm, issuerNameHash, issuerKeyHash, serial, der: element.whole, extensions };
};

const readRequestorName = (r: DerReader): void => {
  const wrapper = r.optional(0xa1);
  if (wrapper === undefined) return;
  const inside = r.inside(wrapper);
  readGeneralName(inside);
  inside.end();
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
      readRequestorName(tbs);
      const certIds = tbs.each(tbs.expect(0x30), readRequest);
      const extensions = optionalExtensions(tbs, 0xa2, "request");
      tbs.end();
      request.optional(0xa0);
      request.end();
      if (certIds.length === 0 || certIds.length > MAX_CERT_IDS) malformed("too few or too many certificates");
      const nonce = extensions.find((e) => e.oid === OID.ocspNonce);
      return { certIds, ...(nonce && { nonce: must(parseOcspNonce(nonce.value)) }), extensions };
    },
    { code: "ocsp.malformed", maxBytes: MAX_BYTES },
  );
