/** The command line as a script uses it: JSON, exit codes, and no stack traces. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Home, makeAuthorities, makeHome, type RunningServer, startServer } from "../support/server.ts";

const launcher = fileURLToPath(new URL("../../bin/cartulary", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "cli-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string): string => join(directory, name);

let home: Home;
let server: RunningServer;
beforeAll(async () => {
  home = makeHome("softkey");
  server = await startServer(home);
  await makeAuthorities(home);
}, 60_000);
afterAll(async () => {
  await server.stop();
  home.remove();
});

const run = (args: readonly string[], environment: Record<string, string> = {}) => {
  const { status, stdout, stderr } = spawnSync(launcher, args, {
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  return { status, stdout, stderr };
};
const cli = (...args: readonly string[]) => run(["--home", home.path, ...args]);
const json = (...args: readonly string[]) => JSON.parse(cli("--json", ...args).stdout);

const makeCsr = (): string => {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file("www.key")];
  spawnSync("openssl", [
    "req",
    "-new",
    ...key,
    "-subj",
    "/CN=www.example.test",
    "-addext",
    "subjectAltName=DNS:www.example.test",
    "-out",
    file("www.csr"),
  ]);
  return file("www.csr");
};
const keyOf = (id: string): string => join(home.path, "..", `${id}.pem`);

test("from a CSR to a revoked certificate, by commands alone", () => {
  const { id } = json(
    "--as",
    "service:web",
    "request",
    "submit",
    makeCsr(),
    "--authority",
    "web-ca",
    "--profile",
    "tls-server",
    "--note",
    "hello",
  );
  expect(cli("request", "list").stdout).toContain(id);
  expect(cli("request", "show", id).stdout).toMatch(
    /subject +CN=www\.example\.test[\s\S]+names +dns:www\.example\.test/,
  );
  expect(cli("approve", id, "--officer", "alice", "--key", keyOf("alice"), "--yes").stdout).toContain("1 of 2");
  const { certificate } = json("approve", id, "--officer", "bob", "--key", keyOf("bob"), "--yes");
  const place = `${certificate.issuer}/${certificate.serial}`;
  expect(cli("certificate", "get", place, "--out", file("www.pem")).status).toBe(0);
  expect(readFileSync(file("www.pem"), "utf8")).toMatch(/^-----BEGIN CERTIFICATE-----/);
  expect(cli("certificate", "list").stdout).toContain(place);
  expect(cli("ocsp", "query", place)).toMatchObject({
    status: 3,
    stderr: expect.stringContaining("ocsp responder ID"),
  });
  const { request } = json("ocsp", "responder", "web-ca", "--name", "CN=OCSP");
  for (const officer of ["alice", "bob"])
    cli("approve", request, "--officer", officer, "--key", keyOf(officer), "--yes", "--yes-authority");
  expect(json("ocsp", "query", place, "--good")).toMatchObject({ status: "good", signedBy: expect.any(String) });
  expect(cli("--as", "officer:alice", "certificate", "hold", place).stdout).toContain("is held");
  expect(cli("--as", "officer:alice", "certificate", "release", place).stdout).toContain("is good");
  expect(cli("--as", "officer:alice", "certificate", "revoke", place, "--reason", "superseded").stdout).toContain(
    "is revoked",
  );
  const revoked = cli("--json", "ocsp", "query", place, "--good");
  expect([revoked.status, JSON.parse(revoked.stdout)]).toEqual([
    4,
    expect.objectContaining({ status: "revoked", reason: "superseded" }),
  ]);
  expect(cli("crl", "fetch", "web-ca", "--out", file("web.crl")).status).toBe(0);
  expect(cli("ledger", "check").stdout).toContain("all sound");
  expect(cli("ledger", "list", "--limit", "3").stderr).toMatch(/there are more: .* --after [0-9a-f]+ goes on/);
  expect(cli("ledger", "show", `certificate-${certificate.issuer}.${certificate.serial}`).stdout).toContain(
    '"CertificateRevoked"',
  );
  expect(cli("doctor").stdout).toMatch(/well {2}signer/);
  const [key] = json("key", "list") as { id: string; purpose: string }[];
  expect(json("key", "show", key?.id ?? "")).toEqual(key);
  expect(cli("key", "list").stdout).toContain(key?.id);
  expect(cli("profile", "list").stdout).toContain("tls-server");
  expect(cli("profile", "show", "tls-server").stdout).toMatch(/extendedKeyUsage +\["serverAuth"/);
  expect(cli("profile", "show", "none").status).toBe(1);
});

test("a denial by the command line", () => {
  const { id } = json(
    "--as",
    "service:web",
    "request",
    "submit",
    makeCsr(),
    "--authority",
    "web-ca",
    "--profile",
    "tls-server",
  );
  const deny = ["approve", id, "--officer", "alice", "--key", keyOf("alice"), "--deny", "--yes"];
  expect(cli(...deny, "--ledger", "other/1")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("another ledger (test/ledger) than yours (other/1)"),
  });
  expect(cli(...deny).stdout).toContain("request is denied");
});

test("an authority whose request was denied: create says so, request asks again", () => {
  const create = ["authority", "create", "spare", "--kind", "root", "--name", "CN=Spare"];
  const { request } = json(...create);
  expect(cli(...create).stdout).toContain("certificate requested");
  cli("approve", request, "--officer", "alice", "--key", keyOf("alice"), "--deny", "--yes");
  const denied = cli(...create);
  expect([denied.status, denied.stderr]).toEqual([1, expect.stringContaining("cartulary authority request spare")]);
  expect(cli("ledger", "check").stdout).toContain("authority-spare: created, and its request was denied");
  const again = json("authority", "request", "spare");
  expect(again.request).not.toBe(request);
  const approve = (id: string, ...more: readonly string[]) =>
    cli("approve", again.request, "--officer", id, "--key", keyOf(id), "--yes", ...more);
  expect(approve("alice")).toMatchObject({ status: 2, stderr: expect.stringContaining("--yes-authority says yes") });
  for (const id of ["alice", "bob"]) approve(id, "--yes-authority");
  expect(json("authority", "show", "spare")).toMatchObject({ state: "active", request: again.request });
  expect(cli("ledger", "check").stdout).not.toContain("open");
  expect(cli("authority", "request", "spare").status).toBe(1);
});

describe("exit codes", () => {
  const zero = "0".repeat(32);
  test.for<{ name: string; args: readonly string[]; status: number; says: RegExp }>([
    { name: "help", args: ["--help"], status: 0, says: /Exit codes: 0 done/ },
    { name: "the version", args: ["--version"], status: 0, says: /^\d+\.\d+\.\d+/ },
    { name: "no such command", args: ["fly"], status: 2, says: /unknown command/ },
    { name: "a missing argument", args: ["request", "show"], status: 2, says: /missing required argument/ },
    { name: "a missing option", args: ["authority", "create", "x"], status: 2, says: /required option/ },
    {
      name: "a wrong choice",
      args: ["certificate", "revoke", `${zero}/01`, "--reason", "boredom"],
      status: 2,
      says: /Allowed choices/,
    },
    { name: "an unknown request", args: ["request", "show", zero], status: 1, says: /No such request/ },
    { name: "an unknown stream", args: ["ledger", "show", "key-nothing"], status: 1, says: /no such stream/ },
    {
      name: "a key file that is none",
      args: ["approve", zero, "--officer", "alice", "--key", "/dev/null", "--yes"],
      status: 1,
      says: /No such request/,
    },
    {
      name: "no token of that name",
      args: ["--as", "service:nobody", "request", "list"],
      status: 2,
      says: /no token for service:nobody/,
    },
    {
      name: "no server",
      args: ["--server", "http://127.0.0.1:1", "request", "list"],
      status: 3,
      says: /no server answers/,
    },
    {
      name: "a file that is not there",
      args: ["request", "submit", "/nowhere.csr", "--authority", "a", "--profile", "b"],
      status: 3,
      says: /ENOENT/,
    },
    {
      name: "a move between two EventStoreDBs",
      args: ["ledger", "move", "--from", "esdb://a:1?tls=false", "--to", "esdb://b:2?tls=false"],
      status: 2,
      says: /move to sqlite:FILE first/,
    },
    {
      name: "a home that is set up already",
      args: ["init", "--founder", "a=b", "--founder", "c=d"],
      status: 2,
      says: /set up already/,
    },
  ])("$name", ({ args, status, says }) => {
    const done = cli(...args);
    expect([done.status, `${done.stdout}${done.stderr}`]).toEqual([status, expect.stringMatching(says)]);
    expect(done.stderr).not.toMatch(/\n {4}at |node:internal/);
  });

  test("with --json an error is JSON too", () => {
    const done = cli("--json", "request", "show", zero);
    expect(JSON.parse(done.stdout)).toEqual({
      error: "request.unknown",
      message: expect.stringContaining("No such request"),
    });
  });

  test("a home that was never set up", () => {
    const done = run(["--home", file("nothing"), "serve"]);
    expect([done.status, done.stderr]).toEqual([2, expect.stringContaining('run "cartulary init" first')]);
  });

  /** A copy of the home with something done to its ledger's file. */
  const copyWith = (name: string, sql: string): string => {
    const copy = file(name);
    spawnSync("cp", ["-r", home.path, copy]);
    spawnSync(process.execPath, [
      "--disable-warning=ExperimentalWarning",
      "-e",
      `new (require("node:sqlite").DatabaseSync)(${JSON.stringify(join(copy, "ledger/ledger.sqlite"))}).exec(${JSON.stringify(sql)})`,
    ]);
    return copy;
  };

  test("a ledger that was put back to an older copy, under read models that had seen more: 4", () => {
    const sql =
      "DROP TRIGGER event_never_deleted; DELETE FROM event WHERE position > (SELECT max(position) - 3 FROM event);";
    const done = run(["--home", copyWith("older", sql), "doctor"]);
    expect([done.status, done.stdout]).toEqual([
      4,
      expect.stringMatching(/ILL {3}store +the store is behind what was read from it/),
    ]);
  });

  test("a ledger that was tampered with: 4", () => {
    const copy = copyWith(
      "copy",
      "DROP TRIGGER event_never_updated; UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), 'web-ca', 'bad-ca') AS BLOB) WHERE type = 'AuthorityCreated';",
    );
    const check = run(["--home", copy, "ledger", "check"]);
    expect([check.status, check.stdout]).toEqual([
      4,
      expect.stringMatching(/findings[\s\S]+authority-web-ca@1: a stream has a gap/),
    ]);
    expect(run(["--home", copy, "doctor"]).stdout).toMatch(/ILL {3}ledger/);
  });
});

