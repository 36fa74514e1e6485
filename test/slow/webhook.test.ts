/** Events out of a real server: webhooks by commands alone, over a restart, and a stream that a stop ends. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { eventSource } from "../support/event-source.ts";
import { readExposition, sumOf } from "../support/exposition.ts";
import { isSigned, type Receiver, receive } from "../support/receiver.ts";
import { call, type Home, makeHome, type RunningServer, startServer, tokenOf, until } from "../support/server.ts";

const directory = mkdtempSync(join(tmpdir(), "cartulary-webhook-"));
let home: Home;
let server: RunningServer;
let receiver: Receiver;
beforeAll(async () => {
  vi.stubEnv("CARTULARY_LISTEN_OPS_PORT", "0");
  home = makeHome("softkey");
  receiver = await receive();
  server = await startServer(home);
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.stop();
  await receiver.close();
  home.remove();
  rmSync(directory, { recursive: true });
});

const launcher = fileURLToPath(new URL("../../bin/cartulary", import.meta.url));
/** Beside this process, in which the receiver lives. */
const cartulary = async (...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)(launcher, ["--home", home.path, ...args])).stdout;

const authority = (id: string) =>
  call(home, "operator:admin", "/v1/authorities", { id, kind: "root", name: `CN=${id}` });

test("a webhook is added, tried, served over a restart, and removed", async () => {
  const secretFile = join(directory, "secret");
  const added = JSON.parse(
    await cartulary("--json", "webhook", "add", receiver.url, "--stream", "authority", "--secret-file", secretFile),
  );
  expect(added).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{32}$/), secretFile });
  expect(added.secret).toBe(undefined);
  expect(statSync(secretFile).mode & 0o777).toBe(0o600);
  const secret = readFileSync(secretFile, "utf8").trim();

  expect(await cartulary("webhook", "ping", added.id)).toContain("delivered (204)");
  await authority("one");
  await until("the event arrives", () => (receiver.received.length === 2 ? true : undefined));

  const logged = () =>
    readFileSync(join(home.path, "server.log"), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((text) => JSON.parse(text) as Record<string, unknown>);
  const ops = logged().find((l) => l.role === "ops" && l.msg === "listening")?.url;
  const families = readExposition(await (await fetch(`${ops}/metrics`)).text());
  expect(sumOf(families, "cartulary_webhook_attempts_total", { outcome: "delivered" })).toBe(2);
  expect(sumOf(families, "cartulary_signer_ready")).toBe(1);
  expect(sumOf(families, "cartulary_disk_free_bytes")).toBeGreaterThan(0);
  expect(logged().filter((l) => l.msg === "request")).toContainEqual(
    expect.objectContaining({ route: "/v1/webhooks/:id/ping", method: "POST", status: 200, actor: "operator:admin" }),
  );

  const source = eventSource(
    await fetch(`${home.url}/v1/events?cursor=now`, {
      headers: { authorization: `Bearer ${tokenOf(home, "operator:admin")}`, accept: "text/event-stream" },
    }),
  );
  await source.heartbeat();
  const stopped = server.stop();
  await source.ended();
  expect(await stopped).toBe(0);
  server = await startServer(home);

  await authority("two");
  await until("the next one arrives", () => (receiver.received.length >= 3 ? true : undefined));
  expect(receiver.received.map((m) => m.type)).toEqual(["ping", "AuthorityCreated", "AuthorityCreated"]);
  for (const { headers, body } of receiver.received) expect(isSigned(secret, headers, body)).toBe(true);

  const shown = await cartulary("webhook", "show", added.id);
  expect(shown).toMatch(/gets +streams authority/);
  expect(shown).toMatch(/dead letters +0/);
  expect(await cartulary("webhook", "list")).toContain(receiver.url);
  expect(await cartulary("webhook", "letters", added.id)).toContain("nothing there");
  await expect(cartulary("webhook", "retry", added.id, "0".repeat(16))).rejects.toThrow("No such dead letter");
  expect(await cartulary("webhook", "remove", added.id)).toContain("removed");
  await expect(cartulary("webhook", "ping", added.id)).rejects.toThrow("No such webhook");
});
