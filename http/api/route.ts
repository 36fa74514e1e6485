/** What every route of the API does the same way: describe itself, check who calls and what is sent, wait for a position. */
import type { Context, MiddlewareHandler } from "hono";
import { describeRoute, resolver, validator } from "hono-openapi";
import type * as v from "valibot";
import type { Position } from "../../domain/kernel/brand.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import type { Queries } from "../../domain/ports/queries.ts";
import { takeCondition } from "./condition.ts";
import { notYet, problem } from "./problem.ts";
import type { Status } from "./problem-row.ts";
import { type Asks, withheld } from "./rights.ts";
import type { ApiVariables } from "./variables.ts";

/** What a route tells of itself beside its schemas; `documentation.ts` makes OpenAPI of it. */
export type RouteFacts = Asks & {
  readonly isConditional: boolean;
  readonly isTagged: boolean;
  readonly isOpen: boolean;
  readonly problems: readonly Status[];
  /** First parts of the codes that its problems may have. */
  readonly about: readonly string[];
};

/** The key under which they travel through the generator. */
export const FACTS = "x-facts";

export type Described = Asks & {
  readonly tag: string;
  readonly id: string;
  readonly summary: string;
  /** More than the summary: when to use it, and what becomes of it. */
  readonly text?: string;
  readonly status?: 200 | 201 | 204;
  readonly answer?: v.GenericSchema;
  /** Other media types of the answer. */
  readonly other?: Readonly<Record<string, string>>;
  readonly problems?: readonly Status[];
  readonly about?: readonly string[];
  /** Whether a write keeps the caller's `If-Match`. */
  readonly isConditional?: boolean;
  /** Whether a read has an ETag, and is not answered again to who sends it back. */
  readonly isTagged?: boolean;
  /** Whether the caller need not be known yet. */
  readonly isOpen?: boolean;
};

/** What each operation answers with when it succeeds, by its id. */
export const ANSWERS = new Map<string, v.GenericSchema | undefined>();

/** Describes a route for OpenAPI, and lets in only who may use it, under no condition but one that it keeps. */
export const described = (options: Described): MiddlewareHandler<ApiVariables> => {
  const { tag, id, summary, text, right, own, status = 200, answer, other = {}, isConditional = false } = options;
  const { problems = [], about = [], isTagged = false, isOpen = false } = options;
  const extra = Object.fromEntries(
    Object.entries(other).map(([type, d]) => [type, { schema: { type: "string" as const, description: d } }]),
  );
  const content = { ...(answer && { "application/json": { schema: resolver(answer) } }), ...extra };
  const facts: RouteFacts = { right, own, isConditional, isTagged, isOpen, problems, about };
  const spec = describeRoute({
    tags: [tag],
    operationId: id,
    summary,
    ...(text !== undefined && { description: text }),
    responses: {
      [status]: { description: summary, ...(Object.keys(content).length > 0 && { content }) },
    },
    [FACTS]: facts,
  } as Parameters<typeof describeRoute>[0]);
  ANSWERS.set(id, answer);
  const condition = takeCondition(isConditional);
  const enter: MiddlewareHandler<ApiVariables> = async (c, next) =>
    withheld(facts, c.get("caller").access) ?? condition(c, next);
  // The generator finds a route's description on its handler.
  return Object.assign(enter, spec);
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

const WAIT_MS = 2_000;
export const POSITION_HEADER = "cartulary-position";

/** A read that names a position waits until the read models have it, 2 s at most. */
export const readYourWrites =
  (queries: Queries): MiddlewareHandler =>
  async (c, next) => {
    const position = c.req.header(POSITION_HEADER);
    if (c.req.method !== "GET" || position === undefined) return next();
    if (!/^[0-9a-f]{16,32}$/.test(position))
      return problem(refusal("input.malformed", "not a position", { field: POSITION_HEADER }));
    if (!(await queries.caughtUp(position as Position, WAIT_MS))) return notYet();
    return next();
  };

/** JSON with the position of a write in header and body. */
export const written = <T extends { readonly position: string | null }>(
  c: Context,
  body: T,
  status: 200 | 201 = 200,
): Response => {
  if (body.position !== null) c.header(POSITION_HEADER, body.position);
  return c.json(body as object, status);
};
