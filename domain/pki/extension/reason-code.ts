/** id-ce-cRLReasons, 2.5.29.21. Of an entry of a CRL, or of one answer of OCSP. RFC 5280 §5.3.1, RFC 6960 §4.4.5. */
import { OID } from "../../der/oid.ts";
import { malformed, readDer } from "../../der/reader.ts";
import { enumerated } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import { REMOVE_FROM_CRL, REVOCATION_REASONS, type RevocationReason } from "../revocation-reason.ts";
import type { Extension } from "./extension.ts";

/** `removeFromCRL` stands in delta CRLs only. RFC 5280 §5.3.1. */
export type EntryReason = RevocationReason | "removeFromCRL";

const CODES: Readonly<Record<EntryReason, number>> = { ...REVOCATION_REASONS, removeFromCRL: REMOVE_FROM_CRL };
const REASONS = Object.keys(CODES) as EntryReason[];

/** `unspecified` is told by absence. RFC 5280 §5.3.1. */
export const reasonCode = (reason: Exclude<EntryReason, "unspecified">): Extension => ({
  oid: OID.reasonCode,
  critical: false,
  value: enumerated(CODES[reason]),
});

/** Refuses `der.malformed`. */
export const parseReasonCode = (value: Uint8Array): Result<EntryReason> =>
  readDer(value, (r) => {
    const { content } = r.expect(0x0a);
    const reason = REASONS.find((name) => content.length === 1 && CODES[name] === content[0]);
    return reason ?? malformed("an unknown reason");
  });
