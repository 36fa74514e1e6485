/** id-pkix-ocsp-archive-cutoff, 1.3.6.1.5.5.7.48.1.6. RFC 6960 §4.4.4. */
import { readDer } from "../../der/reader.ts";
import { generalizedTime } from "../../der/writer.ts";
import type { Instant } from "../../kernel/instant.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

export const OCSP_ARCHIVE_CUTOFF = "1.3.6.1.5.5.7.48.1.6";

/** Of one certificate: the status is kept for certificates that expired since then. Whole seconds. */
export const ocspArchiveCutoff = (since: Instant): Extension => ({
  oid: OCSP_ARCHIVE_CUTOFF,
  critical: false,
  value: generalizedTime(since),
});

/** Refuses `der.malformed`. */
export const parseOcspArchiveCutoff = (value: Uint8Array): Result<Instant> =>
  readDer(value, (r) => r.generalizedTime());
