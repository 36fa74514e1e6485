/** What every route of the API does the same way: describe itself, check its input, page, wait for a position. */
import type { Context, MiddlewareHandler } from "hono";
import { describeRoute, resolver, validator } from "hono-openapi";
import type * as v from "valibot";
import type { Position } from "../../domain/kernel/brand.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import type { Queries } from "../../domain/ports/queries.ts";
import { notYet, problem } from "./problem.ts";
import { ProblemAnswer } from "./schemas.ts";

const problemBody = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: resolver(ProblemAnswer) } },
});

const PROBLEMS: Readonly<Record<number, string>> = {
  400: "the request cannot be read",
  401: "no valid token",
  403: "the caller may not do this",
  404: "no such resource",
  409: "the resource's state does not allow this",
  410: "destroyed",
  413: "the body is too large",
  422: "the content is refused",
  429: "a quota is used up",
  503: "try again later",
};

/** Describes a route for OpenAPI: its answer, and the problems it may give besides those of every route. */
export const described = (options: {
  readonly tag: string;
  readonly id: string;
  readonly summary: string;
  readonly status?: 200 | 201;
  readonly answer: v.GenericSchema;
  readonly other?: Readonly<Record<string, string>>;
  readonly problems?: readonly (403 | 404 | 409 | 410 | 422 | 429)[];
}): MiddlewareHandler => {
  const { tag, id, summary, status = 200, answer, other = {}, problems = [] } = options;
  const extra = Object.fromEntries(
    Object.entries(other).map(([type, d]) => [type, { schema: { type: "string" as const, description: d } }]),
  );
  const content = { "application/json": { schema: resolver(answer) }, ...extra };
  const all = [400, 401, ...problems, 413, 503] as const;
  return describeRoute({
    tags: [tag],
    operationId: id,
    summary,
    responses: {
      [status]: { description: summary, content },
      ...Object.fromEntries(all.map((s) => [s, problemBody(PROBLEMS[s] ?? "refused")])),
    },
  });
};

type Checked = {
  readonly success: boolean;
  readonly error?: readonly { readonly path?: readonly unknown[] | undefined; readonly expected?: string | null }[];
};

const fieldOf = (path: readonly unknown[] | undefined): string =>
  (path ?? []).map((p) => String(typeof p === "object" && p !== null && "key" in p ? p.key : p)).join(".");

/** Names the field and what it should be; the library's own answer would repeat the input. */
const onInvalid = (result: Checked): Response | undefined => {
  if (result.success) return undefined;
  const [issue] = result.error ?? [];
  // The name of a field that nobody asked for is the caller's input too.
  const field = issue?.expected === "never" ? "unknown" : fieldOf(issue?.path) || "body";
  return problem(refusal("input.malformed", "a field is missing, unknown or of the wrong shape", { field }));
};

export const param = <S extends v.GenericSchema>(schema: S) =>
  validator("param", schema, (r) => onInvalid(r as Checked));
export const query = <S extends v.GenericSchema>(schema: S) =>
  validator("query", schema, (r) => onInvalid(r as Checked));
export const json = <S extends v.GenericSchema>(schema: S) => validator("json", schema, (r) => onInvalid(r as Checked));

export const DEFAULT_LIMIT = 100;

/** One page of rows that know their place. */
export const page = <T extends { readonly order: string }>(
  query_: { readonly cursor?: string | undefined; readonly limit?: string | undefined },
  read: (cursor: string | undefined, limit: number) => readonly T[],
) => {
  const limit = Number(query_.limit ?? DEFAULT_LIMIT);
  const rows = read(query_.cursor, limit);
  return { items: rows, next: rows.length === limit ? (rows.at(-1)?.order ?? null) : null };
};

const WAIT_MS = 2_000;
const HEADER = "cartulary-position";

/** A read that names a position waits until the read models have it, 2 s at most. */
export const readYourWrites =
  (queries: Queries): MiddlewareHandler =>
  async (c, next) => {
    const position = c.req.header(HEADER);
    if (c.req.method !== "GET" || position === undefined) return next();
    if (!/^[0-9a-f]{16,32}$/.test(position))
      return problem(refusal("input.malformed", "not a position", { field: HEADER }));
    if (!(await queries.caughtUp(position as Position, WAIT_MS))) return notYet();
    return next();
  };

/** JSON with the position of a write in header and body. */
export const written = <T extends { readonly position: string | null }>(
  c: Context,
  body: T,
  status: 200 | 201 = 200,
): Response => {
  if (body.position !== null) c.header(HEADER, body.position);
  return c.json(body as object, status);
};
