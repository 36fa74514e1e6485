import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { type Result, refuse } from "../kernel/result.ts";
import { kindOf } from "./change.ts";
import type { GovernanceEvent } from "./events.ts";
import { soundFounding } from "./founding.ts";
import type { Governance } from "./state.ts";

/** Whether a governance event may follow what was before it, whoever signed it. `now`: when it is, or was, recorded. */
export const soundEvent = (before: Governance, event: GovernanceEvent, now: Instant): Result<unknown> => {
  if (event.type === "LedgerFounded")
    return before.at === "founded"
      ? refuse(refusal("governance.already-founded", "this ledger has its founders"))
      : soundFounding(event.body.founding);
  if (before.at !== "founded") return refuse(refusal("governance.not-founded", "this ledger has no founders yet"));
  return kindOf(event.type).sound(before, event.body, now);
};
