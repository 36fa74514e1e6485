/** /v1/governance: who may do what, read, proposed and changed. */
import { type Context, Hono } from "hono";
import { refusal } from "../../domain/kernel/refusal.ts";
import { changeGovernance } from "../../domain/process/found.ts";
import type { Ports } from "../../domain/process/ports.ts";
import { proposeChange } from "../../domain/process/propose-change.ts";
import type { Attempts } from "../../domain/process/watch-attempts.ts";
import { type ApiVariables, commandId } from "./authenticate.ts";
import { problem } from "./problem.ts";
import { described, json, written } from "./route.ts";
import {
  ChangeBody,
  ChangedAnswer,
  GovernanceAnswer,
  ProposalAnswer,
  pageOf,
  TokenAnswer,
  WishBody,
} from "./schemas.ts";

export type GovernanceDeps = { readonly ports: Ports; readonly attempts: Attempts };

const TAG = "governance";

export const governanceRoutes = ({ ports, attempts }: GovernanceDeps): Hono<ApiVariables> => {
  /** Signatures decide; but services have no business here. */
  const forbidden = (c: Context<ApiVariables>) =>
    c.get("caller").actor.startsWith("service:")
      ? problem(refusal("caller.forbidden", "services take no part in governance"))
      : undefined;

  return new Hono<ApiVariables>()
    .get(
      "/governance",
      described({
        tag: TAG,
        id: "readGovernance",
        summary: "Officers, quorum and profiles in force",
        answer: GovernanceAnswer,
      }),
      async (c) => {
        const basis = await ports.governance();
        if (!basis.ok) return problem(basis.error);
        const { governance, revision } = basis.value;
        const { ledger, quorum } = governance;
        const officers = [...governance.officers.values()].map(({ id, roles, isActive, spki }) => ({
          id,
          roles,
          isActive,
          spki,
        }));
        const profiles = [...governance.profiles.values()].map(({ id, version, title, kind }) => ({
          id,
          version,
          title,
          kind,
        }));
        return c.json({ ledger, quorum, revision, officers, profiles });
      },
    )
    .get(
      "/governance/tokens",
      described({
        tag: TAG,
        id: "listTokens",
        summary: "Tokens of the API, without what would let anybody use them",
        answer: pageOf(TokenAnswer),
        problems: [403],
      }),
      async (c) => {
        const no = forbidden(c);
        if (no) return no;
        const basis = await ports.governance();
        if (!basis.ok) return problem(basis.error);
        const now = ports.clock.now();
        const items = [...basis.value.governance.tokens.values()].map(({ id, holder, notAfter, isActive }) => ({
          id,
          holder,
          notAfter,
          state: !isActive ? "revoked" : notAfter < now ? "ended" : "in force",
        }));
        return c.json({ items, next: null });
      },
    )
    .post(
      "/governance/proposals",
      described({
        tag: TAG,
        id: "proposeChange",
        summary: "Make the document that officers sign for a change; nothing is written",
        answer: ProposalAnswer,
        problems: [403, 404, 409, 422],
      }),
      json(WishBody),
      async (c) => {
        const no = forbidden(c);
        if (no) return no;
        const proposed = await proposeChange(ports, c.req.valid("json"));
        return proposed.ok ? c.json(proposed.value) : problem(proposed.error);
      },
    )
    .post(
      "/governance/changes",
      described({
        tag: TAG,
        id: "changeGovernance",
        summary: "Hand in a change with the statements that officers signed for it",
        status: 201,
        answer: ChangedAnswer,
        problems: [403, 404, 409, 422],
      }),
      json(ChangeBody),
      async (c) => {
        const no = forbidden(c);
        if (no) return no;
        const { change, approvals } = c.req.valid("json");
        const changed = await changeGovernance(ports, c.get("caller"), commandId(c, ports), change, approvals);
        if (!changed.ok) {
          if (changed.error.code.startsWith("statement.")) attempts.note(changed.error.code);
          return problem(changed.error);
        }
        const [event] = changed.value.events;
        if (event === undefined) throw new TypeError("changed, and nothing there");
        const { type, revision } = event;
        return written(c, { type, revision, position: changed.value.position ?? null }, 201);
      },
    );
};
