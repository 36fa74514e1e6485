/** The command line's lists, its dry runs and its files: what the API has, as a person or a script asks for it. */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  approveBoth,
  call,
  type Home,
  makeAuthorities,
  makeHome,
  type RunningServer,
  startServer,
  submission,
  until,
} from "../support/server.ts";

const launcher = fileURLToPath(new URL("../../bin/cartulary", import.meta.url));
let home: Home;
let server: RunningServer;
const file = (name: string): string => join(home.path, "..", name);
const cli = (...args: readonly string[]) => spawnSync(launcher, ["--home", home.path, ...args], { encoding: "utf8" });
const json = (...args: readonly string[]) => JSON.parse(cli("--json", ...args).stdout);

beforeAll(async () => {
  home = makeHome("softkey");
  server = await startServer(home);
  await makeAuthorities(home);
  const { body } = await call(home, "service:web", "/v1/requests", await submission());
  await approveBoth(home, body.id as unknown as string);
  const [{ issuer, serial }] = json("certificate", "list", "--profile", "tls-server");
  cli("--as", "officer:alice", "certificate", "revoke", `${issuer}/${serial}`, "--reason", "superseded");
  const second = await call(home, "service:web", "/v1/requests", await submission());
  await approveBoth(home, second.body.id as unknown as string);
}, 60_000);
afterAll(async () => {
  await server.stop();
  home.remove();
});

test("lists are filtered, sorted and CSV", () => {
  const serials = (...args: readonly string[]): string[] =>
    json("certificate", "list", ...args).map((c: { serial: string }) => c.serial);
  const all = serials();
  const revoked = serials("--status", "revoked");
  expect([revoked.length, all.length > 1]).toEqual([1, true]);
  expect(serials("--sort", "-issued")).toEqual([...all].reverse());
  expect(serials("--ends-before", "2020-01-01")).toEqual([]);
  const lines = cli("certificate", "list", "--status", "revoked", "--csv").stdout.split("\r\n");
  expect([lines.length, lines[0]?.startsWith("issuer,serial,"), lines[1]?.includes(revoked[0] ?? "?")]).toEqual([
    3,
    true,
    true,
  ]);
  expect(cli("certificate", "list", "--status", "lost").status).toBe(2);
});

test("--dry-run tells what would be, and nothing is", () => {
  const args = ["authority", "create", "try-ca", "--kind", "issuing", "--parent", "root", "--name", "CN=Try"];
  const before = json("ledger", "list").length;
  const told = json(...args, "--dry-run");
  expect([told.dryRun, told.status, told.events.map((e: { type: string }) => e.type)]).toEqual([
    true,
    201,
    expect.arrayContaining(["KeyPlanned", "AuthorityCreated", "IssuancePlanned"]),
  ]);
  const people = cli(...args, "--dry-run");
  expect([people.status, people.stdout]).toEqual([0, expect.stringContaining("nothing was written")]);
  const refused = cli("authority", "create", "root", "--kind", "root", "--name", "CN=Again", "--dry-run");
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining("Authority exists")]);
  expect(json("ledger", "list").length).toBe(before);
  // An authority's own takes an order of the officers.
  const [c] = json("certificate", "list", "--status", "good", "--profile", "tls-server");
  const held = cli("--as", "officer:alice", "certificate", "hold", `${c.issuer}/${c.serial}`, "--dry-run");
  expect([held.status, held.stdout]).toEqual([0, expect.stringContaining("CertificateHeld")]);
  expect(json("certificate", "get", `${c.issuer}/${c.serial}`).status).toBe("good");
});

test("a certificate in every form", () => {
  const [c] = json("certificate", "list", "--profile", "tls-server");
  const get = (form: string): Buffer => {
    cli("certificate", "get", `${c.issuer}/${c.serial}`, "--form", form, "--out", file(`c.${form}`));
    return readFileSync(file(`c.${form}`));
  };
  const count = (pem: Buffer): number => pem.toString().match(/BEGIN CERTIFICATE/g)?.length ?? 0;
  expect([count(get("pem")), count(get("chain")), get("der")[0], get("pkcs7")[0]]).toEqual([1, 2, 0x30, 0x30]);
});

test("events are followed as they happen", async () => {
  const args = [
    "--home",
    home.path,
    "--json",
    "ledger",
    "follow",
    "--type",
    "AuthorityCreated,KeyPlanned",
    "--count",
    "2",
  ];
  const child = spawn(launcher, args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (part) => {
    said += part;
  });
  let isOver = false;
  const ended = new Promise((resolve) => child.once("close", resolve)).finally(() => {
    isOver = true;
  });
  // Until the stream is open nothing that is made is sure to be on it; opened in between, it waits for one more.
  await until("both have been seen", async () => {
    await call(home, "operator:admin", "/v1/authorities", {
      id: `seen-${Math.random().toString(16).slice(2, 10)}`,
      kind: "root",
      name: "CN=Seen",
    });
    return isOver ? true : undefined;
  });
  expect(await ended).toBe(0);
  const rows = said
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string });
  expect(rows.map((r) => r.type).sort()).toEqual(["AuthorityCreated", "KeyPlanned"]);
});

test("a stream that may not be followed is refused, and begun with the first event when asked", () => {
  const refused = cli("--as", "service:web", "ledger", "follow", "--count", "1");
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining("this needs the right ledger.read")]);
  expect(cli("ledger", "follow", "--from-start", "--count", "1").stdout).toContain("LedgerFounded");
});
