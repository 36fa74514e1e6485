/** Step 3 of issuance without officers: the mandate that covers a plan, if there is one. */
import { type FoundedGovernance, type MandateState, standingMandate } from "../governance/state.ts";
import type { Instant } from "../kernel/instant.ts";
import { ok, type Result } from "../kernel/result.ts";
import { covers } from "../policy/mandate/covers.ts";
import type { MandateRef, Plan } from "../request/events.ts";

/**
 * `asked`: the mandate that the caller names; when none is, the only one that covers the plan. undefined when officers
 * have to be asked, also when several mandates would do: which quota is spent is not for chance to say.
 * Refuses for a mandate that was named: `mandate.unknown`, `mandate.suspended`, `mandate.not-covering`.
 */
export const findMandate = (
  governance: FoundedGovernance,
  plan: Plan,
  tbs: Uint8Array,
  asked: string | undefined,
  now: Instant,
): Result<MandateRef | undefined> => {
  const judge = ({ mandate }: MandateState) =>
    covers(mandate, governance.profiles.get(mandate.profile.id), plan, tbs, now);
  const refer = ({ mandate, digest }: MandateState): Result<MandateRef> => ok({ id: mandate.id, digest });
  if (asked === undefined) {
    const [first, ...others] = [...governance.mandates.values()].filter((m) => !m.isSuspended && judge(m).ok);
    return first !== undefined && others.length === 0 ? refer(first) : ok(undefined);
  }
  const standing = standingMandate(governance, asked);
  if (!standing.ok) return standing;
  const covered = judge(standing.value);
  return covered.ok ? refer(standing.value) : covered;
};
