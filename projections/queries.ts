/** The read models as processes ask them. */
import type { Queries } from "../domain/ports/queries.ts";
import { assertionCounter, assertionCounters } from "./assertion-counters.ts";
import { crlEntries, revocationsApplied, revokedEntries } from "./crl-entries.ts";
import { authorities, authorityByHashes, issuerDirectory, responderOf } from "./issuer-directory.ts";
import { keyIndex, keysPlanned } from "./key-index.ts";
import { ocspStatus, statusTag } from "./ocsp-status.ts";
import { approvedRequests, raQueue } from "./ra-queue.ts";
import type { Runner } from "./runner.ts";

export const queriesOver = (runner: Runner): Queries => {
  const directory = runner.view(issuerDirectory.name);
  const entries = runner.view(crlEntries.name);
  const statuses = runner.view(ocspStatus.name);
  const queue = runner.view(raQueue.name);
  const keys = runner.view(keyIndex.name);
  const counters = runner.view(assertionCounters.name);
  return {
    authorities: () => authorities(directory),
    responderOf: (key) => responderOf(directory, key),
    authorityByHashes: (hash, nameHash, keyHash) => authorityByHashes(directory, hash, nameHash, keyHash),
    revokedEntries: (key, shard) => revokedEntries(entries, key, shard),
    revocationsApplied: (key, shard) => revocationsApplied(entries, key, shard),
    statusTag: (issuer, serial) => statusTag(statuses, issuer, serial),
    approvedRequests: () => approvedRequests(queue),
    plannedKeys: () => keysPlanned(keys),
    assertionCounter: (credential) => assertionCounter(counters, credential),
    caughtUp: runner.caughtUp,
  };
};
