/** /v1/events and /v1/governance: what auditors read. */
import { Hono } from "hono";
import { refusal } from "../../domain/kernel/refusal.ts";
import type { View } from "../../domain/ports/read-store.ts";
import type { Ports } from "../../domain/process/ports.ts";
import { auditRows } from "../../projections/audit-trail.ts";
import type { ApiVariables } from "./authenticate.ts";
import { problem } from "./problem.ts";
import { described, page, query } from "./route.ts";
import { AuditRowAnswer, GovernanceAnswer, ListQuery, pageOf } from "./schemas.ts";

export type LedgerDeps = { readonly ports: Ports; readonly trail: View };

const TAG = "ledger";

export const ledgerRoutes = ({ ports, trail }: LedgerDeps): Hono<ApiVariables> =>
  new Hono<ApiVariables>()
    .get(
      "/events",
      described({
        tag: TAG,
        id: "listEvents",
        summary: "List events in ledger order",
        answer: pageOf(AuditRowAnswer),
        problems: [403],
      }),
      query(ListQuery),
      (c) => {
        if (c.get("caller").actor.startsWith("service:"))
          return problem(refusal("caller.forbidden", "services may not read the ledger"));
        return c.json(
          page(c.req.valid("query"), (cursor, limit) =>
            auditRows(trail, cursor, limit).map((r) => ({ ...r, order: r.position })),
          ),
        );
      },
    )
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
        return c.json({
          ledger: governance.ledger,
          quorum: governance.quorum,
          revision,
          officers: [...governance.officers.values()].map(({ id, roles, isActive, spki }) => ({
            id,
            roles,
            isActive,
            spki,
          })),
          profiles: [...governance.profiles.values()].map(({ id, version, title, kind }) => ({
            id,
            version,
            title,
            kind,
          })),
        });
      },
    );