describe("the signer starts only where nothing leaks", () => {
  const main = fileURLToPath(new URL("../../adapters/cli/main.ts", import.meta.url));
  const direct = (flags: readonly string[], limit: string) => {
    const command = `ulimit -c ${limit}; exec ${process.execPath} --disable-warning=ExperimentalWarning ${flags.join(" ")} ${main} --home ${home.path} signer`;
    return spawnSync("bash", ["-c", command], { encoding: "utf8", timeout: 20_000 });
  };
  test.for([
    { name: "core dumps are possible", flags: ["--disable-sigusr1"], limit: "1", says: "core dumps are possible" },
    { name: "a signal could open a debugger", flags: [], limit: "0", says: "a signal could open a debugger" },
    { name: "a debugger is open", flags: ["--disable-sigusr1", "--inspect=0"], limit: "0", says: "a debugger is open" },
  ])("$name", ({ flags, limit, says }) => {
    const done = direct(flags, limit);
    expect([done.status, done.stderr]).toEqual([2, expect.stringContaining(says)]);
  });

  test("the PIN file is open to others", () => {
    chmodSync(join(home.path, "signer/pin"), 0o644);
    const done = run(["--home", home.path, "signer"]);
    chmodSync(join(home.path, "signer/pin"), 0o600);
    expect([done.status, done.stderr]).toEqual([2, expect.stringContaining("0600")]);
  });

  test("the server refuses to have the PIN", () => {
    const done = run(["--home", home.path, "serve"], { CARTULARY_PIN: "1234" });
    expect([done.status, done.stderr]).toEqual([2, expect.stringContaining("start the signer by itself")]);
    expect(`${done.stdout}${done.stderr}`).not.toContain("1234");
  });

  test("softkey refuses production", () => {
    const path = join(home.path, "signer/signer.json");
    const before = readFileSync(path, "utf8");
    writeFileSync(path, before.replace('"development"', '"production"'));
    const done = run(["--home", home.path, "signer"]);
    writeFileSync(path, before);
    expect(done.status).toBe(3);
    expect(existsSync(path)).toBe(true);
  });
});

