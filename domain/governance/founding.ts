/** The first event: what the founders agree on before there is anybody who could allow it. */
import * as v from "valibot";
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { ProfileSchema } from "../policy/profile.ts";
import type { SignedStatement } from "../statement/statement.ts";
import { judgeQuorum, type Signatory, type Subject } from "../statement/verdict.ts";
import { unassigned } from "./entitlement.ts";
import { OfficerSchema, soundOfficerKey } from "./officer.ts";
import { PolicySchema } from "./policy.ts";
import { soundPolicy } from "./policy-rules.ts";
import type { FoundedGovernance } from "./state.ts";
import { unwitnessed } from "./witness.ts";

/** What the founders agree on; each signs its digest. `quorum`: how many officers every later act needs. */
export const FoundingSchema = v.strictObject({
  ledger: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9./-]{0,99}$/)),
  quorum: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(16)),
  officers: v.pipe(v.array(OfficerSchema), v.minLength(2), v.maxLength(32)),
  profiles: v.array(ProfileSchema),
  /** Version 1. Older ledgers have none: the quorum rules everything there. */
  policy: v.optional(PolicySchema),
});
export type Founding = v.InferOutput<typeof FoundingSchema>;

/** What a founding needs before anyone signs it: its shape, enough approvers, distinct people, distinct usable keys. */
export const soundFounding = (founding: Founding): Result<unknown> => {
  const { officers, quorum } = founding;
  if (quorum < 2) return refuse(refusal("governance.founders-too-few", "a quorum is at least two", { quorum }));
  const shape = v.safeParse(FoundingSchema, founding, { abortEarly: true });
  if (!shape.success)
    return refuse(
      refusal("input.malformed", "the founding lacks its shape", {
        field: v.getDotPath(shape.issues[0]) ?? "founding",
      }),
    );
  if (officers.filter((o) => o.roles.includes("approver")).length < quorum)
    return refuse(refusal("governance.founders-too-few", "fewer approvers than the quorum needs", { quorum }));
  if (new Set(officers.map((o) => o.id)).size !== officers.length)
    return refuse(refusal("governance.officer-exists", "two founders have one id"));
  if (new Set(officers.map((o) => o.spki)).size !== officers.length)
    return refuse(refusal("governance.credential-reused", "two founders have one key"));
  const usable = officers.map(soundOfficerKey).find((r) => !r.ok);
  if (usable !== undefined) return usable;
  const before = { ...governanceOf(founding), policy: null };
  return founding.policy === undefined ? ok(undefined) : soundPolicy(founding.policy, before);
};

/** Every founder signs, not just a quorum: nobody is enrolled who did not hold the key. */
export const judgeFounders = (
  founding: Founding,
  approvals: readonly SignedStatement[],
  subject: Subject,
  now: Instant,
): Result<readonly string[]> => {
  const founder = (id: string): Signatory | undefined => {
    const officer = founding.officers.find((o) => o.id === id);
    return officer && { id, spki: officer.spki, mayApprove: true };
  };
  return judgeQuorum(approvals, founding.officers.length, subject, founder, now);
};

export const governanceOf = ({ ledger, quorum, officers, profiles, policy }: Founding): FoundedGovernance => ({
  at: "founded",
  ledger,
  quorum,
  officers: new Map(officers.map((o) => [o.id, { ...o, isActive: true }])),
  profiles: new Map(profiles.map((p) => [p.id, p])),
  tokens: new Map(),
  logins: new Map(),
  mandates: new Map(),
  policy: policy ?? null,
  retired: new Set(),
  orders: new Map(),
  witnessing: unwitnessed,
  gaps: [],
  ...unassigned,
  enrolled: new Map(),
  credentials: new Set(officers.map((o) => o.spki)),
  counted: new Set(),
});
