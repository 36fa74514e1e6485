/** cartulary config, and what cartulary doctor says of the listeners. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "smol-toml";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { addConfig } from "../../../adapters/cli/config.ts";
import { listenerFindings, tlsFindings } from "../../../adapters/cli/doctor-listeners.ts";
import { ensureOwnCertificate } from "../../../adapters/tls/own-certificate.ts";
import { ConfigFault, readServerConfig } from "../../../http/config.ts";
import { runCommand } from "../../support/commands.ts";

const home = mkdtempSync(join(tmpdir(), "cli-config-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());
const least = {
  mode: "development",
  store: "esdb://writer:hunter2@store.example:2113",
  publicUrl: "http://pki.test",
  signer: { address: "unix:run/signer.sock", isSupervised: true },
} as const;
const write = (value: object): void => writeFileSync(join(home, "cartulary.toml"), stringify(value));
beforeEach(() => write(least));
const run = (...args: string[]) => runCommand(addConfig, ["--home", home, ...args]);

test("show prints what is in force as it could stand in the file, without a password", async () => {
  vi.stubEnv("CARTULARY_LIMITS_CONNECTIONS", "7");
  const { stdout } = await run("config", "show", "--set", "listen.api.port=1");
  expect(stdout).toContain('mode = "development"\n');
  expect(stdout).toContain("listen.api.port = 1\n");
  expect(stdout).toContain("limits.connections = 7\n");
  expect(stdout).toContain("listen.public.port = 8080\n");
  expect(stdout).toContain('store = "esdb://writer:***@store.example:2113"');
  expect(stdout).not.toContain("hunter2");
});

test("show --origin tells who said each", async () => {
  vi.stubEnv("CARTULARY_LIMITS_CONNECTIONS", "7");
  const args = ["config", "show", "--origin", "--set", "listen.api.port=1"];
  const rows = JSON.parse((await run("--json", ...args)).stdout) as { path: string; origin: object }[];
  const of = (path: string) => rows.find((r) => r.path === path);
  expect(of("mode")).toMatchObject({ value: "development", origin: { kind: "file", name: "cartulary.toml" } });
  expect(of("limits.connections")).toMatchObject({ value: 7, origin: { kind: "environment" } });
  expect(of("listen.api.port")).toMatchObject({ value: 1, origin: { kind: "flag" } });
  expect(of("listen.public.port")).toMatchObject({
    origin: { kind: "default" },
    variable: "CARTULARY_LISTEN_PUBLIC_PORT",
  });
  const { stdout } = await run(...args);
  expect(stdout).toMatch(/limits\.connections +│ 7 +│ CARTULARY_LIMITS_CONNECTIONS/);
  expect(stdout).toMatch(/listen\.public\.port +│ 8080 +│ default/);
  expect(stdout).not.toContain("hunter2");
});

test("check says where it will be reached, or what is wrong", async () => {
  expect((await run("config", "check")).stdout).toMatch(
    /cartulary\.toml can be used: the API is at https:\/\/127\.0\.0\.1:8443/,
  );
  await expect(run("config", "check", "--set", "mode=hunter2")).rejects.toThrow(ConfigFault);
});

describe("doctor", () => {
  const healthy = { status: "ready", reasons: [] };
  const serving: Server[] = [];
  afterEach(() => {
    for (const s of serving.splice(0)) s.close();
  });
  const answering = async (body: unknown): Promise<number> => {
    const server = createServer((_request, response) => response.end(JSON.stringify(body)));
    serving.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  };
  const findings = async (flags: readonly string[]) =>
    (await listenerFindings(readServerConfig(home, ["listen.api.tls=off", ...flags]))).map(
      ({ check, isWell, says }) => `${isWell ? "well" : "ill"} ${check}: ${says}`,
    );

  test("our server answers, and is well", async () => {
    const [api, pub] = [await answering(healthy), await answering(healthy)];
    expect(await findings([`listen.api.port=${api}`, `listen.public.port=${pub}`])).toEqual([
      `well api: answers at http://127.0.0.1:${api}`,
      `well public: answers at http://127.0.0.1:${pub}`,
      "well server: ready",
    ]);
  });

  test("our server answers, and is not well; another program has the other address; and one is not this machine's", async () => {
    const [api, pub] = [await answering({ status: "not ready", reasons: ["why"] }), await answering("something else")];
    const flags = [`listen.api.port=${api}`, `listen.public.port=${pub}`, "listen.ops.host=192.0.2.1"];
    expect(await findings(flags)).toEqual([
      `well api: answers at http://127.0.0.1:${api}`,
      expect.stringMatching(/^ill public: .*another program has this address/),
      expect.stringMatching(/^ill ops: .*no such address/),
      "ill server: not ready: why",
    ]);
  });

  test("nothing runs, and the addresses are free", async () => {
    const free = await answering(healthy);
    await new Promise((resolve) => serving.pop()?.close(resolve));
    expect(await findings([`listen.api.port=${free}`, "listen.public.port=0"])).toEqual([
      `well api: does not run; http://127.0.0.1:${free} is free for it`,
      expect.stringMatching(/^well public: does not run/),
      "well server: does not run",
    ]);
  });

  test("the certificate: its time, its names, and who may read its key", () => {
    const files = { certificate: join(home, "tls/own.crt"), key: join(home, "tls/own.key") };
    const says = (flags: readonly string[] = []) =>
      tlsFindings(readServerConfig(home, flags)).map((f) => `${f.isWell ? "well" : "ill"}: ${f.says}`);
    expect(says(["listen.api.tls=off"])).toEqual([expect.stringMatching(/^well: off/)]);
    ensureOwnCertificate({ files, names: ["127.0.0.1"], nowMs: Date.now() });
    expect(says()).toEqual([expect.stringMatching(/^well: the API's certificate is good until/)]);
    chmodSync(files.key, 0o644);
    expect(says(["listen.api.host=192.0.2.1"])).toEqual([
      expect.stringMatching(/^ill: .*does not name 192\.0\.2\.1/),
      expect.stringMatching(/^ill: others may read .*own\.key: chmod 600/),
    ]);
    ensureOwnCertificate({ files, names: ["127.0.0.1", "::1"], nowMs: Date.now() - 100 * 86_400_000 });
    expect(says()).toContainEqual(expect.stringMatching(/^ill: .*has ended/));
  });
});
