/** The extensions of OCSP that are known here, by OID, and where each may stand. RFC 6960 §4.4. */
import { OID } from "../der/oid.ts";
import { malformed } from "../der/reader.ts";
import { refusal } from "../kernel/refusal.ts";
import { type Result, refuse } from "../kernel/result.ts";
import { parseCertificateIssuer } from "./extension/certificate-issuer.ts";
import type { Extension } from "./extension/extension.ts";
import { parseInvalidityDate } from "./extension/invalidity-date.ts";
import { OCSP_ACCEPTABLE_RESPONSES, parseOcspAcceptableResponses } from "./extension/ocsp-acceptable-responses.ts";
import { OCSP_ARCHIVE_CUTOFF, parseOcspArchiveCutoff } from "./extension/ocsp-archive-cutoff.ts";
import { OCSP_CRL_REFERENCES, parseOcspCrlReferences } from "./extension/ocsp-crl-references.ts";
import { OCSP_EXTENDED_REVOKE, parseOcspExtendedRevoke } from "./extension/ocsp-extended-revoke.ts";
import { parseOcspNonce } from "./extension/ocsp-nonce.ts";
import {
  OCSP_PREFERRED_SIGNATURE_ALGORITHMS,
  parseOcspPreferredSignatureAlgorithms,
} from "./extension/ocsp-preferred-signature-algorithms.ts";
import { OCSP_SERVICE_LOCATOR, parseOcspServiceLocator } from "./extension/ocsp-service-locator.ts";
import { type EntryReason, parseReasonCode } from "./extension/reason-code.ts";

/** The four lists of extensions that OCSP has. */
export type OcspPlace = "request" | "single-request" | "response" | "single-response";

/** `name`: as its standard has it. `parse`: what its own file exports; refuses `der.malformed`. */
type OcspExtension = {
  readonly name: string;
  readonly places: readonly OcspPlace[];
  readonly parse: (value: Uint8Array) => Result<unknown>;
};

type Row = readonly [oid: string, name: string, places: readonly OcspPlace[], parse: OcspExtension["parse"]];

/** `removeFromCRL` stands in delta CRLs only. */
const parseOcspReasonCode = (value: Uint8Array): Result<EntryReason> => {
  const reason = parseReasonCode(value);
  return reason.ok && reason.value === "removeFromCRL"
    ? refuse(refusal("der.malformed", "an answer with a reason of delta CRLs"))
    : reason;
};

const TABLE: readonly Row[] = [
  [OID.ocspNonce, "nonce", ["request", "response"], parseOcspNonce],
  [OCSP_CRL_REFERENCES, "crl-references", ["single-response"], parseOcspCrlReferences],
  [OCSP_ACCEPTABLE_RESPONSES, "acceptable-responses", ["request"], parseOcspAcceptableResponses],
  [OCSP_ARCHIVE_CUTOFF, "archive-cutoff", ["single-response"], parseOcspArchiveCutoff],
  [OCSP_SERVICE_LOCATOR, "service-locator", ["single-request"], parseOcspServiceLocator],
  [OCSP_PREFERRED_SIGNATURE_ALGORITHMS, "pref-sig-algs", ["request"], parseOcspPreferredSignatureAlgorithms],
  [OCSP_EXTENDED_REVOKE, "extended-revoke", ["response"], parseOcspExtendedRevoke],
  [OID.reasonCode, "reasonCode", ["single-response"], parseOcspReasonCode],
  [OID.invalidityDate, "invalidityDate", ["single-response"], parseInvalidityDate],
  [OID.certificateIssuer, "certificateIssuer", ["single-response"], parseCertificateIssuer],
];

/** By dotted OID. */
export const OCSP_EXTENSIONS: ReadonlyMap<string, OcspExtension> = new Map(
  TABLE.map(([oid, name, places, parse]) => [oid, { name, places, parse }]),
);

const knownAt = (place: OcspPlace, oid: string): OcspExtension | undefined => {
  const known = OCSP_EXTENSIONS.get(oid);
  return known?.places.includes(place) ? known : undefined;
};

/** While reading: those that are known at this place must be what they claim to be. */
export const checkOcspExtensions = (place: OcspPlace, extensions: readonly Extension[]): readonly Extension[] => {
  for (const { oid, value } of extensions) {
    const parsed = knownAt(place, oid)?.parse(value);
    if (parsed?.ok === false) malformed(parsed.error.detail);
  }
  return extensions;
};

/** Whether one is critical that is not known at this place: what has it must not be answered or relied on. RFC 6960 §4.4. */
export const hasUnknownCritical = (place: OcspPlace, extensions: readonly Extension[]): boolean =>
  extensions.some(({ oid, critical }) => critical && knownAt(place, oid) === undefined);
