/** The OpenAPI document: what the routes tell of themselves, with what is the same for many of them. OpenAPI 3.1. */
import type { Hono } from "hono";
import { generateSpecs, loadVendor } from "hono-openapi";
import type * as v from "valibot";
import type { Right } from "../../domain/governance/rights.ts";
import { BUILT_IN_ROLES, builtInRoles } from "../../domain/governance/roles.ts";
import examples from "./examples.json" with { type: "json" };
import { jsonSchemaOf } from "./json-schema.ts";
import { PROBLEMS } from "./problem-table.ts";
import { ANSWERS, FACTS, type RouteFacts } from "./route.ts";
import * as schemas from "./schemas.ts";
import type { ApiVariables } from "./variables.ts";

type Json = Record<string, unknown>;
type Operation = Json & {
  operationId: string;
  description?: string;
  parameters?: Json[];
  requestBody?: { content: Record<string, Json> };
  responses: Record<string, { description: string; content?: Record<string, Json>; headers?: Json }>;
  [FACTS]?: RouteFacts;
};

const TAGS: Readonly<Record<string, string>> = {
  requests: "Certification requests: submitted, planned, judged by officers, and what became of them.",
  certificates: "Issued certificates, and changes of their status.",
  authorities: "Authorities, their hierarchy, OCSP responders and CRLs.",
  keys: "Keys inside the module.",
  profiles: "What may be issued.",
  governance: "Officers and tokens of the API: who may do what.",
  mandates: "What officers allowed in advance.",
  ledger: "The events that everything else is derived from.",
  webhooks: "Addresses to which events are sent, signed.",
  sessions: "Logging in and out. A session tells who calls, as a token does, and justifies nothing.",
  operation: "How this server does.",
  batches: "Many writes in one call.",
  operations: "Long work.",
};

const MEANS: Readonly<Record<number, string>> = {
  400: "The request cannot be read",
  401: "No token or session that is in force",
  403: "The caller may not do this",
  404: "No such resource",
  409: "The resource's state does not allow this",
  410: "Destroyed on purpose",
  412: "Changed since it was read",
  413: "The body is too large",
  415: "The body is not JSON",
  422: "The content is refused",
  429: "A quota is used up",
  503: "Something that is needed is away: try again later",
};

const header = (name: string, description: string, schema: Json = { type: "string" }): Json => ({
  name,
  in: "header",
  required: false,
  description,
  schema,
});

const WRITE_PARAMETERS: readonly Json[] = [
  header(
    "Idempotency-Key",
    "Makes a repeat of this call the same call. With another body it is refused (command.reused).",
    { type: "string", minLength: 1, maxLength: 200 },
  ),
  header("Prefer", "`respond-async`: go on as an operation, and answer 202 at once (RFC 7240 §4.1)."),
  {
    name: "dryRun",
    in: "query",
    required: false,
    description: "`true`: tell what would be refused, or what would be written, and write nothing.",
    schema: { type: "string", enum: ["true", "false"] },
  },
];

const CONDITION = header("If-Match", "The ETag that was read: the write is refused when the resource changed since.");
const KNOWN = header("If-None-Match", "The ETag of what the caller has: 304 when it still is that.");
const READ_PARAMETERS: readonly Json[] = [
  header("Cartulary-Position", "The position of a write: the answer shows at least that write.", {
    type: "string",
    pattern: "^[0-9a-f]{16,32}$",
  }),
];

/** The generator asks these for the JSON Schema of ours. */
loadVendor("valibot", { toJSONSchema: (schema) => jsonSchemaOf(schema as unknown as v.GenericSchema) });

const ANSWER = /^([A-Z][A-Za-z]+)Answer$/;

/** Schemas that have a name, by that name. */
const NAMED: ReadonlyMap<unknown, string> = new Map(
  Object.entries(schemas).flatMap(([name, schema]) => {
    const match = ANSWER.exec(name);
    return match === null ? [] : [[schema as unknown, match[1] ?? ""] as const];
  }),
);

const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** A list's page names the schema of its items. */
const answerSchema = (schema: v.GenericSchema): Json => {
  const name = NAMED.get(schema);
  if (name !== undefined) return reference(name);
  const { items, next } = (schema as { entries?: { items?: { item?: v.GenericSchema }; next?: v.GenericSchema } })
    .entries ?? { items: undefined, next: undefined };
  const item = items?.item && NAMED.get(items.item);
  if (item === undefined || next === undefined) return jsonSchemaOf(schema) as Json;
  return {
    type: "object",
    properties: { items: { type: "array", items: reference(item) }, next: jsonSchemaOf(next) },
    required: ["items", "next"],
  };
};

const components = (used: ReadonlySet<string>): Json => ({
  securitySchemes: {
    token: { type: "http", scheme: "bearer", description: "a token of the API" },
    session: { type: "apiKey", in: "cookie", name: "__Host-cartulary", description: "a session: POST /v1/sessions" },
  },
  schemas: Object.fromEntries([...NAMED].map(([schema, name]) => [name, jsonSchemaOf(schema as v.GenericSchema)])),
  examples: Object.fromEntries(
    Object.entries(PROBLEMS)
      .filter(([code]) => used.has(code))
      .map(([code, { status, title, remedy }]) => [
        code,
        {
          summary: title,
          value: {
            type: `urn:cartulary:problem:${code}`,
            title,
            status,
            detail: "one sentence on this very case",
            remedy,
          },
        },
      ]),
  ),
});

