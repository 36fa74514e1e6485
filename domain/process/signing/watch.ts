/**
 * What the signing service believes about governance: nothing but what it proved itself, from the founding it was given
 * by hand, and never less than it has seen before.
 */

import { refusal } from "../../kernel/refusal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { SignatureJournal } from "../../ports/signature-journal.ts";
import { type Basis, type GovernanceReader, governanceReader } from "../governance-reader.ts";
import { repin } from "./pins.ts";

const SEEN = "governance.seen";
const rewritten = (detail: string) => refuse(refusal("signer.history-rewritten", detail));

/**
 * `genesis`: SHA-256 of the founding event, base64url, handed over at the ceremony. Refuses
 * `signer.history-rewritten` when the ledger has another founding, or no longer has what this service saw before.
 */
export const watchGovernance = (store: EventStore, journal: SignatureJournal, genesis: string): GovernanceReader => {
  const read = governanceReader(store, { isProven: true });
  let pinned = -1;

  /**
   * Whether the newest event that was ever seen is among those that made this governance. The store is not asked again:
   * whoever writes it can have it answer otherwise the second time.
   */
  const has = ({ digests }: Basis, seen: string): boolean => {
    const [revision, digest] = seen.split(" ");
    return digests[Number(revision)] === digest;
  };

  return async () => {
    const basis = await read();
    if (!basis.ok) return basis;
    const { revision, end } = basis.value;
    if (basis.value.digests[0] !== genesis) return rewritten("the ledger was founded by others");
    if (revision === pinned) return basis;
    const seen = await repin(journal, SEEN, (before) => {
      if (before !== undefined && !has(basis.value, before))
        return rewritten("the governance stream no longer has an event that was in it");
      // Somebody who asked at the same moment may have seen more.
      return ok(before !== undefined && Number.parseInt(before, 10) > revision ? before : `${revision} ${end.digest}`);
    });
    if (!seen.ok) return seen;
    pinned = revision;
    return basis;
  };
};
