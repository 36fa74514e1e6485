/** OCSP responses. RFC 6960 §4.2.1. */
import { OID } from "../der/oid.ts";
import {
  bitString,
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  octetString,
  oid,
  sequence,
  sequenceOf,
} from "../der/writer.ts";
import { concat } from "../kernel/bytes.ts";
import type { Instant } from "../kernel/instant.ts";
import { encodeSignatureAlgorithm, type SignatureAlgorithm } from "./algorithm.ts";
import { type Extension, optionalExtensions } from "./extension/extension.ts";
import { ocspNonce } from "./extension/ocsp-nonce.ts";
import { REVOCATION_REASONS, type RevocationReason } from "./revocation-reason.ts";

export type OcspStatus =
  | { readonly at: "good" | "unknown" }
  | { readonly at: "revoked"; readonly revokedAt: Instant; readonly reason: RevocationReason };

export type SingleResponse = {
  /** CertID, DER. */
  readonly certId: Uint8Array;
  readonly status: OcspStatus;
  readonly thisUpdate: Instant;
  readonly nextUpdate: Instant;
  /** singleExtensions. */
  readonly extensions?: readonly Extension[];
};

export type ResponseData = {
  /** SHA-1 of the responder's key bits: ResponderID byKey. */
  readonly responderKeyHash: Uint8Array;
  readonly producedAt: Instant;
  readonly responses: readonly SingleResponse[];
  readonly nonce?: Uint8Array;
  /** responseExtensions, beside the nonce. */
  readonly extensions?: readonly Extension[];
};

const NOTHING = new Uint8Array();

const encodeStatus = (status: OcspStatus): Uint8Array => {
  if (status.at !== "revoked") return implicit(status.at === "good" ? 0 : 2, false, NOTHING);
  const { revokedAt, reason } = status;
  const code = reason === "unspecified" ? [] : [explicit(0, enumerated(REVOCATION_REASONS[reason]))];
  return implicit(1, true, concat([generalizedTime(revokedAt), ...code]));
};

const encodeSingle = ({ certId, status, thisUpdate, nextUpdate, extensions = [] }: SingleResponse): Uint8Array =>
  sequence(
    certId,
    encodeStatus(status),
    generalizedTime(thisUpdate),
    explicit(0, generalizedTime(nextUpdate)),
    ...optionalExtensions(1, extensions),
  );

/** ResponseData, the bytes that are signed. The nonce is the first of the extensions. */
export const encodeResponseData = (data: ResponseData): Uint8Array => {
  const { responderKeyHash, producedAt, responses, nonce, extensions = [] } = data;
  return sequence(
    explicit(2, octetString(responderKeyHash)),
    generalizedTime(producedAt),
    sequenceOf(responses.map(encodeSingle)),
    ...optionalExtensions(1, nonce === undefined ? extensions : [ocspNonce(nonce), ...extensions]),
  );
};

/** A successful OCSPResponse with a BasicOCSPResponse and the responder's certificates. */
export const encodeOcspResponse = (
  responseData: Uint8Array,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
  certificates: readonly Uint8Array[],
): Uint8Array => {
  const certs = certificates.length === 0 ? [] : [explicit(0, sequenceOf(certificates))];
  const basic = sequence(responseData, encodeSignatureAlgorithm(algorithm), bitString(signature), ...certs);
  return sequence(enumerated(0), explicit(0, sequence(oid(OID.ocspBasic), octetString(basic))));
};

/** OCSPResponseStatus of unsigned answers. RFC 6960 §4.2.1. */
const ERRORS = { malformedRequest: 1, internalError: 2, tryLater: 3, sigRequired: 5, unauthorized: 6 } as const;
export type OcspError = keyof typeof ERRORS;

export const encodeOcspError = (error: OcspError): Uint8Array => sequence(enumerated(ERRORS[error]));
