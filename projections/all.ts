import { assertionCounters } from "./assertion-counters.ts";
import { auditTrail } from "./audit-trail.ts";
import { certificateIndex } from "./certificate-index.ts";
import { crlEntries } from "./crl-entries.ts";
import { issuerDirectory } from "./issuer-directory.ts";
import { keyIndex } from "./key-index.ts";
import { knownKeys } from "./known-keys.ts";
import { ledgerIndex } from "./ledger-index.ts";
import { ocspStatus } from "./ocsp-status.ts";
import type { Projection } from "./projection.ts";
import { raQueue } from "./ra-queue.ts";
import { webhookDirectory } from "./webhook-directory.ts";

/** Every read model. A new one is added here and nowhere else. */
export const projections: readonly Projection[] = [
  issuerDirectory,
  certificateIndex,
  crlEntries,
  ocspStatus,
  raQueue,
  knownKeys,
  keyIndex,
  auditTrail,
  webhookDirectory,
  assertionCounters,
  ledgerIndex,
];
