/** The API's listener over TLS: what it speaks, another certificate while it runs, and what clients present. */
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, connect } from "node:tls";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { silentLog } from "../../../adapters/log/log.ts";
import { ensureOwnCertificate, ownNames } from "../../../adapters/tls/own-certificate.ts";
import { keptTls } from "../../../http/compose-tls.ts";
import type { ServerConfig } from "../../../http/config.ts";
import { proxyList } from "../../../http/listen/client-address.ts";
import { type Listening, listen } from "../../../http/listen/listener.ts";
import type { TlsIdentity } from "../../../http/listen/tls.ts";
import { rawClient } from "../../support/raw-client.ts";
import { until } from "../../support/server.ts";

const directory = mkdtempSync(join(tmpdir(), "tls-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string): string => join(directory, name);
const text = (name: string): string => readFileSync(file(name), "utf8");
const own = (name: string): TlsIdentity =>
  ensureOwnCertificate({
    files: { certificate: file(`${name}.crt`), key: file(`${name}.key`) },
    names: ownNames("127.0.0.1", []),
    nowMs: Date.now(),
  });

let open: Listening | undefined;
afterEach(() => open?.drain(0));
const start = async (tls: TlsIdentity): Promise<number> => {
  open = await listen({
    role: "api",
    host: "127.0.0.1",
    port: 0,
    tls,
    proxies: proxyList([]),
    onPressed: () => undefined,
    fetch: (_request, { connection }) => {
      const { clientCertificate: presented, isSecure } = connection;
      const serial = presented && new X509Certificate(presented.der).subject;
      return Response.json({
        isSecure,
        subject: serial ?? null,
        isVerified: presented?.isVerified ?? null,
        problem: presented?.problem ?? null,
      });
    },
    limits: {
      headerBytes: 1 << 14,
      headerCount: 20,
      headerMs: 60_000,
      requestMs: 60_000,
      answerMs: 60_000,
      keepAliveMs: 60_000,
      connections: 100,
      requestsPerConnection: 100,
    },
  });
  return open.port;
};
const ask = async (port: number, options: ConnectionOptions): Promise<Record<string, unknown>> => {
  const client = await rawClient(port, options);
  client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const said = await client.end();
  return JSON.parse(said.slice(said.indexOf("\r\n\r\n") + 4)) as Record<string, unknown>;
};

describe("versions and ciphers", () => {
  const handshake = (port: number, ca: string, options: ConnectionOptions): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect({ port, host: "127.0.0.1", ca, ...options });
      socket.once("secureConnect", () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().standardName}`);
        socket.destroy();
      });
      socket.once("error", () => resolve("refused"));
    });

  test.for<{ name: string; options: ConnectionOptions; is: RegExp }>([
    { name: "what a client of today speaks", options: {}, is: /^TLSv1\.3 / },
    { name: "TLS 1.2", options: { maxVersion: "TLSv1.2" }, is: /^TLSv1\.2 TLS_ECDHE_ECDSA_WITH_/ },
    {
      name: "TLS 1.1",
      options: { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
      is: /^refused$/,
    },
    { name: "CBC", options: { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA256" }, is: /^refused$/ },
  ])("$name", async ({ options, is }) => {
    const identity = own("a");
    expect(await handshake(await start(identity), identity.certificate, options)).toMatch(is);
  });

  test("what is no TLS gets no answer of HTTP", async () => {
    const client = await rawClient(await start(own("a")));
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(await client.end()).not.toContain("HTTP/1.1 200");
  });
});

test("another certificate while it runs: new connections see it, those that are there go on", async () => {
  const [a, b] = [own("a"), own("b")];
  const port = await start(a);
  const kept = await rawClient(port, { ca: a.certificate });
  open?.setTls(b);
  expect(await ask(port, { ca: b.certificate })).toMatchObject({ isSecure: true });
  await expect(rawClient(port, { ca: a.certificate })).rejects.toThrow();
  kept.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  expect(await kept.until(/\}/)).toContain('"isSecure":true');
});

describe("client certificates", () => {
  const openssl = (...args: string[]): string =>
    execFileSync("openssl", args, { cwd: directory, stdio: "pipe", encoding: "utf8" });
  const key = (name: string): string[] => [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-keyout",
    `${name}.key`,
  ];
  for (const ca of ["ours", "others"])
    openssl("req", "-x509", ...key(ca), "-subj", `/CN=${ca}`, "-out", `${ca}.crt`, "-days", "2");
  for (const [name, ca] of [
    ["alice", "ours"],
    ["eve", "others"],
  ] as const) {
    openssl("req", "-new", ...key(name), "-subj", `/CN=${name}`, "-out", `${name}.csr`);
    openssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      `${ca}.crt`,
      "-CAkey",
      `${ca}.key`,
      "-days",
      "1",
      "-out",
      `${name}.crt`,
    );
  }
  const of = (name: string): ConnectionOptions => ({ cert: text(`${name}.crt`), key: text(`${name}.key`) });

  test.for<{ name: string; presents?: string; isAsked: boolean; is: object }>([
    {
      name: "one of an authority that is believed",
      presents: "alice",
      isAsked: true,
      is: { subject: "CN=alice", isVerified: true, problem: null },
    },
    {
      name: "one of another authority is told, not believed",
      presents: "eve",
      isAsked: true,
      is: { subject: "CN=eve", isVerified: false, problem: expect.stringMatching(/^UNABLE_TO_/) },
    },
    { name: "none: nobody must have one", isAsked: true, is: { subject: null } },
    { name: "one that nobody asked for", presents: "alice", isAsked: false, is: { subject: null } },
  ])("$name", async ({ presents, isAsked, is }) => {
    const identity = own("a");
    const port = await start(isAsked ? { ...identity, clientCa: text("ours.crt") } : identity);
    const client = presents === undefined ? {} : of(presents);
    expect(await ask(port, { ca: identity.certificate, ...client })).toMatchObject(is);
  });
});

describe("kept fresh", () => {
  const config = (tls: unknown): ServerConfig =>
    ({ home: directory, listen: { api: { host: "127.0.0.1", port: 0, tls, names: [] } } }) as unknown as ServerConfig;
  const watched = (kept: ReturnType<typeof keptTls>) => {
    const seen: TlsIdentity[] = [];
    const stop = new AbortController();
    const ended = kept.keep((identity) => void seen.push(identity), stop.signal, 20);
    const end = (): Promise<void> => {
      stop.abort();
      return ended;
    };
    return { seen, stop: end };
  };

  test("files that change are read anew; one that is broken leaves the one before, and is told", async () => {
    const [a, b] = [own("a"), own("b")];
    writeFileSync(file("given.pem"), a.certificate);
    writeFileSync(file("given.key"), a.key);
    const kept = keptTls(config({ certificate: "given.pem", key: "given.key" }), silentLog);
    const { seen, stop } = watched(kept);
    // Half of a change: the key is not the certificate's yet.
    writeFileSync(file("given.key"), b.key);
    await until("it is told", () => kept.warnings().find((w) => w.includes("cannot be read anew")));
    expect([seen, kept.identity()]).toEqual([[], a]);
    writeFileSync(file("given.pem"), b.certificate);
    await until("it is seen", () => seen[0]);
    expect([seen, kept.identity(), kept.warnings()]).toEqual([[b], b, []]);
    await stop();
  });

  test("our own is renewed when its time has come", async () => {
    const nowMs = Date.now() - 80 * 86_400_000;
    const files = { certificate: file("tls/own.crt"), key: file("tls/own.key") };
    const kept = keptTls(config("own"), silentLog);
    const { key } = kept.identity() ?? { key: "" };
    rmSync(files.certificate);
    const old = ensureOwnCertificate({ files, names: ownNames("127.0.0.1", []), nowMs });
    utimesSync(files.certificate, new Date(nowMs), new Date(nowMs));
    const { seen, stop } = watched(kept);
    await until("it is renewed", () => seen[0]);
    await stop();
    expect(seen[0]?.key).toBe(key);
    expect(seen[0]?.certificate).not.toBe(old.certificate);
  });

  test("a server does not start with a key that is another's", () => {
    const [a, b] = [own("a"), own("b")];
    writeFileSync(file("given.pem"), a.certificate);
    writeFileSync(file("given.key"), b.key);
    expect(() => keptTls(config({ certificate: "given.pem", key: "given.key" }), silentLog)).toThrow(
      "is not the key of",
    );
  });
});
