/**
 * An old copy is put back, of the ledger alone or of everything on the machine: it is found out, told, and nothing is signed
 * until officers have accepted the gap; then work goes on. docs/restore.md
 */
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSqliteEventStore } from "../../adapters/sqlite/event-store.ts";
import { makeWitnessKey } from "../../adapters/witness-state/key.ts";
import { ProposalSchema, subjectOfProposal } from "../../domain/governance/proposal.ts";
import { surveyLedger } from "../../domain/process/check/last-seal.ts";
import { formatVerifierKey, type NoteKey, parseVerifierKey } from "../../domain/transparency/note.ts";
import { runWitness } from "../../http/compose-witness.ts";
import { signed } from "../support/officer.ts";
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
import { hasSoftHsm } from "../support/softhsm.ts";

const launcher = fileURLToPath(new URL("../../bin/cartulary", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "restore-"));
const file = (name: string): string => join(directory, name);

let home: Home;
let server: RunningServer | undefined;
let restored: ChildProcess | undefined;
let witness: Awaited<ReturnType<typeof runWitness>> | undefined;
const key = makeWitnessKey(file("witness"), "witness.example/w1", new Uint8Array(randomBytes(32)));

afterAll(async () => {
  await server?.stop();
  restored?.kill("SIGKILL");
  await witness?.drain(0, 0);
  home?.remove();
  rmSync(directory, { recursive: true, force: true });
});

/** The key that the ledger's newest seal bears, as its operator hands it to a witness's. */
const sealingKey = async (): Promise<NoteKey | undefined> => {
  const store = await openSqliteEventStore({ path: home.file, readOnly: true });
  try {
    return parseVerifierKey((await surveyLedger(store))?.key ?? "");
  } finally {
    await store.close();
  }
};
const startWitness = async (logs: readonly NoteKey[], port: number): Promise<void> => {
  await witness?.drain(0, 0);
  if (key === undefined) throw new TypeError("no key");
  const quiet = () => undefined;
  const [onFault, onFork] = [quiet, quiet];
  witness = await runWitness({ directory: file("witness"), key, logs, host: "127.0.0.1", port, onFault, onFork });
};

const govern = async (wish: object): Promise<void> => {
  const proposal = v.parse(ProposalSchema, (await call(home, "operator:admin", "/v1/governance/proposals", wish)).body);
  const approvals = [home.alice, home.bob].map((o) => signed(o, subjectOfProposal(proposal)));
  const done = await call(home, "operator:admin", "/v1/governance/changes", { change: proposal.change, approvals });
  expect(done.status).toBe(201);
};
const issued = async (): Promise<string> => {
  const { body } = await call(home, "service:web", "/v1/requests", await submission());
  const id = body.id as unknown as string;
  const { body: done } = await approveBoth(home, id);
  expect(done.state).toBe("fulfilled");
  const { issuer, serial } = done.certificate as unknown as { readonly issuer: string; readonly serial: string };
  rmSync(file("leaf.pem"), { force: true });
  await run("certificate", "get", `${issuer}/${serial}`, "--out", file("leaf.pem"));
  return readFileSync(file("leaf.pem"), "utf8");
};
/** Beside this process, whose witness must answer meanwhile. */
const cli = (...args: readonly string[]) =>
  new Promise<{ readonly status: number; readonly stdout: string }>((done) => {
    execFile(launcher, ["--home", home.path, ...args], { timeout: 30_000 }, (error, stdout) =>
      done({ status: typeof error?.code === "number" ? error.code : 0, stdout }),
    );
  });
const run = async (...args: readonly string[]): Promise<string> => {
  const { status, stdout } = await cli(...args);
  expect([args, status]).toEqual([args, 0]);
  return stdout;
};

type Health = { readonly status: string; readonly reasons: readonly string[] };
const health = async (): Promise<Health | undefined> =>
  fetch(`${home.url}/readyz`).then(
    (r) => r.json() as Promise<Health>,
    () => undefined,
  );
/** It need not become ready: that is what is looked at. */
const startRestored = (): void => {
  const log = openSync(join(home.path, "server.log"), "a");
  restored = spawn(launcher, ["--home", home.path, "serve"], { stdio: ["ignore", log, log] });
  closeSync(log);
};
const stopRestored = (): Promise<void> =>
  new Promise((done) => {
    restored?.once("exit", () => done());
    restored?.kill("SIGTERM");
  });

