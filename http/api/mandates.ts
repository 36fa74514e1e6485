/** /v1/mandates: what officers allowed in advance. They are granted and suspended as changes of governance. */
import { Hono } from "hono";
import type { MandateState } from "../../domain/governance/state.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { subtreeText } from "../../domain/policy/mandate/subtree-text.ts";
import { conditional, contentTag } from "./condition.ts";
import { list, pageOfAll } from "./listing.ts";
import { problem } from "./problem.ts";
import { described, param, query } from "./route.ts";
import { MandateAnswer, MandateParam, MandatesQuery, pageOf } from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

const TAG = "mandates";

const stateOf = ({ mandate, isSuspended }: MandateState, now: Instant): MandateAnswer["state"] => {
  if (isSuspended) return "suspended";
  if (now > mandate.notAfter) return "ended";
  return now < mandate.notBefore ? "not yet" : "in force";
};

const answerOf = (granted: MandateState, now: Instant): MandateAnswer => {
  const { mandate, digest } = granted;
  return { ...mandate, subtrees: mandate.subtrees.map(subtreeText), state: stateOf(granted, now), digest };
};

const COLUMNS = Object.keys(MandateAnswer.entries);

export const mandateRoutes = (): Hono<ApiVariables> =>
  new Hono<ApiVariables>()
    .get(
      "/mandates",
      described({
        tag: TAG,
        id: "listMandates",
        right: "mandates.read",
        summary: "List mandates, those that ended too",
        answer: pageOf(MandateAnswer),
        other: { "text/csv": "all rows" },
        problems: [403],
      }),
      query(MandatesQuery),
      async (c) => {
        const { authority, state, ...asked } = c.req.valid("query");
        const ports = c.get("ports");
        const basis = await ports.governance();
        if (!basis.ok) return problem(basis.error);
        const now = ports.clock.now();
        const rows = [...basis.value.governance.mandates.values()]
          .map((m) => answerOf(m, now))
          .filter((m) => authority === undefined || m.authority === authority)
          .filter((m) => state === undefined || m.state === state);
        return list(c, asked, COLUMNS, pageOfAll(rows));
      },
    )
    .get(
      "/mandates/:id",
      described({
        tag: TAG,
        id: "readMandate",
        right: "mandates.read",
        isTagged: true,
        summary: "Read one mandate",
        answer: MandateAnswer,
        problems: [403, 404],
        about: ["mandate"],
      }),
      param(MandateParam),
      async (c) => {
        const ports = c.get("ports");
        const basis = await ports.governance();
        if (!basis.ok) return problem(basis.error);
        const granted = basis.value.governance.mandates.get(c.req.valid("param").id);
        if (granted === undefined) return problem(refusal("mandate.unknown", "no such mandate was granted"));
        const body = answerOf(granted, ports.clock.now());
        return conditional(c, contentTag(body), () => c.json(body));
      },
    );
