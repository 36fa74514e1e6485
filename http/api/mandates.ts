/** /v1/mandates: what officers allowed in advance. They are granted and suspended as changes of governance. */
import { type Context, Hono } from "hono";
import type { MandateState } from "../../domain/governance/state.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { subtreeText } from "../../domain/policy/mandate/subtree-text.ts";
import type { Ports } from "../../domain/process/ports.ts";
import type { ApiVariables } from "./authenticate.ts";
import { problem } from "./problem.ts";
import { described, param } from "./route.ts";
import { MandateAnswer, MandateParam, pageOf } from "./schemas.ts";

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

export const mandateRoutes = ({ ports }: { readonly ports: Ports }): Hono<ApiVariables> => {
  /** Which names are open to whom is nothing for services to look around in. */
  const forbidden = (c: Context<ApiVariables>) =>
    c.get("caller").actor.startsWith("service:")
      ? problem(refusal("caller.forbidden", "services do not read mandates"))
      : undefined;

  return new Hono<ApiVariables>()
    .get(
      "/mandates",
      described({
        tag: TAG,
        id: "listMandates",
        summary: "List mandates, those that ended too",
        answer: pageOf(MandateAnswer),
        problems: [403],
      }),
      async (c) => {
        const no = forbidden(c);
        if (no) return no;
        const basis = await c.get("governance")();
        if (!basis.ok) return problem(basis.error);
        const now = ports.clock.now();
        return c.json({
          items: [...basis.value.governance.mandates.values()].map((m) => answerOf(m, now)),
          next: null,
        });
      },
    )
    .get(
      "/mandates/:id",
      described({
        tag: TAG,
        id: "readMandate",
        summary: "Read one mandate",
        answer: MandateAnswer,
        problems: [403, 404],
      }),
      param(MandateParam),
      async (c) => {
        const no = forbidden(c);
        if (no) return no;
        const basis = await c.get("governance")();
        if (!basis.ok) return problem(basis.error);
        const granted = basis.value.governance.mandates.get(c.req.valid("param").id);
        if (granted === undefined) return problem(refusal("mandate.unknown", "no such mandate was granted"));
        return c.json(answerOf(granted, ports.clock.now()));
      },
    );
};
