/**
 * Why a governance event may stand in the ledger. The decider asks before it writes; the signer asks again for every
 * event since the founding, because whoever holds the store's file could have written one.
 */
import type { Digest } from "../kernel/brand.ts";
import { canonicalDigest } from "../kernel/envelope.ts";
import type { Instant } from "../kernel/instant.ts";
import type { Result } from "../kernel/result.ts";
import type { Operation } from "../statement/statement.ts";
import { judgeQuorum, type Signatory } from "../statement/verdict.ts";
import type { GovernanceEvent } from "./events.ts";
import { type Governance, signatory } from "./state.ts";

type Change = { readonly operation: Operation; readonly subject: string; readonly digest: Digest };

/** What the officers sign for an event: the operation, its subject, and the digest of the change without signatures. */
export const changeOf = (event: GovernanceEvent): Change => {
  switch (event.type) {
    case "LedgerFounded":
      return {
        operation: "ledger.found",
        subject: event.body.founding.ledger,
        digest: canonicalDigest(event.body.founding),
      };
    case "OfficerEnrolled":
      return {
        operation: "officer.enrol",
        subject: event.body.officer.id,
        digest: canonicalDigest(event.body.officer),
      };
    case "OfficerRetired":
      return { operation: "officer.retire", subject: event.body.officer, digest: canonicalDigest(event.body.officer) };
    case "TokenIssued":
      return { operation: "token.issue", subject: event.body.token.id, digest: canonicalDigest(event.body.token) };
    case "TokenRevoked":
      return { operation: "token.revoke", subject: event.body.token, digest: canonicalDigest(event.body.token) };
  }
};

/** Checks the signatures that an event carries against the governance before it, as of `now`. */
export const proveGovernance = (
  before: Governance,
  event: GovernanceEvent,
  now: Instant,
): Result<readonly string[]> => {
  const change = changeOf(event);
  const { approvals } = event.body;
  if (event.type === "LedgerFounded") {
    const { founding } = event.body;
    const founder = (id: string): Signatory | undefined => {
      const officer = founding.officers.find((o) => o.id === id);
      return officer && { id, spki: officer.spki, mayApprove: true };
    };
    const subject = { ledger: founding.ledger, requester: null, ...change };
    // Every founder signs, not just a quorum: nobody is enrolled who did not hold the key.
    return judgeQuorum(approvals, founding.officers.length, subject, founder, now);
  }
  if (before.at !== "founded") throw new TypeError("governance before its founding");
  // A token only tells who is calling, so one officer is enough; rights are never given by one.
  const isToken = event.type === "TokenIssued" || event.type === "TokenRevoked";
  const subject = { ledger: before.ledger, requester: null, ...change };
  return judgeQuorum(approvals, isToken ? 1 : before.quorum, subject, signatory(before), now);
};