const READ = ["read"];
const remove = (...names: readonly string[]): void => {
  for (const name of names) rmSync(join(home.path, name), { recursive: true, force: true });
};
const crlNumber = async (): Promise<bigint> => {
  const shown = await run("--json", "crl", "publish", "web-ca");
  return BigInt((JSON.parse(shown) as { number: string }).number);
};
/** With its modes: the signer refuses a directory that others may write. */
const copy = (from: string, to: string): void => void execFileSync("cp", ["-a", from, to]);

beforeAll(async () => {
  if (!hasSoftHsm) return;
  home = makeHome();
  server = await startServer(home);
  await makeAuthorities(home);
  const first = await until("a seal", sealingKey);
  await startWitness([first], 0);
  const { url, port } = witness ?? { url: "", port: 0 };
  await govern({
    type: "AppointWitnesses",
    witnesses: [{ vkey: formatVerifierKey(key?.key as NoteKey), url }],
    quorum: 1,
    gate: true,
  });
  expect(port).toBeGreaterThan(0);
  await issued();
  await server.stop();
}, 120_000);

/** From a ledger that lost what was written since: found, told, accepted, and on it goes. */
type Known = { readonly by: string; readonly isRootKnown: boolean };
const goOn = async (known: Known, lost: string, gap: number): Promise<void> => {
  startRestored();
  try {
    await goOnWith(known, lost, gap);
  } finally {
    await stopRestored();
  }
};
const goOnWith = async (known: Known, lost: string, gap: number): Promise<void> => {
  const told = await until("it tells", async () => {
    const now = await health();
    return now?.reasons.some((r) => r.includes("docs/restore.md")) ? now : undefined;
  });
  expect(told.status).toBe("not ready");
  // Approved it may be; signed it is not.
  const { body } = await call(home, "service:web", "/v1/requests", await submission());
  const id = body.id as unknown as string;
  await approveBoth(home, id);
  expect((await call(home, "service:web", `/v1/requests/${id}`)).body.state).toBe("approved");

  writeFileSync(file("lost.pem"), lost);
  const found = await cli("--json", "ledger", "gap", "--certificates", file("lost.pem"));
  const report = JSON.parse(found.stdout) as {
    known: { size: number; root: string | null };
    kept: { size: number };
    by: string;
    lost: { certificates: readonly unknown[] };
  };
  expect([found.status, report.by, report.known.root !== null]).toEqual([4, known.by, known.isRootKnown]);
  expect(report.known.size).toBeGreaterThan(report.kept.size);
  expect(report.lost.certificates).toHaveLength(1);

  writeFileSync(file("gap.json"), found.stdout);
  rmSync(file("accept.json"), { force: true });
  const out = ["--out", file("accept.json")];
  await run("ledger", "accept-gap", file("gap.json"), "--reason", "an old copy was put back", ...out);
  for (const id of ["alice", "bob"])
    await run(
      ...["governance", "sign", file("accept.json"), "--yes"],
      ...["--officer", id, "--key", join(home.path, "..", `${id}.pem`)],
    );
  await run("governance", "submit", file("accept.json"));

  const next = await until("a seal of the new tree", async () => {
    const now = await sealingKey();
    return now?.name.endsWith(`/gap-${gap}`) ? now : undefined;
  });
  // Whoever runs the witness is told of the loss, and adds the new key.
  expect((await call(home, "service:web", `/v1/requests/${id}`)).body.state).toBe("approved");
  await startWitness([next], witness?.port ?? 0);
  await issued();
  await until("what waited is issued too", async () =>
    (await call(home, "service:web", `/v1/requests/${id}`)).body.state === ("fulfilled" as never) ? true : undefined,
  );
  expect(await crlNumber()).toBe(BigInt(gap) * 2n ** 32n + 1n);
  expect((await health())?.reasons).toEqual([]);
  expect((await cli("ledger", "check")).stdout).toContain("all sound");
};

test.skipIf(!hasSoftHsm)("the ledger's file alone: the signer remembers", { timeout: 240_000 }, async () => {
  copy(join(home.path, "ledger"), file("ledger"));
  server = await startServer(home);
  const lost = await issued();
  await server.stop();
  remove("ledger", ...READ);
  copy(file("ledger"), join(home.path, "ledger"));
  await goOn({ by: "the signer", isRootKnown: true }, lost, 1);
});

test.skipIf(!hasSoftHsm)("everything on the machine: the witness remembers", { timeout: 240_000 }, async () => {
  copy(home.path, file("all"));
  server = await startServer(home);
  const lost = await issued();
  await server.stop();
  rmSync(home.path, { recursive: true });
  copy(file("all"), home.path);
  remove(...READ);
  await goOn({ by: "the witness witness.example/w1", isRootKnown: false }, lost, 2);
});
