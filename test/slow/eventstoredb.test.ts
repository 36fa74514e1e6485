/** A secured EventStoreDB under real processes, as docs/eventstoredb.md tells an operator to set it up. */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EventStoreDBClient } from "@eventstore/db-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FacadeProcess } from "../support/esdb/facade.ts";
import { makeNodeCertificate } from "../support/esdb/node-certificate.ts";
import {
  approveBoth,
  call,
  cartulary,
  type Home,
  makeAuthorities,
  makeHome,
  type RunningServer,
  startServer,
  submission,
  until,
} from "../support/server.ts";

const launcher = fileURLToPath(new URL("../../bin/cartulary", import.meta.url));

let facade: FacadeProcess;
let tls: string;
let secrets: string;
let home: Home;
let server: RunningServer;

const urlOf = (secret: string): string =>
  `esdb://localhost:${facade.port}?tlsCaFile=${join(tls, "ca.crt")}&credentialsFile=${join(secrets, secret)}`;

/** A command with a store of its own; what it printed, and how it ended. */
const withStore = (store: string, ...args: readonly string[]): { readonly status: number; readonly text: string } => {
  try {
    const env = { ...process.env, CARTULARY_STORE: store };
    const text = execFileSync(launcher, ["--home", home?.path ?? secrets, ...args], {
      encoding: "utf8",
      stdio: "pipe",
      env,
    });
    return { status: 0, text };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { status, text: stdout + stderr };
  }
};

beforeAll(async () => {
  tls = makeNodeCertificate();
  facade = await new FacadeProcess(tls).start();
  secrets = mkdtempSync(join(tmpdir(), "cartulary-secrets-"));
  for (const [file, line] of [
    ["admin", "admin:changeit"],
    ["writer", "cartulary:writer:secret@1"],
    ["reader", "cartulary-signer:reader"],
  ] as const)
    writeFileSync(join(secrets, file), `${line}\n`, { mode: 0o600 });
}, 60_000);

afterAll(async () => {
  await server?.stop();
  home?.remove();
  await facade.remove();
  for (const d of [tls, secrets]) rmSync(d, { recursive: true });
});

const ACCESS = ["--writer", "cartulary", "--reader", "cartulary-signer"];

test("prepared by an administrator, once; nobody else can", () => {
  expect(withStore(urlOf("writer"), "store", "prepare", ...ACCESS)).toMatchObject({
    status: 3,
    text: expect.stringContaining("store.denied"),
  });
  expect(withStore(urlOf("admin"), "store", "prepare", ...ACCESS).text).toContain("access is settled:");
  expect(withStore(urlOf("admin"), "store", "prepare", ...ACCESS).text).toContain("was settled so already");
});

test("the server writes, the signer only reads, and a certificate is issued", { timeout: 60_000 }, async () => {
  home = makeHome("softhsm", { url: urlOf("writer"), file: facade.file });
  const path = join(home.path, "signer/signer.json");
  const signer = JSON.parse(readFileSync(path, "utf8")) as { store: string };
  writeFileSync(path, JSON.stringify({ ...signer, store: urlOf("reader") }));
  server = await startServer(home);
  await makeAuthorities(home);
  const { body } = await call(home, "service:web", "/v1/requests", await submission());
  expect((await approveBoth(home, body.id as unknown as string)).body.state).toBe("fulfilled");
  expect(cartulary(home.path, "ledger", "check")).toContain("all sound");
  expect(cartulary(home.path, "ledger", "replay")).not.toContain("differs");
});

test("a store that goes away and comes back: told while it is away, gone on with after", {
  timeout: 60_000,
}, async () => {
  const health = async () =>
    (await (await fetch(`${home.url}/readyz`)).json()) as { status: string; reasons: string[] };
  await facade.kill();
  await until("it is told", async () => ((await health()).status === "not ready" ? true : undefined));
  const key = randomUUID();
  const body = await submission();
  const answer = await call(home, "service:web", "/v1/requests", body, key);
  expect(answer.status).toBe(503);
  await facade.start();
  await until("it is ready again", async () => ((await health()).status === "ready" ? true : undefined));
  expect((await call(home, "service:web", "/v1/requests", body, key)).status).toBe(201);
});

test("a ledger on SQLite moves here, and goes on here", { timeout: 60_000 }, async () => {
  const own = makeHome("softkey");
  const to = `${urlOf("writer")}&namespace=moved`;
  try {
    const first = await startServer(own);
    await makeAuthorities(own);
    await first.stop();
    const move = ["ledger", "move", "--from", "sqlite:ledger/ledger.sqlite", "--to", to];
    expect(cartulary(own.path, ...move)).toContain("are the same in both stores, byte for byte");
    expect(cartulary(own.path, ...move)).toContain("(0 copied now)");
    for (const [file, is] of [
      ["cartulary.toml", "store ="],
      ["signer/signer.json", '"store":'],
    ] as const) {
      const path = join(own.path, file);
      writeFileSync(
        path,
        readFileSync(path, "utf8").replace(new RegExp(`${is} "[^"]+"`), `${is} ${JSON.stringify(to)}`),
      );
    }
    const second = await startServer(own);
    const { body } = await call(own, "service:web", "/v1/requests", await submission());
    expect((await approveBoth(own, body.id as unknown as string)).body.state).toBe("fulfilled");
    await second.stop();
    expect(cartulary(own.path, "ledger", "check")).toContain("all sound");
  } finally {
    own.remove();
  }
});

test("what an administrator does to the ledger behind its back is told at once, and by doctor", {
  timeout: 30_000,
}, async () => {
  const admin = EventStoreDBClient.connectionString(
    `esdb://admin:changeit@localhost:${facade.port}?tlsCaFile=${join(tls, "ca.crt")}`,
  );
  await admin.setStreamMetadata("governance", { maxCount: 1 });
  await admin.dispose();
  const reasons = await until("the alarm", async () => {
    const said = (await (await fetch(`${home.url}/readyz`)).json()) as { reasons: string[] };
    return said.reasons.find((r) => r.includes("hidden at the store"));
  });
  expect(reasons).toContain("governance");
  const { status, text } = withStore(urlOf("writer"), "doctor");
  expect(status).toBe(4);
  expect(text).toContain("changed behind the ledger's back: hidden governance");
});
