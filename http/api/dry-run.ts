/** `?dryRun=true` on a write: what would be refused, or what would be written, and nothing is. */
import type { MiddlewareHandler } from "hono";
import { refusal } from "../../domain/kernel/refusal.ts";
import { type DryRun, dryRun, type Scratch } from "../../domain/process/dry-run.ts";
import { publishCrl } from "../../domain/process/publish-crl.ts";
import { BATCHES } from "./batch.ts";
import { problem } from "./problem.ts";
import type { DryRunAnswer } from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

const SHARD = 0;

const answer = (status: number, run: DryRun): Response => {
  const body: DryRunAnswer = { dryRun: true, status, events: [...run.events()], isAtModule: run.isAtModule() };
  return new Response(JSON.stringify(body), { status: 200, headers: { "content-type": "application/json" } });
};

/** Gives a write ports that lead nowhere, and tells what it did with them. `scratch`: anew for each call. */
export const takeDryRun =
  (scratch: () => Scratch): MiddlewareHandler<ApiVariables> =>
  async (c, next) => {
    // Most calls have no query, and taking one apart costs them something.
    const asked = c.req.url.includes("dryRun") ? c.req.query("dryRun") : undefined;
    if (asked === undefined || asked === "false") return next();
    if (asked !== "true" || c.req.method === "GET")
      return problem(
        refusal("input.malformed", "true or false, and only where something is written", { field: "dryRun" }),
      );
    // Its parts are dry runs, each by itself.
    if (c.req.path.startsWith(BATCHES)) return next();
    const run = dryRun(c.get("ports"), scratch());
    c.set("ports", run.ports);
    c.set("publishing", {
      publish: (authority) => publishCrl(run.ports, authority, SHARD),
      publishChange: async () => null,
    });
    await next();
    // What the module would say next is not known, so its absence here is no refusal.
    const wanted = c.res.ok || (run.isAtModule() && c.res.status === 503);
    if (!wanted) return;
    const status = c.res.ok ? c.res.status : 200;
    // Taken away first: the framework would carry its headers over.
    c.res = undefined;
    c.res = answer(status, run);
    c.res.headers.set("cache-control", "no-store");
  };
