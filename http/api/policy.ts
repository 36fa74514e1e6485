/** /v1/policy: how many officers each act needs, of which group, in which forms. */
import { Hono } from "hono";
import { ACTS, requirementOf } from "../../domain/governance/policy.ts";
import { conditional, entityTag } from "./condition.ts";
import { PolicyAnswer } from "./policy-schemas.ts";
import { problem } from "./problem.ts";
import { described } from "./route.ts";
import type { ApiVariables } from "./variables.ts";

export const policyRoutes = (): Hono<ApiVariables> =>
  new Hono<ApiVariables>().get(
    "/policy",
    described({
      tag: "governance",
      id: "readPolicy",
      right: "governance.read",
      isTagged: true,
      summary: "Read the policy in force: what every act needs",
      answer: PolicyAnswer,
    }),
    async (c) => {
      const basis = await c.get("ports").governance();
      if (!basis.ok) return problem(basis.error);
      const { governance, revision } = basis.value;
      const { policy } = governance;
      const rules = ACTS.map((act) => ({ act, ...requirementOf(governance, act) }));
      const body = { version: policy?.version ?? 0, rules, revocationsAtOnce: policy?.revocationsAtOnce ?? null };
      return conditional(c, entityTag(revision), () => c.json(body));
    },
  );
