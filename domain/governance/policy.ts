/**
 * How many officers an act needs, of which group, and in which forms their statements count. Adopted under the policy
 * before it; the founders' is part of the founding. docs/dual-control.md
 */
import * as v from "valibot";
import { Slug } from "../kernel/brand.ts";
import { Aaguid } from "../statement/credential.ts";
import { STATEMENT_FORMS } from "../statement/form.ts";
import { OPERATIONS, type Operation } from "../statement/statement.ts";

/** What one officer may do in haste, because it only takes a right away; no policy changes that. */
const SINGLE_HANDED: readonly string[] = ["mandate.suspend", "token.revoke", "credential.withdraw", "login.end"];

/**
 * What a policy has a rule for: the operations of statements; and apart from other certificates, those whose keys speak
 * for an authority.
 */
export const ACTS: readonly Act[] = [
  "authority.certify",
  ...OPERATIONS.filter((o) => o !== "ledger.found" && !SINGLE_HANDED.includes(o)),
];
export type Act = "authority.certify" | Operation;

const Count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16));

export const PolicyRuleSchema = v.strictObject({
  act: v.picklist(ACTS),
  /** How many distinct persons must approve: the M of M-of-N. */
  approvals: Count,
  /** The N: whose approvals count. Null: every approver's. */
  group: v.nullable(Slug),
  forms: v.pipe(v.array(v.picklist(STATEMENT_FORMS)), v.minLength(1), v.maxLength(STATEMENT_FORMS.length)),
});
export type PolicyRule = v.InferOutput<typeof PolicyRuleSchema>;

export const PolicySchema = v.strictObject({
  /** One more than the policy before. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** At most one for an act. */
  rules: v.pipe(v.array(PolicyRuleSchema), v.maxLength(64)),
  /** What one revoker may revoke in one call; more of it needs an order of the officers. */
  revocationsAtOnce: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
  /** Which security keys may be enrolled; without it every make, and none whose key can be copied to another device. */
  authenticators: v.optional(
    v.strictObject({
      /** Makes, as they name themselves. Without it every make. */
      aaguids: v.optional(v.pipe(v.array(Aaguid), v.minLength(1), v.maxLength(64))),
      isBackupAllowed: v.boolean(),
    }),
  ),
});
export type Policy = v.InferOutput<typeof PolicySchema>;

/** The policy that founders agree on unless they write another: the quorum for everything, by people. */
export const firstPolicy = (quorum: number): Policy => ({
  version: 1,
  rules: ACTS.map((act) => ({ act, approvals: quorum, group: null, forms: ["key", "webauthn", "cms"] })),
  revocationsAtOnce: 20,
});

const authenticatorLines = ({ authenticators }: Policy): readonly string[] =>
  authenticators === undefined
    ? []
    : [
        `keys       security keys of ${authenticators.aaguids?.join(", ") ?? "every make"}`,
        ...(authenticators.isBackupAllowed ? ["keys       also such whose private key can be copied"] : []),
      ];

/** As who signs it is shown it: a label and a text a line. */
export const policyLines = (policy: Policy): readonly string[] => [
  ...policy.rules.map(
    ({ act, approvals, group, forms }) =>
      `rule       ${act}: ${approvals} of ${group === null ? "the approvers" : `the group ${group}`}, by ${forms.join(", ")}`,
  ),
  `revoke     one revoker at most ${policy.revocationsAtOnce} at once`,
  ...authenticatorLines(policy),
];

export type Requirement = Omit<PolicyRule, "act">;

/** What rules the acts; without a policy, in ledgers of before there were any, the quorum does. */
export type Ruled = { readonly quorum: number; readonly policy: Policy | null };

/** What an act needs. One without a rule needs as many as the strictest rule does, by people. */
export const requirementOf = ({ quorum, policy }: Ruled, act: Act): Requirement => {
  const rule = policy?.rules.find((r) => r.act === act);
  if (rule !== undefined) return rule;
  const approvals = Math.max(quorum, ...(policy?.rules ?? []).map((r) => r.approvals));
  return { approvals, group: null, forms: ["key", "webauthn", "cms"] };
};
