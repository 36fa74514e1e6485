/** Whom commands believe about a server, and that nothing is sent to anybody else. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "smol-toml";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { addAuthority } from "../../../adapters/cli/authority.ts";
import { ensureOwnCertificate, ownNames } from "../../../adapters/tls/own-certificate.ts";
import { runCommand } from "../../support/commands.ts";

const directory = mkdtempSync(join(tmpdir(), "trust-"));
const file = (name: string): string => join(directory, name);
writeFileSync(file("token"), "secret-token");
writeFileSync(file("empty.pem"), "nothing");
const make = (name: string, names: readonly string[]) =>
  ensureOwnCertificate({
    files: { certificate: file(`${name}.crt`), key: file(`${name}.key`) },
    names,
    nowMs: Date.now(),
  });

const received: string[] = [];
const servers = (["ours", "strange"] as const).map((name) => {
  const { certificate, key } = make(name, name === "ours" ? ownNames("127.0.0.1", []) : ["strange.example"]);
  return createServer({ cert: certificate, key }, (request, response) => {
    received.push(request.headers.authorization ?? "");
    response.end('{"items":[],"next":null}');
  });
});
const port = (n: 0 | 1): number => {
  const address = servers[n]?.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};
// On other ports for each test: elsewhere a command is a process of its own, which knows no connection and no session yet.
beforeEach(() => Promise.all(servers.map((s) => new Promise<void>((resolve) => s.listen(0, "127.0.0.1", resolve)))));
afterEach(() => {
  received.splice(0);
  for (const s of servers) {
    s.closeAllConnections();
    s.close();
  }
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const run = (...args: string[]) =>
  runCommand(addAuthority, ["--home", file("home"), "--token-file", file("token"), ...args, "authority", "list"]);

test.for<{ name: string; args: (url: readonly string[]) => string[]; status: number; code?: string; says?: RegExp }>([
  {
    name: "a certificate of nobody that is believed",
    args: ([ours = ""]) => ["--server", ours],
    status: 3,
    code: "cli.server-untrusted",
    says: /DEPTH_ZERO_SELF_SIGNED_CERT.*nothing was sent.*--server-ca/,
  },
  {
    name: "the one that was given",
    args: ([ours = ""]) => ["--server", ours, "--server-ca", file("ours.crt")],
    status: 0,
  },
  {
    name: "another than the one that was given",
    args: ([ours = ""]) => ["--server", ours, "--server-ca", file("strange.crt")],
    status: 3,
    code: "cli.server-untrusted",
  },
  {
    name: "the one that was given, for another name",
    args: ([, strange = ""]) => ["--server", strange, "--server-ca", file("strange.crt")],
    status: 3,
    code: "cli.server-untrusted",
    says: /ERR_TLS_CERT_ALTNAME_INVALID/,
  },
  {
    name: "no TLS to another machine",
    args: () => ["--server", "http://pki.example"],
    status: 2,
    code: "cli.server-insecure",
  },
  { name: "what is no URL", args: () => ["--server", "pki.example"], status: 2, code: "cli.no-server" },
  { name: "a URL of another kind", args: () => ["--server", "ftp://pki.example"], status: 2, code: "cli.no-server" },
  {
    name: "a file that is not there",
    args: ([ours = ""]) => ["--server", ours, "--server-ca", file("none.pem")],
    status: 2,
    code: "cli.no-server-ca",
    says: /none\.pem cannot be read/,
  },
  {
    name: "a file without a certificate",
    args: ([ours = ""]) => ["--server", ours, "--server-ca", file("empty.pem")],
    status: 2,
    code: "cli.no-server-ca",
    says: /holds no certificate/,
  },
])("$name", async ({ args, status, code, says = /^/ }) => {
  const ended = await run(...args(([0, 1] as const).map((n) => `https://127.0.0.1:${port(n)}`)));
  expect([ended.status, ended.code, ended.message]).toEqual([status, code, expect.stringMatching(says)]);
  expect(received).toEqual(status === 0 ? ["Bearer secret-token"] : []);
});

test.for<{ shows: string; has?: string; status: number; code?: string }>([
  { shows: "ours", has: "ours", status: 0 },
  { shows: "ours", has: "strange", status: 3, code: "cli.server-untrusted" },
  { shows: "ours", status: 2, code: "cli.no-server-ca" },
])("the local server shows $shows, the home has $has: exactly this is trusted", async ({ has, status, code }) => {
  mkdirSync(file("home/tls"), { recursive: true });
  rmSync(file("home/tls/own.crt"), { force: true });
  if (has !== undefined) writeFileSync(file("home/tls/own.crt"), readFileSync(file(`${has}.crt`)));
  writeFileSync(
    file("home/cartulary.toml"),
    stringify({
      mode: "development",
      store: "sqlite:x",
      publicUrl: "http://pki.test",
      signer: { address: "unix:x", isSupervised: true },
      listen: { api: { port: port(0) } },
    }),
  );
  expect(await run()).toMatchObject({ status, code });
});
