/** What a policy means for the officers that are there. */
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import type { Signatory } from "../statement/verdict.ts";
import { peopleAmong, type Staffing, signersIn } from "./entitlement.ts";
import { reaches } from "./group.ts";
import { ACTS, type Act, type Policy, requirementOf } from "./policy.ts";
import { type FoundedGovernance, signatory } from "./state.ts";

type Governed = Staffing & Pick<FoundedGovernance, "quorum" | "policy">;

/** What only a certificate of a subscriber may do with less than two persons. */
const LEAST = (act: Act): number => (act === "certificate.issue" ? 1 : 2);

/** Whoever could do one of these with fewer people could get around every rule that asks for more. */
const MAKES_SIGNERS: readonly Act[] = [
  "policy.adopt",
  "officer.enrol",
  "credential.enrol",
  "role.define",
  "role.assign",
  "group.define",
  "person.name",
  "witness.appoint",
  "ledger.accept-gap",
];

/** The officers whose approvals count: the N of M-of-N. */
export const approversOf = (governance: Staffing, group: string | null): readonly string[] =>
  signersIn(governance).filter(
    (id) => group === null || governance.groups.get(group)?.members.includes(`officer:${id}`),
  );

const peopleOf = (governance: Staffing, group: string | null): number =>
  peopleAmong(governance, approversOf(governance, group));

/** The officer as statements see them, where only those of `group` may approve. */
export const signatoryUnder =
  (governance: FoundedGovernance, group: string | null) =>
  (id: string): Signatory | undefined => {
    const officer = signatory(governance)(id);
    if (officer === undefined || group === null) return officer;
    return { ...officer, mayApprove: officer.mayApprove && approversOf(governance, group).includes(id) };
  };

/** And where only members of the groups that own an authority approve for it. */
export const signatoryFor =
  (governance: FoundedGovernance, group: string | null, authority: string) =>
  (id: string): Signatory | undefined => {
    const officer = signatoryUnder(governance, group)(id);
    return officer && { ...officer, mayApprove: officer.mayApprove && reaches(governance, `officer:${id}`, authority) };
  };

/** Whether a policy may follow. Refuses `governance.policy-unsound`, `governance.quorum-broken`. */
export const soundPolicy = (policy: Policy, before: Governed): Result<unknown> => {
  const unsound = (detail: string, field: string) => refuse(refusal("governance.policy-unsound", detail, { field }));
  const next = (before.policy?.version ?? 0) + 1;
  if (policy.version !== next) return unsound(`the version to adopt is ${next}`, "policy.version");
  if (new Set(policy.rules.map((r) => r.act)).size !== policy.rules.length)
    return unsound("an act has two rules", "policy.rules");
  for (const [i, { act, approvals, group, forms }] of policy.rules.entries()) {
    const field = `policy.rules.${i}`;
    if (approvals < LEAST(act)) return unsound("this act needs two persons at least", field);
    if (new Set(forms).size !== forms.length) return unsound("a form stands twice", field);
    if (forms.includes("jws") && act !== "certificate.issue")
      return unsound("a machine's signature counts for subscribers' certificates only", field);
    if (peopleOf(before, group) < approvals)
      return refuse(
        refusal("governance.quorum-broken", "fewer approvers than the rule needs", { quorum: approvals, field }),
      );
  }
  const after = { ...before, policy };
  const strictest = Math.max(...policy.rules.map((r) => r.approvals), before.quorum);
  const around = MAKES_SIGNERS.find((act) => requirementOf(after, act).approvals < strictest);
  if (around !== undefined)
    return unsound(`${around} needs as many as the strictest rule: it makes signers, or rules`, "policy.rules");
  return ok(undefined);
};

/** Whether with these officers every act could still be done. Refuses `governance.quorum-broken`. */
export const soundNumbers = (after: Governed): Result<unknown> => {
  const broken = ACTS.map((act) => requirementOf(after, act)).find(
    ({ approvals, group }) => peopleOf(after, group) < approvals,
  );
  if (broken === undefined) return ok(undefined);
  return refuse(refusal("governance.quorum-broken", "too few approvers would remain", { quorum: broken.approvals }));
};
