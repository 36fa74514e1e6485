import { kindOf } from "./change.ts";
import type { GovernanceEvent } from "./events.ts";
import { governanceOf } from "./founding.ts";
import { type Governance, markOf } from "./state.ts";

/** Governance after one more event. */
export const evolveGovernance = (state: Governance, event: GovernanceEvent): Governance => {
  const counted = (before: ReadonlySet<string>) => new Set([...before, ...event.body.approvals.map(markOf)]);
  if (event.type === "LedgerFounded") return { ...governanceOf(event.body.founding), counted: counted(new Set()) };
  if (state.at !== "founded") throw new TypeError("governance before its founding");
  return { ...kindOf(event.type).evolve(state, event.body), counted: counted(state.counted) };
};
