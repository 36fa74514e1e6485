/** The OpenAPI document as TypeScript, for the typed client. */
import type { DocumentedOperation, OpenApiDocument, Schema } from "./openapi-document.ts";

const SAFE = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const field = (name: string): string => (SAFE.test(name) ? name : JSON.stringify(name));
const comment = (text: string | undefined): string =>
  text === undefined ? "" : `/** ${text.replaceAll("*/", "* /")} */\n  `;

const objectOf = ({ properties = {}, required = [], additionalProperties }: Schema): string => {
  const rows = Object.entries(properties).map(
    ([name, schema]) => `readonly ${field(name)}${required.includes(name) ? "" : "?"}: ${typeOf(schema)}`,
  );
  if (rows.length > 0) return `{ ${rows.join("; ")} }`;
  if (typeof additionalProperties === "object") return `Readonly<Record<string, ${typeOf(additionalProperties)}>>`;
  return "Readonly<Record<string, unknown>>";
};

/** A type that has a name: a field a line, each with what it means. */
const namedType = (name: string, schema: Schema): string => {
  const { properties, required = [] } = schema;
  if (properties === undefined) return `export type ${name} = ${typeOf(schema)};\n`;
  const rows = Object.entries(properties).map(
    ([key, inner]) =>
      `  ${comment(inner.description)}readonly ${field(key)}${required.includes(key) ? "" : "?"}: ${typeOf(inner)};`,
  );
  return `export type ${name} = {\n${rows.join("\n")}\n};\n`;
};

/** JSON Schema as a type. What it says beyond shapes, such as patterns, is the server's to check. */
const typeOf = (schema: Schema): string => {
  const { $ref, type, anyOf, oneOf, items } = schema;
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf("/") + 1);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((x) => JSON.stringify(x)).join(" | ");
  const several = anyOf ?? oneOf;
  if (several !== undefined) return several.map(typeOf).join(" | ");
  if (Array.isArray(type)) return type.map((t: string) => typeOf({ ...schema, type: t })).join(" | ");
  switch (type) {
    case "string":
      return "string";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array":
      return `readonly (${items === undefined ? "unknown" : typeOf(items)})[]`;
    case "object":
      return objectOf(schema);
    default:
      return "unknown";
  }
};

const parametersOf = ({ parameters }: DocumentedOperation, place: "path" | "query"): string | undefined => {
  const rows = parameters
    .filter((p) => p.in === place)
    .map(
      (p) => `${comment(p.description)}readonly ${field(p.name)}${p.required === true ? "" : "?"}: ${typeOf(p.schema)}`,
    );
  return rows.length === 0 ? undefined : `{ ${rows.join("; ")} }`;
};

/** What a write answers when it is carried out: what a dry run tells comes by another way. */
const withoutDryRun = (schema: Schema): Schema => {
  const [first, second] = schema.anyOf ?? [];
  return first !== undefined && second?.$ref?.endsWith("/DryRun") ? first : schema;
};

const rowOf = (operation: DocumentedOperation): string => {
  const { operationId, summary, requestBody, responses } = operation;
  const success = (responses["201"] ?? responses["200"])?.content?.["application/json"]?.schema;
  const body = requestBody?.content["application/json"]?.schema;
  const parts = [
    ["path", parametersOf(operation, "path")],
    ["query", parametersOf(operation, "query")],
    ["body", body && typeOf(body)],
  ].flatMap(([name, type]) => (type === undefined ? [] : [`    readonly ${name}: ${type};`]));
  const answer = `    readonly answer: ${success === undefined ? "null" : typeOf(withoutDryRun(success))};`;
  return [`  /** ${summary} */`, `  readonly ${operationId}: {`, ...parts, answer, "  };"].join("\n");
};

const HEAD = "/** Generated from the OpenAPI document by `npm run golden -- --write`. */\n";

/** `http/client/resources.ts`: what goes in and out, by name. */
export const clientTypes = ({ components }: OpenApiDocument): string =>
  [HEAD, ...Object.entries(components.schemas).map(([name, schema]) => namedType(name, schema))].join("\n");

/** `http/client/operations.ts`: each operation's input and answer, and its address. */
export const clientOperations = ({ paths, components }: OpenApiDocument): string => {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const rows = operations.map(({ operation }) => rowOf(operation)).join("\n");
  const used = Object.keys(components.schemas).filter((name) => new RegExp(`\\b${name}\\b`).test(rows));
  const addresses = operations.map(
    ({ path, method, operation }) => `  ${operation.operationId}: ["${method}", ${JSON.stringify(path)}],`,
  );
  return `${HEAD}
import type { ${used.join(", ")} } from "./resources.ts";

export type Operations = {
${rows}
};

export const ADDRESSES = {
${addresses.join("\n")}
} as const satisfies Readonly<Record<keyof Operations, readonly ["GET" | "POST" | "DELETE", string]>>;
`;
};
