import { changeKind } from "../change-kind.ts";
import { PolicySchema, policyLines } from "../policy.ts";
import { soundPolicy } from "../policy-rules.ts";

/** Signed as the policy before it says: nobody loosens a rule by the rule that they loosen it to. */
export const policyAdopted = changeKind({
  command: "AdoptPolicy",
  event: "PolicyAdopted",
  tells: "Officers agreed, under the policy before, how many of them each act needs, of which group, in which forms.",
  fields: { policy: PolicySchema },
  operation: "policy.adopt",
  signs: ({ policy }) => ({ subject: `policy-${policy.version}`, over: policy }),
  lines: ({ policy }) => [`change     adopt version ${policy.version} of the policy`, ...policyLines(policy)],
  sound: (before, { policy }) => soundPolicy(policy, before),
  rule: () => ({}),
  evolve: (before, { policy }) => ({ ...before, policy }),
});
