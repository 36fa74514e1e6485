/** /v1/events: what auditors read. */
import { Hono } from "hono";
import { refusal } from "../../domain/kernel/refusal.ts";
import type { View } from "../../domain/ports/read-store.ts";
import { auditRows } from "../../projections/audit-trail.ts";
import type { ApiVariables } from "./authenticate.ts";
import { problem } from "./problem.ts";
import { described, page, query } from "./route.ts";
import { AuditRowAnswer, ListQuery, pageOf } from "./schemas.ts";

export type LedgerDeps = { readonly trail: View };

const TAG = "ledger";

export const ledgerRoutes = ({ trail }: LedgerDeps): Hono<ApiVariables> =>
  new Hono<ApiVariables>().get(
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
  );
