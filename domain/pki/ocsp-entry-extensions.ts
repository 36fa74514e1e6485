/**
 * The extensions of a CRL entry, as an OCSP answer has them of one certificate: reasonCode 2.5.29.21, invalidityDate
 * 2.5.29.24, certificateIssuer 2.5.29.29. RFC 6960 §4.4.5, RFC 5280 §5.3.
 */
import { OID } from "../der/oid.ts";
import { malformed, readDer } from "../der/reader.ts";
import { enumerated, generalizedTime } from "../der/writer.ts";
import type { Instant } from "../kernel/instant.ts";
import type { Result } from "../kernel/result.ts";
import type { Extension } from "./extension/extension.ts";
import { encodeGeneralNames, type GeneralName, readGeneralNames } from "./extension/general-name.ts";
import { REVOCATION_REASONS, type RevocationReason } from "./revocation-reason.ts";

/** `unspecified` is told by absence. RFC 5280 §5.3.1. */
export const ocspReasonCode = (reason: Exclude<RevocationReason, "unspecified">): Extension => ({
  oid: OID.reasonCode,
  critical: false,
  value: enumerated(REVOCATION_REASONS[reason]),
});

/** Refuses `der.malformed`, also for `removeFromCRL`, which stands in delta CRLs only. */
export const parseOcspReasonCode = (value: Uint8Array): Result<RevocationReason> =>
  readDer(value, (r) => {
    const { content } = r.expect(0x0a);
    const names = Object.keys(REVOCATION_REASONS) as RevocationReason[];
    const name = names.find((n) => content.length === 1 && REVOCATION_REASONS[n] === content[0]);
    return name ?? malformed("an unknown reason");
  });

/** When the key is believed lost. Whole seconds. RFC 5280 §5.3.2. */
export const ocspInvalidityDate = (since: Instant): Extension => ({
  oid: OID.invalidityDate,
  critical: false,
  value: generalizedTime(since),
});

/** Refuses `der.malformed`. */
export const parseOcspInvalidityDate = (value: Uint8Array): Result<Instant> =>
  readDer(value, (r) => r.generalizedTime());

/** Who issued the certificate, when the list was another's. Critical. RFC 5280 §5.3.3. */
export const ocspCertificateIssuer = (names: readonly GeneralName[]): Extension => ({
  oid: OID.certificateIssuer,
  critical: true,
  value: encodeGeneralNames(names),
});

/** Refuses `der.malformed`. */
export const parseOcspCertificateIssuer = (value: Uint8Array): Result<readonly GeneralName[]> =>
  readDer(value, (r) => readGeneralNames(r));
