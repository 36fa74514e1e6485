/**
 * Every route of the API under calls made from its own OpenAPI document, most of them with something wrong: no answer is
 * a defect, none hangs, none tells of the inside or repeats what came in, and the ledger stays sound.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { bodies, oddText, sound } from "../property/from-schema.ts";
import { type App, makeApp } from "../support/app.ts";
import {
  type DocumentedOperation,
  type OpenApiDocument,
  openApiDocument,
  type Schema,
} from "../support/openapi-document.ts";
import { requestsOver } from "../support/requests.ts";

const RUNS = Number(process.env.CARTULARY_FUZZ_RUNS ?? 1_000);
/** No call of these does more than a key pair's worth of work. */
const HANG_MS = 20_000;

type Row = DocumentedOperation & { readonly method: string; readonly path: string };
const document: OpenApiDocument = await openApiDocument();
const rows: readonly Row[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
);

let app: App;
/** Ids that exist, so that not every call ends at the door. */
const real: Record<string, readonly string[]> = {};
beforeAll(async () => {
  app = await makeApp();
  const { submit, issue } = requestsOver(() => app);
  const [issuer = "", serial = ""] = (await issue()).split("/");
  const { id } = await submit();
  Object.assign(real, { issuer: [issuer], serial: [serial], id: [id, "web-ca", "root", "alice", "tls-server"] });
});

const fill = (path: string, values: Readonly<Record<string, string>>): string =>
  path.replace(/\{([^}]+)\}/g, (_, name: string) => values[name] ?? "");

const partOf = (name: string, schema: Schema): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.nat(8).map((n) => real[name]?.[n % (real[name]?.length ?? 1)] ?? "0") },
    { weight: 2, arbitrary: sound(schema).map((x) => encodeURIComponent(String(x).toWellFormed())) },
    { weight: 2, arbitrary: oddText.map((t) => encodeURIComponent(t.toWellFormed()).slice(0, 2_000)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("..", "%2e%2e", "%2f", "%00", "%ff%fe", "%", "%zz", "a;b", "a%0d%0ab", "*"),
    },
  );

const queryOf = ({ parameters }: Row): fc.Arbitrary<string> => {
  const known = parameters.filter((p) => p.in === "query");
  const pair = (name: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>) =>
    fc.tuple(name, value).map(([n, x]) => `${n}=${encodeURIComponent(String(x).toWellFormed()).slice(0, 1_000)}`);
  const one = fc.oneof(
    ...known.map(({ name, schema }) => pair(fc.constant(name), fc.oneof(sound(schema), oddText))),
    pair(fc.constantFrom("dryRun", "limit", "cursor", "x", "__proto__", "limit[]"), oddText),
    fc.constantFrom("", "&&", "=", "%", "a=%ff"),
  );
  return fc.array(one, { maxLength: 3 }).map((parts) => (parts.length === 0 ? "" : `?${parts.join("&")}`));
};

const HEADERS = fc.dictionary(
  fc.constantFrom(
    "idempotency-key",
    "if-match",
    "if-none-match",
    "cartulary-position",
    "prefer",
    "accept",
    "last-event-id",
  ),
  fc.oneof(
    fc.constantFrom("respond-async", "*", '"0"', "text/csv", "application/pkix-cert", "0".repeat(16), "now", ""),
    fc.string({ unit: fc.constantFrom(...'abc019"*,;=/ -'), maxLength: 250 }),
  ),
  { maxKeys: 2 },
);
const TYPE = fc.oneof(
  { weight: 6, arbitrary: fc.constant("application/json") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "text/plain",
      "application/xml",
      "multipart/form-data",
      "application/json; charset=utf-16",
      "x",
    ),
  },
);
const HOLDER = fc.constantFrom("operator:admin", "operator:admin", "officer:alice", "service:web", "nobody");

const callsOf = (row: Row) =>
  fc.record({
    path: fc
      .record(
        Object.fromEntries(
          row.parameters.filter((p) => p.in === "path").map((p) => [p.name, partOf(p.name, p.schema)]),
        ),
      )
      .map((values) => fill(row.path, values)),
    query: queryOf(row),
    headers: HEADERS,
    type: TYPE,
    holder: HOLDER,
    body:
      row.method === "GET"
        ? fc.constant(undefined)
        : bodies(row.requestBody?.content["application/json"]?.schema ?? { type: "object" }),
  });

/** Of the inside: names of files, of our errors, stacks, tables of the store. */
const INSIDE =
  /node_modules|\.ts\b|\bat (?:async )?[A-Za-z.]+ \(|TypeError|RangeError|SyntaxError|SQLITE|ECONN|undefined is not|Cannot read/;
/** Only what is long and strange enough to be there by no chance: `{"reason":"keyCompromise"}` may be what stands there. */
const echoed = (text: string, parts: readonly string[]): string | undefined =>
  parts.find((part) => part.length >= 40 && /[^A-Za-z0-9_.:/-]/.test(part) && text.includes(part));

const within = async <T>(work: Promise<T>, what: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer: ${what}`)), HANG_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

const answered: Record<string, Set<number>> = {};

describe("no call breaks", () => {
  test.for(rows)("$operationId", async (row) => {
    const statuses = new Set<number>();
    answered[row.operationId] = statuses;
    await fc.assert(
      fc.asyncProperty(callsOf(row), async ({ path, query, headers, type, holder, body }) => {
        // A stream of events does not end by itself.
        if ((headers.accept ?? "").includes("event-stream")) return;
        const response = await within(
          app.request(`${path}${query}`, {
            method: row.method,
            headers: {
              ...headers,
              authorization: `Bearer ${app.tokens[holder] ?? "cartulary_x_y"}`,
              "content-type": type,
            },
            ...(body !== undefined && { body: body as string }),
          }),
          `${row.method} ${path}`,
        );
        const text = await within(response.text(), `the body of ${row.method} ${path}`);
        statuses.add(response.status);
        expect([response.status, text]).not.toEqual([500, expect.anything()]);
        expect(response.status).toBeLessThan(504);
        if (response.status < 400) return;
        expect(response.headers.get("content-type")).toBe("application/problem+json");
        expect(text).not.toMatch(INSIDE);
        const parts = [path, query, ...Object.values(headers), typeof body === "string" ? body : ""];
        expect(echoed(text, parts)).toBeUndefined();
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});

test("some calls came through: it was no wall that was tried", () => {
  const through = Object.entries(answered).filter(([, statuses]) => [...statuses].some((s) => s < 300));
  expect(through.length).toBeGreaterThan(Object.keys(answered).length / 2);
});

afterAll(async () => {
  const report = await checkLedger(app.world.store);
  expect(report.findings).toEqual([]);
  const { submit } = requestsOver(() => app);
  expect((await submit()).state).toBe("planned");
});
