import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "smol-toml";
import { afterAll, afterEach, expect, test } from "vitest";
import { openOutput } from "../../../adapters/cli/output.ts";
import { pinnedLedger } from "../../../adapters/cli/pinned-ledger.ts";

const directory = mkdtempSync(join(tmpdir(), "pinned-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
afterEach(() => {
  delete process.env.CARTULARY_LEDGER;
  rmSync(join(directory, "cartulary.toml"), { force: true });
});

const configuration = {
  mode: "development",
  store: "sqlite:ledger/ledger.sqlite",
  listen: { api: { port: 1 } },
  publicUrl: "http://pki.test",
  signer: { address: "unix:run/signer.sock", isSupervised: true },
};

test.for<{ name: string; given?: string; variable?: string; local?: object; server?: string; pinned?: string }>([
  { name: "nobody knows it" },
  { name: "the option", given: "a/1", variable: "b/1", local: { ledger: "c/1" }, pinned: "a/1" },
  { name: "the environment", variable: "b/1", local: { ledger: "c/1" }, pinned: "b/1" },
  { name: "the local server's configuration", local: { ledger: "c/1" }, pinned: "c/1" },
  { name: "a configuration from before it was written down", local: {} },
  { name: "another server is asked than the local one", local: { ledger: "c/1" }, server: "http://other.test" },
])("$name", ({ given, variable, local, server, pinned }) => {
  if (variable !== undefined) process.env.CARTULARY_LEDGER = variable;
  if (local !== undefined) writeFileSync(join(directory, "cartulary.toml"), stringify({ ...configuration, ...local }));
  const options = { home: directory, as: "operator:admin", json: false, ...(server !== undefined && { server }) };
  expect(pinnedLedger({ home: directory, options, out: openOutput(false) }, given)).toBe(pinned);
});
