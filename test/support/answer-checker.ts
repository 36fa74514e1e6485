/**
 * Every answer of the API that any test gets is held against what the OpenAPI document promises: a status that the
 * operation has, a body that its schema takes, and nothing in the body that the schema does not know.
 */
import * as v from "valibot";
import { expect } from "vitest";
import { ANSWERS } from "../../http/api/route.ts";
import { DryRunAnswer, OperationAnswer, ProblemAnswer } from "../../http/api/schemas.ts";

type Operation = { readonly operationId: string; readonly responses: Readonly<Record<string, unknown>> };
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

const sameAs = (schema: v.GenericSchema, body: unknown, what: string): void => {
  const parsed = v.safeParse(schema, body);
  expect(
    parsed.issues?.map((i) => `${v.getDotPath(i)}: ${i.message}`),
    what,
  ).toBeUndefined();
  expect(parsed.output, `${what}: fields that its schema does not know`).toEqual(body);
};

/** Reads the document once; what it returns throws when an answer breaks its promise. */
export const answerChecker = async (get: (path: string) => Response | Promise<Response>) => {
  const document = (await (await get("/v1/openapi.json")).json()) as Document;
  const rows = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      shape: new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`),
      operation,
    })),
  );
  return async (method: string, target: string, response: Response): Promise<void> => {
    // The path that the server saw: a segment of dots is gone from it (WHATWG URL §4.4).
    const { pathname: path, search } = new URL(target, "http://api.test");
    const operation = rows.find((r) => r.method === method && r.shape.test(path))?.operation;
    if (operation === undefined) return;
    const { operationId, responses } = operation;
    const what = `${operationId} ${response.status}`;
    expect(Object.keys(responses), what).toContain(String(response.status));
    const type = response.headers.get("content-type") ?? "";
    if (type === "application/problem+json") return sameAs(ProblemAnswer, await response.clone().json(), what);
    if (type !== "application/json") return;
    const body = (await response.clone().json()) as unknown;
    if ((body as { dryRun?: unknown }).dryRun === true) {
      expect(search, what).toContain("dryRun=true");
      return sameAs(DryRunAnswer, body, what);
    }
    const schema = response.status === 202 ? OperationAnswer : ANSWERS.get(operationId);
    if (schema === undefined) throw new Error(`${what}: JSON that no schema tells of`);
    sameAs(schema, body, what);
  };
};
