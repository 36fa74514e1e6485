import { counterOf } from "../statement/webauthn/judge-assertion.ts";
import { kindOf } from "./change.ts";
import type { Approvals } from "./change-kind.ts";
import type { GovernanceEvent } from "./events.ts";
import { governanceOf } from "./founding.ts";
import { type CredentialState, type Governance, markOf, withEntry } from "./state.ts";

/** Security keys with the counts that these statements bear. */
const countedOn = (
  enrolled: ReadonlyMap<string, CredentialState>,
  approvals: Approvals,
): ReadonlyMap<string, CredentialState> => {
  let after = enrolled;
  for (const a of approvals) {
    const used = a.form === "webauthn" ? after.get(a.credential) : undefined;
    const counter = a.form === "webauthn" ? counterOf(a) : undefined;
    if (used !== undefined && counter !== undefined && counter > used.counter)
      after = withEntry(after, used.credential.id, { ...used, counter });
  }
  return after;
};

/** Governance after one more event. */
export const evolveGovernance = (state: Governance, event: GovernanceEvent): Governance => {
  const counted = (before: ReadonlySet<string>) => new Set([...before, ...event.body.approvals.map(markOf)]);
  if (event.type === "LedgerFounded") return { ...governanceOf(event.body.founding), counted: counted(new Set()) };
  if (state.at !== "founded") throw new TypeError("governance before its founding");
  const after = kindOf(event.type).evolve(state, event.body);
  return { ...after, enrolled: countedOn(after.enrolled, event.body.approvals), counted: counted(state.counted) };
};
