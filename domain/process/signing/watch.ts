/**
 * What the signing service believes about governance: nothing but what it proved itself, from the founding it was given
 * by hand, and never less than it has seen before.
 */

import { envelopeDigest } from "../../kernel/envelope.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { GOVERNANCE } from "../../kernel/stream.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { SignatureJournal } from "../../ports/signature-journal.ts";
import { type GovernanceReader, governanceReader } from "../governance-reader.ts";
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

  /** Whether the ledger still has the newest event that was seen, as it was */
  const stillHas = async (seen: string): Promise<boolean> => {
    const [revision, digest] = seen.split(" ");
    const [row] = await store.readStream(GOVERNANCE, Number(revision));
    return row !== undefined && envelopeDigest(row.bytes) === digest;
  };

  return async () => {
    const basis = await read();
    if (!basis.ok) return basis;
    const { revision, end } = basis.value;
    if (basis.value.genesis !== genesis) return rewritten("the ledger was founded by others");
    if (revision === pinned) return basis;
    const seen = await repin(journal, SEEN, async (before) => {
      if (before !== undefined && !(await stillHas(before)))
        return rewritten("the governance stream no longer has an event that was in it");
      // Somebody who asked at the same moment may have seen more.
      return ok(before !== undefined && Number.parseInt(before, 10) > revision ? before : `${revision} ${end.digest}`);
    });
    if (!seen.ok) return seen;
    pinned = revision;
    return basis;
  };
};
