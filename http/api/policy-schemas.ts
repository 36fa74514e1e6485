import * as v from "valibot";
import { PolicyRuleSchema, PolicySchema } from "../../domain/governance/policy.ts";

export const PolicyAnswer = v.object({
  version: v.pipe(v.number(), v.description("0 in a ledger of before there were policies")),
  rules: v.pipe(v.array(PolicyRuleSchema), v.description("every act, also those that the policy has no rule for")),
  revocationsAtOnce: v.nullable(PolicySchema.entries.revocationsAtOnce),
});
