/** The server's configuration: what wins, where it came from, and what is said of a wrong value. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "smol-toml";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { apiUrlOf, localApiUrl } from "../../http/addresses.ts";
import { ConfigFault, explainServerConfig, isLoopback, readServerConfig, readSignerConfig } from "../../http/config.ts";
import { configText, upgraded } from "../../http/config-files.ts";
import { SETTINGS } from "../../http/config-schema.ts";

const home = mkdtempSync(join(tmpdir(), "config-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

const least = {
  mode: "development",
  store: "sqlite:ledger/ledger.sqlite",
  publicUrl: "http://pki.test",
  signer: { address: "unix:run/signer.sock", isSupervised: true },
} as const;
const write = (value: object): void => writeFileSync(join(home, "cartulary.toml"), stringify(value));
beforeEach(() => {
  rmSync(join(home, "cartulary.json"), { force: true });
  write(least);
});

const from = (path: string, flags: readonly string[] = []) => {
  const found = explainServerConfig(home, flags).values.find((v) => v.path === path);
  return [found?.value, found?.origin.kind, found?.origin.name];
};
const faultOf = (flags: readonly string[] = []): string => {
  try {
    readServerConfig(home, flags);
  } catch (error) {
    if (error instanceof ConfigFault) return error.message;
    throw error;
  }
  return "none";
};

test("file, then environment, then flag: the last wins, and each is told", () => {
  const path = "listen.api.port";
  expect(from(path)).toEqual([8443, "default", "default"]);
  write({ ...least, listen: { api: { port: 1 } } });
  expect(from(path)).toEqual([1, "file", "cartulary.toml"]);
  vi.stubEnv("CARTULARY_LISTEN_API_PORT", "2");
  expect(from(path)).toEqual([2, "environment", "CARTULARY_LISTEN_API_PORT"]);
  expect(from(path, [`${path}=3`])).toEqual([3, "flag", "--set listen.api.port"]);
  expect(from(path, [`${path}=3`, `${path}=4`])).toEqual([4, "flag", "--set listen.api.port"]);
});

test("what replaces a whole takes its origin with it, and so does a part of what was a whole", () => {
  write({ ...least, listen: { api: { tls: { certificate: "a", key: "b" } } } });
  expect(from("listen.api.tls.key")).toEqual(["b", "file", "cartulary.toml"]);
  expect(from("listen.api.tls", ["listen.api.tls=off"])).toEqual(["off", "flag", "--set listen.api.tls"]);
  write({ ...least, listen: { api: { tls: "off" } } });
  vi.stubEnv("CARTULARY_LISTEN_API_TLS_CERTIFICATE", "c");
  vi.stubEnv("CARTULARY_LISTEN_API_TLS_KEY", "d");
  expect(readServerConfig(home).listen.api.tls).toEqual({ certificate: "c", key: "d" });
  expect(from("listen.api.tls.key")).toEqual(["d", "environment", "CARTULARY_LISTEN_API_TLS_KEY"]);
});

test("texts become what their setting is", () => {
  const flags = ["trustedProxies=10.0.0.0/8, ::1", "signer.isSupervised=false", "limits.connections=7", "blockedKeys="];
  expect(readServerConfig(home, flags)).toMatchObject({
    trustedProxies: ["10.0.0.0/8", "::1"],
    signer: { isSupervised: false },
    limits: { connections: 7 },
    blockedKeys: [],
  });
});

test("the listener for the machine's operators exists when something of it is set", () => {
  expect(readServerConfig(home).listen.ops).toBeUndefined();
  expect(readServerConfig(home, ["listen.ops.port=9"]).listen.ops).toEqual({ host: "127.0.0.1", port: 9 });
  write({ ...least, listen: { ops: {} } });
  expect(readServerConfig(home).listen.ops).toEqual({ host: "127.0.0.1", port: 9090 });
});

describe("what cannot be used is told with its place and who said it, never with the value", () => {
  const SECRET = "hunter2";
  test.for<{
    name: string;
    file?: object;
    env?: Record<string, string>;
    flags?: readonly string[];
    says: RegExp;
  }>([
    { name: "a value in the file", file: { mode: SECRET }, says: /cartulary\.toml: mode: development or production$/ },
    {
      name: "one that is missing",
      file: { signer: { address: "unix:x" } },
      says: /toml: signer\.isSupervised: is missing$/,
    },
    {
      name: "an unknown one",
      file: { listen: { api: { prot: 1 } } },
      says: /toml: listen\.api\.prot: there is no such setting$/,
    },
    { name: "a value for a table", file: { limits: SECRET }, says: /toml: limits: is a table$/ },
    {
      name: "a port of the environment",
      env: { CARTULARY_LISTEN_API_PORT: SECRET },
      says: /^CARTULARY_LISTEN_API_PORT: listen\.api\.port: a port/,
    },
    {
      name: "a store with a password",
      env: { CARTULARY_STORE: `postgres://a:${SECRET}@b` },
      says: /^CARTULARY_STORE: store: a store such as/,
    },
    {
      name: "a variable that is none",
      env: { CARTULARY_LIMITS_CONECTIONS: "1" },
      says: /^CARTULARY_LIMITS_CONECTIONS: there is no such setting$/,
    },
    {
      name: "a flag's value",
      flags: [`limits.connections=${SECRET}`],
      says: /^--set limits\.connections: limits\.connections: a whole number from 1/,
    },
    { name: "a flag that is none", flags: [`${SECRET}=1`], says: /^--set: PATH=VALUE/ },
    { name: "a flag without a value", flags: ["mode"], says: /^--set: PATH=VALUE/ },
    { name: "a flag for a prototype", flags: ["__proto__.x=1"], says: /^--set: PATH=VALUE/ },
    {
      name: "no TLS where others reach it",
      flags: ["listen.api.host=0.0.0.0", "listen.api.tls=off"],
      says: /^--set listen\.api\.tls: .*loopback/,
    },
    {
      name: "a kind of TLS that is none",
      flags: [`listen.api.tls=${SECRET}`],
      says: /^--set listen\.api\.tls: .*"own", "off"/,
    },
    { name: "a certificate without its key", flags: ["listen.api.tls.certificate=a"], says: /listen\.api\.tls/ },
    {
      name: "a proxy that is no address",
      flags: [`trustedProxies=${SECRET}`],
      says: /^--set trustedProxies: trustedProxies.*: a list of addresses/,
    },
    {
      name: "a public URL with a slash",
      flags: ["publicUrl=http://pki.test/"],
      says: /^--set publicUrl: publicUrl: http/,
    },
  ])("$name", ({ file = {}, env = {}, flags = [], says }) => {
    write({ ...least, ...file });
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const said = faultOf(flags);
    expect(said).toMatch(says);
    expect(said).not.toContain(SECRET);
  });

  test("a file that is no TOML: the place, not the line", () => {
    writeFileSync(join(home, "cartulary.toml"), `mode = "development"\nstore = esdb://a:${SECRET}@b\n`);
    expect(faultOf()).toMatch(/cartulary\.toml is no TOML at line 2, column \d+$/);
  });

  test("the signer's file", () => {
    mkdirSync(join(home, "signer"), { recursive: true });
    const { mode, store } = least;
    const signer = {
      mode,
      store,
      address: "unix:x",
      genesis: "A".repeat(43),
      module: { kind: "softkey", file: 5_309 },
    };
    writeFileSync(join(home, "signer/signer.json"), JSON.stringify(signer));
    expect(() => readSignerConfig(home)).toThrow(/signer\.json: module\.file: Invalid type: Expected string$/);
  });

  test("no file", () => {
    rmSync(join(home, "cartulary.toml"));
    expect(faultOf()).toMatch(/run "cartulary init" first/);
  });
});

describe("a home of before there was TOML", () => {
  test.for<{ port: number; api: number }>([
    { port: 8080, api: 8081 },
    { port: 65_535, api: 65_534 },
    { port: 0, api: 0 },
  ])("public bytes stay at $port, the API goes to $api", ({ port, api }) => {
    rmSync(join(home, "cartulary.toml"));
    writeFileSync(join(home, "cartulary.json"), JSON.stringify({ ...least, listen: { host: "::1", port } }));
    expect(readServerConfig(home).listen).toMatchObject({
      api: { host: "::1", port: api, tls: "own" },
      public: { host: "::1", port },
    });
    expect(from("listen.public.port")).toEqual([port, "file", "cartulary.json"]);
  });

  test("one that is upgraded already, or broken, stays as it is for the schema to judge", () => {
    expect(upgraded({ listen: { api: {} } })).toEqual({ listen: { api: {} } });
    expect(upgraded({ listen: 7 })).toEqual({ listen: 7 });
  });

  test("TOML goes before it", () => {
    writeFileSync(join(home, "cartulary.json"), "broken");
    expect(readServerConfig(home).mode).toBe("development");
  });
});

test("what init writes is read as it was meant, whatever stands in it", () => {
  const listen = { api: { host: "::1", port: 1 }, public: { host: "::1", port: 2 } };
  const meant = { ...least, ledger: 'a "quoted" \\ name', publicUrl: "http://pki.test/é", listen };
  writeFileSync(join(home, "cartulary.toml"), configText(meant));
  expect(readServerConfig(home)).toMatchObject({ ...meant, listen: { api: { ...listen.api, tls: "own" } } });
});

test("each setting has a word on what it is for, and a variable of its own", () => {
  expect(SETTINGS.filter((s) => s.about === "")).toEqual([]);
  expect(new Set(SETTINGS.map((s) => s.variable)).size).toBe(SETTINGS.length);
});

test.for<{ name: string; flags: readonly string[]; api: string; local: string }>([
  { name: "this machine", flags: [], api: "https://127.0.0.1:8443", local: "https://127.0.0.1:8443" },
  {
    name: "every address",
    flags: ["listen.api.host=0.0.0.0"],
    api: "https://pki.test:8443",
    local: "https://127.0.0.1:8443",
  },
  {
    name: "every address of both kinds",
    flags: ["listen.api.host=::"],
    api: "https://pki.test:8443",
    local: "https://[::1]:8443",
  },
  { name: "a proxy in front", flags: ["listen.api.tls=off"], api: "https://pki.test", local: "http://127.0.0.1:8443" },
  {
    name: "a proxy with an address of its own",
    flags: ["listen.api.tls=off", "apiUrl=https://ca.test"],
    api: "https://ca.test",
    local: "http://127.0.0.1:8443",
  },
  {
    name: "a given certificate",
    flags: ["listen.api.tls.certificate=a", "listen.api.tls.key=b", "apiUrl=https://ca.test"],
    api: "https://ca.test",
    local: "https://ca.test",
  },
])("where the API is reached: $name", ({ flags, api, local }) => {
  const config = readServerConfig(home, flags);
  expect([apiUrlOf(config), localApiUrl(config)]).toEqual([api, local]);
});

test.for<readonly [host: string, is: boolean]>([
  ["127.0.0.1", true],
  ["127.8.8.8", true],
  ["::1", true],
  ["localhost", true],
  ["0.0.0.0", false],
  ["::", false],
  ["10.0.0.1", false],
  ["127.example", false],
  ["pki.example", false],
  ["localhost.example", false],
])("%s is this machine alone: %s", ([host, is]) => {
  expect(isLoopback(host)).toBe(is);
});
