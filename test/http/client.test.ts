/** The typed client, as a program that installed the package has it: JavaScript and declarations, run by plain Node. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient, ProblemError } from "../../http/client/client.ts";
import { type App, makeApp } from "../support/app.ts";
import { requestsOver } from "../support/requests.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let app: App;
let directory: string;
const { wish, submit, issue } = requestsOver(() => app);

beforeAll(async () => {
  app = await makeApp();
  directory = mkdtempSync(join(tmpdir(), "cartulary-consumer-"));
  const home = join(directory, "node_modules/cartulary");
  mkdirSync(join(home, "http/client"), { recursive: true });
  cpSync(join(root, "package.json"), join(home, "package.json"));
  cpSync(join(root, "http/client/dist"), join(home, "http/client/dist"), { recursive: true });
  writeFileSync(join(directory, "package.json"), '{ "type": "module", "private": true }\n');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The client over the application without a socket. `answers`: what comes instead of the first calls. */
const clientOf = (holder: string, answers: (Response | Error)[] = []) => {
  const seen: Request[] = [];
  const client = createClient({
    url: "http://pki.test",
    token: app.tokens[holder] ?? "",
    fetch: async (input, init) => {
      const request = new Request(input as URL, init as RequestInit);
      seen.push(request.clone());
      const instead = answers.shift();
      if (instead instanceof Error) throw instead;
      if (instead !== undefined) return instead;
      const { pathname, search } = new URL(request.url);
      return app.request(`${pathname}${search}`, init as RequestInit);
    },
  });
  return { client, seen };
};

const PROGRAM = `
import { createClient, ProblemError } from "cartulary/client";
const [url, token, csr] = process.argv.slice(2);
const ca = createClient({ url, token });
const { id } = await ca.call("submitRequest", { body: { authority: "web-ca", profile: "tls-server", csr } });
const { state } = await ca.call("readRequest", { path: { id } });
const refused = await ca.call("readRequest", { path: { id: "0".repeat(32) } }).catch((e) => e);
console.log(state, refused instanceof ProblemError, refused.code);
`;

test("a program of plain JavaScript uses it", async () => {
  writeFileSync(join(directory, "program.js"), PROGRAM);
  const server = serve({ fetch: (r) => app.request(r.url.slice(r.url.indexOf("/v1")), r), port: 0 });
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  const { csr } = await wish();
  const { execFile } = await import("node:child_process");
  const said = await new Promise<string>((resolve, reject) => {
    const args = ["program.js", `http://127.0.0.1:${port}`, app.tokens["service:web"] ?? "", csr];
    execFile(process.execPath, args, { cwd: directory }, (error, stdout) => (error ? reject(error) : resolve(stdout)));
  });
  server.close();
  expect(said).toBe("planned true request.unknown\n");
});

test("a program of TypeScript is told what is wrong with it", () => {
  const head = `import { createClient } from "cartulary/client";
const ca = createClient({ url: "", token: "" });\n`;
  const compile = (line: string): string => {
    writeFileSync(join(directory, "program.ts"), `${head}${line}\nexport {};\n`);
    const args = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--types", "", "program.ts"];
    try {
      return execFileSync(join(root, "node_modules/.bin/tsc"), args, { cwd: directory, encoding: "utf8" });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  };
  const good = `const r = await ca.call("readRequest", { path: { id: "x" } }); const state: "planned" | "approved" | "denied" | "cancelled" | "fulfilled" | "failed" = r.state;
for await (const c of ca.all("listCertificates", { query: { status: "revoked" } })) { const s: string = c.serial; s.trim(); }
await ca.call("listAuthorities"); state.trim();`;
  expect(compile(good)).toBe("");
  // A line that compiles although it must not is an error, too.
  const bad = [
    'await ca.call("readNothing", {});',
    'await ca.call("readRequest");',
    'await ca.call("readRequest", { path: {} });',
    'await ca.call("submitRequest", { body: { authority: "a", profile: "b" } });',
    'await ca.call("listCertificates", { query: { status: "lost" } });',
    'ca.all("readRequest", { path: { id: "x" } });',
  ];
  expect(compile(bad.map((line) => `// @ts-expect-error\n${line}`).join("\n"))).toBe("");
  expect(compile(`${good}\n${bad[0]}`)).toContain("error TS");
});

describe("the client", () => {
  test("asks again, with the same key, until it has an answer", async () => {
    const busy = new Response("{}", { status: 503, headers: { "retry-after": "0" } });
    const { client, seen } = clientOf("service:web", [new TypeError("fetch failed"), busy]);
    const { state } = await client.call("submitRequest", { body: await wish() });
    expect(state).toBe("planned");
    expect(seen.length).toBe(3);
    expect(new Set(seen.map((r) => r.headers.get("idempotency-key"))).size).toBe(1);
  });

  test("gives up with the last word", async () => {
    const down = () => new TypeError("fetch failed");
    const { client } = clientOf("service:web", [down(), down(), down(), down(), down()]);
    await expect(client.call("listAuthorities")).rejects.toThrow("fetch failed");
  });

  test("does not repeat what was refused", async () => {
    const { client, seen } = clientOf("service:web");
    const error = await client.call("submitRequest", { body: await wish({ profile: "none" }) }).catch((e) => e);
    expect([error instanceof ProblemError, error.code, seen.length]).toEqual([true, "profile.unknown", 1]);
  });

  test("sees what it wrote", async () => {
    const { client, seen } = clientOf("operator:admin");
    const { position } = await client.call("createAuthority", { body: { id: "seen", kind: "root", name: "CN=Seen" } });
    await client.call("listAuthorities");
    expect([position, seen.at(-1)?.headers.get("cartulary-position")]).toEqual([position, position]);
  });

  test("reads a list to its end", async () => {
    await submit();
    await submit();
    const ids: string[] = [];
    const { client, seen } = clientOf("operator:admin");
    for await (const { id } of client.all("listRequests", { query: { limit: "2" } })) ids.push(id);
    const { body } = await app.call("operator:admin", "GET", "/v1/requests?limit=1000");
    expect(ids).toEqual((body.items as { id: string }[]).map((r) => r.id));
    expect(seen.length).toBeGreaterThan(1);
  });

  test("tries out, begins, and takes other forms", async () => {
    const { client } = clientOf("officer:alice");
    const [issuer = "", serial = ""] = (await issue()).split("/");
    const place = { path: { issuer, serial } };
    expect((await client.dryRun("holdCertificate", place)).events.map((e) => e.type)).toEqual(["CertificateHeld"]);
    const der = await client.bytes("readCertificate", "application/pkix-cert", place);
    expect(der[0]).toBe(0x30);
    const { id } = await client.begin("holdCertificate", place);
    expect((await client.call("readOperation", { path: { id } })).id).toBe(id);
  });

  test("holds a condition", async () => {
    const { client } = clientOf("officer:alice");
    const [issuer = "", serial = ""] = (await issue()).split("/");
    const held = client.call("holdCertificate", { path: { issuer, serial }, ifMatch: '"0"' });
    await expect(held).rejects.toMatchObject({ code: "state.changed" });
  });
});
