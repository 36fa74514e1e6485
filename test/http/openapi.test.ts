/** The OpenAPI document: linted by spectral, complete, and true in its examples. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { beforeAll, describe, expect, test } from "vitest";
import examples from "../../http/api/examples.json" with { type: "json" };
import { ANSWERS } from "../../http/api/route.ts";
import { type App, makeApp } from "../support/app.ts";

type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly example?: unknown }>> }>
  >;
  readonly "x-rights": { readonly right: string; readonly roles?: readonly string[] };
};

const root = fileURLToPath(new URL("../..", import.meta.url));
let app: App;
let text: string;
let operations: readonly (Operation & { readonly method: string; readonly path: string })[];

beforeAll(async () => {
  app = await makeApp();
  text = await (await app.request("/v1/openapi.json")).text();
  const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, Operation>> };
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
  );
});

/** What spectral says of a document, by its own program. */
const spectral = (document: string): string => {
  const directory = mkdtempSync(join(tmpdir(), "cartulary-openapi-"));
  const file = join(directory, "openapi.json");
  writeFileSync(file, document);
  try {
    const args = ["lint", file, "--ruleset", join(root, ".spectral.yaml"), "--fail-severity", "hint", "--quiet"];
    return execFileSync(process.execPath, [join(root, "node_modules/@stoplight/spectral-cli/dist/index.js"), ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const { stdout } = error as { stdout: string };
    return stdout;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

describe("spectral", () => {
  test("finds nothing", () => expect(spectral(text)).not.toMatch(/error|warning/));
  test("would find an example that its schema does not take", () => {
    const document = JSON.parse(text) as { paths: Record<string, Record<string, Operation>> };
    const content = document.paths["/v1/requests"]?.post?.requestBody?.content["application/json"] as {
      example: unknown;
    };
    content.example = { authority: 1 };
    expect(spectral(JSON.stringify(document))).toContain("oas3-valid-media-example");
  });
});

test("every operation has an example of its body and of its answer, and no example is of none", () => {
  const known = new Set(operations.map((o) => o.operationId));
  expect(Object.keys(examples).filter((id) => !known.has(id))).toEqual([]);
  const lacking = operations.flatMap(({ operationId, requestBody, responses }) => {
    const body = requestBody === undefined || requestBody.content["application/json"]?.example !== undefined;
    const success = responses["201"] ?? responses["200"];
    const json = success?.content?.["application/json"];
    return body && (json === undefined || json.example !== undefined) ? [] : [operationId];
  });
  expect(lacking).toEqual([]);
});

test("examples of answers are answers", () => {
  const wrong = Object.entries(examples as Record<string, { answer?: unknown }>).flatMap(([id, { answer }]) => {
    const schema = ANSWERS.get(id);
    return schema !== undefined && v.is(schema, answer) ? [] : [id];
  });
  expect(wrong).toEqual([]);
});

test("each operation says who may use it, and that a write can be repeated, tried out and left to go on", () => {
  for (const { method, description, "x-rights": rights, responses, ...rest } of operations) {
    if (rights.right !== "self") {
      expect(rights.roles?.length).toBeGreaterThan(0);
      expect(description).toContain(`\`${rights.right}\``);
    }
    if (method === "get") continue;
    const { parameters } = rest as unknown as { parameters: readonly { name: string }[] };
    expect(parameters.map((p) => p.name)).toEqual(expect.arrayContaining(["Idempotency-Key", "Prefer", "dryRun"]));
    expect(responses).toHaveProperty("202");
  }
});

test("no schema of a property is without a shape", () => {
  const bare: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    const { properties } = value as { properties?: Record<string, object> };
    for (const [name, schema] of Object.entries(properties ?? {}))
      if (name !== "body" && !["type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref"].some((k) => k in schema))
        bare.push(`${path}.${name}`);
    for (const [name, inner] of Object.entries(value)) if (name !== "example") walk(inner, `${path}.${name}`);
  };
  walk(JSON.parse(text), "");
  expect(bare).toEqual([]);
});

test("the page runs on what this server has, and asks nobody else", async () => {
  const page = await app.request("/docs");
  const html = await page.text();
  expect((await app.request("/")).headers.get("location")).toBe("/docs");
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((m) => m[1] ?? "");
  expect(sources.length).toBeGreaterThan(3);
  expect(sources.filter((s) => !s.startsWith("/") && s !== "data:,")).toEqual([]);
  for (const source of sources.filter((s) => s.startsWith("/")))
    expect([source, (await app.request(source)).status]).toEqual([source, 200]);
});