const ALWAYS = ["input", "caller", "command", "state", "event", "signer"];

const problemResponse = (status: number, about: readonly string[], used: Set<string>) => {
  const codes = Object.entries(PROBLEMS)
    .filter(([code, row]) => row.status === status && [...ALWAYS, ...about].includes(code.slice(0, code.indexOf("."))))
    .map(([code]) => code);
  for (const code of codes) used.add(code);
  const shown = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  return {
    description: MEANS[status] ?? "Refused",
    content: {
      "application/problem+json": { schema: reference("Problem"), ...(codes.length > 0 && { examples: shown }) },
    },
  };
};

/** Which roles of every ledger let their holder in; those in `own` for what the caller asked for itself. */
const rightOf = ({ right, own }: RouteFacts): Json => {
  if (right === "self") return { right };
  const having = (one: Right): readonly string[] =>
    BUILT_IN_ROLES.filter((id) => builtInRoles.get(id)?.rights.includes(one));
  return { right, roles: having(right), ...(own !== undefined && { own, ownRoles: having(own) }) };
};

const rightText = ({ right, own }: RouteFacts): string => {
  if (right === "self") return " It is about the caller's own call, and needs no right.";
  return ` It needs the right \`${right}\`${own === undefined ? "" : `, or \`${own}\` for what the caller asked for itself`}.`;
};

const complete = (operation: Operation, method: string, used: Set<string>): void => {
  const facts = operation[FACTS];
  if (facts === undefined) throw new TypeError("a route that does not describe itself");
  delete operation[FACTS];
  if (facts.isOpen) operation.security = [];
  const isWrite = method !== "get";
  operation["x-rights"] = rightOf(facts);
  operation.description = `${operation.description ?? `${operation.summary as string}.`}${rightText(facts)}`;
  operation.parameters = [
    ...(operation.parameters ?? []),
    ...(isWrite ? WRITE_PARAMETERS : READ_PARAMETERS),
    ...(facts.isConditional ? [CONDITION] : []),
    ...(facts.isTagged ? [KNOWN] : []),
  ];
  const { operationId } = operation;
  const example = (examples as Readonly<Record<string, { readonly body?: unknown; readonly answer?: unknown }>>)[
    operationId
  ];
  const body = operation.requestBody?.content["application/json"];
  if (body && example?.body !== undefined) body.example = example.body;
  for (const response of Object.values(operation.responses)) {
    const content = response.content?.["application/json"];
    const answer = ANSWERS.get(operationId);
    if (content && answer) content.schema = answerSchema(answer);
    if (content && example?.answer !== undefined) content.example = example.answer;
  }
  if (isWrite) {
    const done = operation.responses["200"]?.content?.["application/json"];
    if (done) done.schema = { anyOf: [done.schema, reference("DryRun")] };
    else
      operation.responses["200"] = {
        description: "What the write would do (`dryRun=true`)",
        content: { "application/json": { schema: reference("DryRun") } },
      };
    operation.responses["202"] = {
      description: "Goes on as an operation",
      headers: { Location: { description: "the operation", schema: { type: "string" } } },
      content: { "application/json": { schema: reference("Operation") } },
    };
  }
  if (facts.isTagged) operation.responses["304"] = { description: "The caller has it already" };
  const statuses = new Set([
    400,
    401,
    ...(facts.right === "self" ? [] : [403]),
    ...(isWrite ? [413, 415, 422] : []),
    ...facts.problems,
    503,
  ]);
  for (const status of [...statuses].sort((a, b) => a - b))
    operation.responses[String(status)] = problemResponse(status, facts.about, used);
};

const description = `A certificate authority whose only truth is a ledger: every write is an event that is never changed.

* Calls bear a token, \`Authorization: Bearer cartulary_…\`, or the cookie of a session (POST /v1/sessions), never both. They tell who calls; what needs officers needs their signatures.
* Writes are safe to repeat with the same \`Idempotency-Key\`, can be tried out with \`?dryRun=true\`, and answer with a position.
* A read that sends the position back as \`Cartulary-Position\` sees that write.
* Refusals are RFC 9457 problems from one closed list; \`type\` never changes, \`field\` names what was wrong, \`remedy\` says what to do.
* Lists are pages; \`next\` is the cursor of the following one. With \`Accept: text/csv\` a list is all of its rows.`;

/** Generates the document from the routes of `documented`. */
export const openApi = async (documented: Hono<ApiVariables>, version: string): Promise<Json> => {
  const document = (await generateSpecs(documented, {
    defaultValidationErrorResponse: false,
    documentation: {
      openapi: "3.1.0",
      info: {
        title: "Cartulary",
        version,
        description,
        contact: { name: "The operators of this authority" },
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      servers: [{ url: "/", description: "this server" }],
      tags: Object.entries(TAGS).map(([name, text]) => ({ name, description: text })),
      security: [{ token: [] }, { session: [] }],
    },
  } as Parameters<typeof generateSpecs>[1])) as unknown as Json & { paths: Record<string, Record<string, Operation>> };
  const used = new Set<string>();
  for (const methods of Object.values(document.paths))
    for (const [method, operation] of Object.entries(methods)) complete(operation, method, used);
  document.components = components(used);
  return document;
};