test("a server that shows another plan: the client refuses to sign what it was not shown", async () => {
  const { id } = json(
    "--as",
    "service:web",
    "request",
    "submit",
    makeCsr(),
    "--authority",
    "web-ca",
    "--profile",
    "tls-server",
  );
  const body = json("request", "show", id);
  const { createServer } = await import("node:http");
  const lying = createServer((_, response) =>
    response.end(JSON.stringify({ ...body, tbs: body.plan.tbs.plain.replace(/^./, "N") })),
  ).listen(0);
  const { port } = lying.address() as { port: number };
  const { spawn } = await import("node:child_process");
  const child = spawn(launcher, [
    "--home",
    home.path,
    "--server",
    `http://127.0.0.1:${port}`,
    "approve",
    id,
    "--officer",
    "alice",
    "--key",
    keyOf("alice"),
    "--yes",
  ]);
  let said = "";
  child.stdout.resume();
  child.stderr.on("data", (c: Buffer) => {
    said += c.toString();
  });
  const status = await new Promise((resolve) => child.once("close", resolve));
  lying.close();
  expect([status, said]).toEqual([1, expect.stringContaining("do not approve it")]);
});

describe("on a terminal", () => {
  const onTerminal = (line: string, environment: Record<string, string> = {}): string => {
    // A person's terminal: what else the tests were started with (CI, TMUX, NO_COLOR …) changes what Node thinks of colours.
    const inherited = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => /^(?:PATH|HOME|LANG|CARTULARY_\w+|SOFTHSM\w*)$/.test(name)),
    );
    return spawnSync("script", ["-qec", `${launcher} --home ${home.path} ${line}`, "/dev/null"], {
      encoding: "utf8",
      env: { ...inherited, TERM: "xterm-256color", ...environment },
    }).stdout;
  };
  const [CLEAR, CYAN] = ["\u001b[2K", "\u001b[36m"];

  test("long work tells how far it is, in colour unless NO_COLOR says otherwise; a pipe and --json get neither", () => {
    const shown = onTerminal("ledger check");
    expect([CLEAR, CYAN, "checking the ledger"].filter((part) => !shown.includes(part))).toEqual([]);
    const plain = onTerminal("ledger check", { NO_COLOR: "1" });
    expect([plain.includes(CLEAR), plain.includes(CYAN)]).toEqual([true, false]);
    expect(onTerminal("--json ledger check")).not.toContain("\u001b");
    const piped = cli("ledger", "check");
    expect(piped.stdout + piped.stderr).not.toContain("\u001b");
    expect(onTerminal("ledger replay", { NO_COLOR: "1" })).toContain("replaying the ledger");
  });
});
