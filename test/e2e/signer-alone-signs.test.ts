/** Where the keys are used and where the PIN is known: in the signer's process, and nowhere else. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
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
} from "../support/server.ts";
import { type Spy, spyOnSigner } from "../support/softhsm.ts";

let home: Home;
let server: RunningServer;
let pin: string;
let spy: Spy;

beforeAll(async () => {
  home = makeHome();
  pin = readFileSync(join(home.path, "signer/pin"), "utf8").trim();
  spy = spyOnSigner(home.path);
  server = await startServer(home);
  await makeAuthorities(home);
  const submitted = await call(home, "service:web", "/v1/requests", await submission());
  await approveBoth(home, submitted.body.id as unknown as string);
}, 60_000);

afterAll(async () => {
  await server.stop();
  home.remove();
});

const filesOf = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name));

test("the token's library is loaded by the signer, not by the server", () => {
  const maps = (pid: number): string => readFileSync(`/proc/${pid}/maps`, "utf8");
  expect(maps(server.signerPid())).toContain("libsofthsm2");
  expect(maps(server.child.pid ?? 0)).not.toMatch(/softhsm|pkcs11/);
});

test("every signature in the journal is one C_Sign in the spy's log", () => {
  const db = new DatabaseSync(join(home.path, "signer/journal.sqlite"), { readOnly: true });
  const { n } = db.prepare("SELECT count(*) AS n FROM signature").get() as { n: number };
  db.close();
  expect(n).toBeGreaterThanOrEqual(3);
  expect(spy.calls("C_Sign")).toBe(n);
});

test("the PIN stands in its own file and nowhere else: no argument, no environment, no log, no event", () => {
  for (const pid of [server.child.pid ?? 0, server.signerPid()])
    for (const part of ["cmdline", "environ"])
      expect(readFileSync(`/proc/${pid}/${part}`, "latin1")).not.toContain(pin);
  const leaks = filesOf(home.path).filter(
    (f) =>
      !f.endsWith("signer/pin") &&
      !f.endsWith("spy.log") &&
      !f.endsWith(".sock") &&
      readFileSync(f, "latin1").includes(pin),
  );
  expect(leaks).toEqual([]);
  expect(statSync(join(home.path, "signer/pin")).mode & 0o777).toBe(0o600);
});

test("no core file and no debugger can be had of the signer", () => {
  const pid = server.signerPid();
  expect(readFileSync(`/proc/${pid}/limits`, "utf8")).toMatch(/Max core file size\s+0\s/);
  expect(readFileSync(`/proc/${pid}/cmdline`, "latin1")).toContain("--disable-sigusr1");
});

test("the socket's directory is closed to others", () => {
  expect(statSync(join(home.path, "run")).mode & 0o777).toBe(0o700);
});
