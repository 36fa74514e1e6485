/** A server that is told to stop while it has much to do: every request that it received gets its whole answer. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readServerConfig } from "../../http/config.ts";
import { tlsFiles } from "../../http/tls-files.ts";
import {
  cartulary,
  type Home,
  makeAuthorities,
  makeHome,
  type RunningServer,
  startServer,
  submission,
  tokenOf,
} from "../support/server.ts";

const launcher = fileURLToPath(new URL("../../bin/cartulary", import.meta.url));
let home: Home;
let server: RunningServer;
beforeAll(async () => {
  home = makeHome("softkey");
  server = await startServer(home);
  await makeAuthorities(home);
}, 120_000);
afterAll(async () => {
  await server.stop();
  home.remove();
});

const AT_ONCE = 128;

test("what was received is answered, what was answered with success stands in the ledger, and nothing new is let in", async () => {
  const { hostname, port } = new URL(home.url);
  const ca = readFileSync(tlsFiles(readServerConfig(home.path))?.certificate ?? "", "utf8");
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE, ca });
  const headers = { authorization: `Bearer ${tokenOf(home, "service:web")}`, "content-type": "application/json" };
  type Got = { readonly status: number | undefined; readonly body: string; readonly isWhole: boolean };
  const send = (method: string, path: string, body?: string, onSent = (): void => undefined): Promise<Got> =>
    new Promise((resolve, reject) => {
      const asked = request({ hostname, port, path, method, headers, agent }, (answer) => {
        let said = "";
        answer.on("data", (chunk: Buffer) => {
          said += chunk.toString("utf8");
        });
        answer.on("close", () => resolve({ status: answer.statusCode, body: said, isWhole: answer.complete }));
      });
      asked.on("error", reject);
      asked.on("finish", onSent);
      asked.end(body);
    });
  // The connections are there before the stop: one that is still being made is nobody's yet.
  await Promise.all(Array.from({ length: AT_ONCE }, () => send("GET", "/livez")));
  const exited = new Promise((resolve) => server.child.once("exit", resolve));
  const body = JSON.stringify(await submission());
  let sent = 0;
  const onSent = (): void => {
    sent += 1;
    if (sent === AT_ONCE) server.child.kill("SIGTERM");
  };
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => send("POST", "/v1/requests", body, onSent)));
  expect(answers.filter((a) => !a.isWhole || a.status !== 201)).toEqual([]);
  expect(await exited).toBe(0);
  await expect(send("GET", "/livez")).rejects.toThrow("ECONNREFUSED");
  const events = JSON.parse(cartulary(home.path, "--json", "ledger", "list", "--limit", "2000")) as {
    stream: string;
    type: string;
  }[];
  const streams = new Set(events.filter((e) => e.type === "RequestSubmitted").map((e) => e.stream));
  const ids = answers.map((a) => (JSON.parse(a.body) as { id: string }).id);
  expect(ids.filter((id) => !streams.has(`request-${id}`))).toEqual([]);
  expect(new Set(ids).size).toBe(AT_ONCE);
  expect(readFileSync(`${home.path}/server.log`, "utf8")).toContain('"stopped"');
});

test("a server whose address is taken says so and ends, with all that it had begun", async () => {
  const other = makeHome("softkey");
  const taken = createServer().listen(Number(new URL(other.publicUrl).port), "127.0.0.1");
  await once(taken, "listening");
  try {
    const child = spawn(launcher, ["--home", other.path, "serve"], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (part) => {
      said += part;
    });
    // Closed, not only ended: nobody who has its output is left, such as a signer.
    const [code] = (await once(child, "close")) as [number];
    expect([code, said]).toEqual([3, expect.stringContaining("EADDRINUSE")]);
  } finally {
    taken.close();
    other.remove();
  }
});
