/** The demo where it was before, and on EventStoreDB. Its first run on SQLite is in test/e2e. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FIRST_TIME, runDemo, SEEN } from "../support/demo.ts";
import { patience, startEsdb } from "../support/esdb/facade.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cartulary-demo-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("the demo passes again on what it left", { timeout: 300_000 }, async () => {
  const first = await runDemo(directory);
  for (const line of [...FIRST_TIME, ...SEEN]) expect(first).toMatch(line);
  const second = await runDemo(directory);
  for (const line of ["of an earlier run are kept", ...SEEN]) expect(second).toMatch(line);
  expect(second).not.toContain("LedgerFounded");
});

test("and on EventStoreDB, with CARTULARY_STORE alone", { timeout: patience(300_000) }, async () => {
  const server = await startEsdb();
  try {
    const printed = await runDemo(directory, { CARTULARY_STORE: server.url() });
    for (const line of [...FIRST_TIME, ...SEEN]) expect(printed).toMatch(line);
  } finally {
    await server.stop();
  }
});
