/**
 * What the signing service believes about governance: nothing but what it proved itself, from the founding it was given
 * by hand, and never less than it has seen before.
 */

import { envelopeDigest } from "../../kernel/envelope.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { GOVERNANCE } from "../../kernel/stream.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { SignatureJournal } from "../../ports/signature-journal.ts";
import { type Basis, type GovernanceReader, governanceReader } from "../governance-reader.ts";

const SEEN = "governance.seen";
const rewritten = (detail: string) => refuse(refusal("signer.history-rewritten", detail));

/**
 * `genesis`: SHA-256 of the founding event, base64url, handed over at the ceremony. Refuses
 * `signer.history-rewritten` when the ledger has another founding, or no longer has what this service saw before.
 */
export const watchGovernance = (store: EventStore, journal: SignatureJournal, genesis: string): GovernanceReader => {
  const read = governanceReader(store, { isProven: true });
  let pinned = -1;

  const checkSeen = async (basis: Basis): Promise<Result<Basis>> => {
    const seen = await journal.pinned(SEEN);
    if (seen === undefined) return ok(basis);
    const [revision, digest] = seen.split(" ");
    const [row] = await store.readStream(GOVERNANCE, Number(revision));
    if (row === undefined || envelopeDigest(row.bytes) !== digest)
      return rewritten("the governance stream no longer has an event that was in it");
    return ok(basis);
  };

  return async () => {
    const basis = await read();
    if (!basis.ok) return basis;
    if (basis.value.genesis !== genesis) return rewritten("the ledger was founded by others");
    if (basis.value.revision === pinned) return basis;
    const checked = await checkSeen(basis.value);
    if (!checked.ok) return checked;
    await journal.pin(SEEN, `${basis.value.revision} ${basis.value.end.digest}`);
    pinned = basis.value.revision;
    return basis;
  };
};
