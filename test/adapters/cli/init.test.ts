/** What `cartulary init` refuses: with the option's name, before anything is written. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { CliExit } from "../../../adapters/cli/exit.ts";
import { addInit } from "../../../adapters/cli/init.ts";
import { ConfigFault } from "../../../http/config.ts";
import { makeOfficer } from "../../support/officer.ts";

const directory = mkdtempSync(join(tmpdir(), "init-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string): string => join(directory, name);
const home = file("home");

beforeAll(() => {
  for (const id of ["alice", "bob"])
    writeFileSync(file(`${id}.pem`), makeOfficer(id).key.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
});

afterEach(() => vi.unstubAllEnvs());

const FOUNDERS = ["--founder", `alice=${file("alice.pem")}`, "--founder", `bob=${file("bob.pem")}`];

test.for<{ name: string; args: readonly string[]; env?: Record<string, string>; says: RegExp }>([
  { name: "a token's holder that is none", args: [...FOUNDERS, "--token", "Web"], says: /--token.*operator:/ },
  { name: "a token for the system", args: [...FOUNDERS, "--token", "system:crl"], says: /system acts by itself/ },
  {
    name: "a token for an officer that is none",
    args: [...FOUNDERS, "--token", "officer:eve"],
    says: /No such officer|no such officer/,
  },
  { name: "a token twice", args: [...FOUNDERS, "--token", "service:web", "--token", "service:web"], says: /--token/ },
  { name: "a quorum of one", args: [...FOUNDERS, "--quorum", "1"], says: /--quorum.*2 to 16/ },
  { name: "a quorum that is no number", args: [...FOUNDERS, "--quorum", "many"], says: /--quorum.*2 to 16/ },
  {
    name: "a quorum above the founders",
    args: [...FOUNDERS, "--quorum", "3"],
    says: /--quorum 3 needs as many --founder/,
  },
  {
    name: "a ledger's name that is none",
    args: [...FOUNDERS, "--ledger", "My_Ledger"],
    says: /--ledger.*such as cartulary/,
  },
  {
    name: "a founder's id that is none",
    args: ["--founder", `Alice=${file("alice.pem")}`, ...FOUNDERS.slice(2)],
    says: /--founder.*a-z/,
  },
  { name: "a founder twice", args: [...FOUNDERS, "--founder", `bob=${file("alice.pem")}`], says: /--founder.*before/ },
  {
    name: "two founders with one key",
    args: [...FOUNDERS.slice(0, 2), "--founder", `bob=${file("alice.pem")}`],
    says: /two founders have one key/,
  },
  {
    name: "a key file that is not there",
    args: [...FOUNDERS.slice(0, 2), "--founder", "bob=nowhere.pem"],
    says: /nowhere\.pem: cannot be read/,
  },
  { name: "a name for nobody", args: [...FOUNDERS, "--name", "carol=Carol"], says: /--name carol/ },
  { name: "a port that is none", args: [...FOUNDERS, "--port", "70000"], says: /--port.*65535/ },
  { name: "a URL that is none", args: [...FOUNDERS, "--public-url", "pki.example"], says: /--public-url.*http/ },
  {
    name: "a URL with a slash at its end",
    args: [...FOUNDERS, "--public-url", "http://pki.example/"],
    says: /--public-url.*no slash/,
  },
  { name: "a public port that is none", args: [...FOUNDERS, "--public-port", "-1"], says: /--public-port.*65535/ },
  {
    name: "one port for both",
    args: [...FOUNDERS, "--port", "8443", "--public-port", "8443"],
    says: /--port and --public-port are two/,
  },
  {
    name: "an address that makes no URL",
    args: [...FOUNDERS, "--host", "a b", "--port", "1", "--public-port", "2"],
    says: /--host/,
  },
  {
    name: "a PKCS#11 module without its parts",
    args: [...FOUNDERS, "--module", "pkcs11"],
    says: /--library, --token-serial and --pin-file/,
  },
  {
    name: "softkey in production",
    args: [...FOUNDERS, "--module", "softkey", "--mode", "production"],
    says: /softkey .*refuses production/,
  },
  {
    name: "a store that is none",
    args: FOUNDERS,
    env: { CARTULARY_STORE: "postgres://host" },
    says: /CARTULARY_STORE/,
  },
])("$name", async ({ args, env = {}, says }) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const program = new Command().option("--home <directory>").option("--json").exitOverride();
  program.configureOutput({ writeErr: () => undefined });
  addInit(program);
  const error = await program.parseAsync(["--home", home, "init", ...args], { from: "user" }).catch((e: unknown) => e);
  // What main() ends with 2.
  const isUsage = error instanceof CommanderError || error instanceof ConfigFault || (error as CliExit).exitCode === 2;
  expect([isUsage, (error as Error).message]).toEqual([true, expect.stringMatching(says)]);
  expect(existsSync(home)).toBe(false);
});
