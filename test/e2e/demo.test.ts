import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { patience, startEsdb } from "../support/esdb/facade.ts";

const demo = fileURLToPath(new URL("../../bin/demo.ts", import.meta.url));

const run = (directory: string, store: NodeJS.ProcessEnv): string =>
  execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", demo], {
    encoding: "utf8",
    env: { ...process.env, ...store, CARTULARY_DEMO: directory, NO_COLOR: "1" },
  });

/** What the demo must have seen with its own eyes; it fails by itself when one of them is otherwise. */
const SEEN = [
  "openssl verify -x509_strict: OK",
  "before: openssl verify -crl_check_all says OK, openssl ocsp says good",
  "refused, because two must have logged in",
  "→ CertificateRevoked, CrlPrepared, CrlPublished",
  "after: openssl verify -crl_check_all says certificate revoked",
  "after: openssl ocsp says revoked",
  "every chain and signature holds",
  "the same state in each",
  "verified offline: request, plan, approvals and certificate stand in the sealed ledger",
  "events offline: sound",
  "one letter of it changed: not sound, and the place is named",
];

/**
 * A screen's lines without what is new each time (addresses, digests, serial numbers) and without the events, because lists
 * that the server publishes by itself may fall into any step.
 */
const steps = (screen: string): readonly string[] =>
  screen
    .replace(/127\.0\.0\.1:\d+/g, "ADDRESS")
    .replace(/\b[\w-]{43}(?=:)/g, "DIGEST")
    .replace(/\d+ events/g, "N events")
    .split("\n")
    .map((line) => (line.split("→")[0] ?? "").trim().replace(/^(\d+) +/, "$1 "))
    .filter((line) => line !== "");

/** The screen that README shows. */
const readme = (): readonly string[] => {
  const text = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  return steps(/```text\n(.*?)```/s.exec(text)?.[1] ?? "");
};

/** Returns what it printed the first time. */
const passes = (store: NodeJS.ProcessEnv, isRunAgain: boolean): string => {
  const directory = mkdtempSync(join(tmpdir(), "cartulary-demo-"));
  try {
    const first = run(directory, store);
    for (const line of ["→ LedgerFounded, TokenIssued ×3", "→ RoleDefined, RolesAssigned ×2", ...SEEN])
      expect(first).toContain(line);
    expect(first).toContain("To go on:");
    if (isRunAgain) {
      const second = run(directory, store);
      for (const line of ["of an earlier run are kept", ...SEEN]) expect(second).toContain(line);
      expect(second).not.toContain("LedgerFounded");
    }
    return first;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

test("the demo passes on an empty directory, and again on what it left; README shows what it prints", {
  timeout: 300_000,
}, () => {
  const printed = steps(passes({}, true));
  const shown = readme();
  expect(shown.length).toBeGreaterThan(18);
  expect(shown.filter((line) => !printed.some((p) => p.startsWith(line)))).toEqual([]);
});

test("and on EventStoreDB, with CARTULARY_STORE alone", { timeout: patience(300_000) }, async () => {
  const server = await startEsdb();
  try {
    passes({ CARTULARY_STORE: server.url() }, false);
  } finally {
    await server.stop();
  }
});
