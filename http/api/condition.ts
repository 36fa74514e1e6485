/** Reads that need not be answered again, and writes that hold only for what was read. RFC 9110 §13. */
import type { Context, MiddlewareHandler } from "hono";
import { canonicalDigest } from "../../domain/kernel/envelope.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { problem } from "./problem.ts";
import type { ApiVariables } from "./variables.ts";

/**
 * The revision of a resource's stream, then whatever else its representation depends on. A write may name any
 * representation that it read: only the revision counts.
 */
export const entityTag = (revision: number, ...rest: readonly (string | number)[]): string =>
  `"${[revision, ...rest].join(".")}"`;

/** Of a representation that several streams make: nothing can be written under it. */
export const contentTag = (body: unknown): string => `"c-${canonicalDigest(body)}"`;

const TAG = /^"(0|[1-9]\d{0,14})(?:\.[\x21\x23-\x7e]{0,100})?"$/;

/** Answers 304 when the caller has it. `Cache-Control: no-cache`: kept, and asked again each time. */
export const conditional = (c: Context, tag: string, answer: () => Response | Promise<Response>) => {
  const headers = { etag: tag, "cache-control": "private, no-cache", vary: "accept, authorization, cookie" };
  const had = (c.req.header("if-none-match") ?? "").split(",").map((t) => t.trim().replace(/^W\//, ""));
  if (had.includes(tag)) return new Response(null, { status: 304, headers });
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return answer();
};

const HEADER = "If-Match";

/**
 * `If-Match` on a write becomes the caller's condition. On a route that cannot keep it, it is refused and never passed
 * over.
 */
export const takeCondition =
  (isKept: boolean): MiddlewareHandler<ApiVariables> =>
  async (c, next) => {
    const text = c.req.header(HEADER);
    if (text === undefined || c.req.method === "GET" || text === "*") return next();
    const revision = isKept ? TAG.exec(text)?.[1] : undefined;
    if (revision === undefined)
      return problem(
        refusal("input.malformed", isKept ? "not one entity tag of this resource" : "this call takes no condition", {
          field: HEADER,
        }),
      );
    c.set("caller", { ...c.get("caller"), ifRevision: Number(revision) });
    return next();
  };
