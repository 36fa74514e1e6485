import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { encodeFrame } from "../../../adapters/signer-socket/frame.ts";
import { listenSigner } from "../../../adapters/signer-socket/server.ts";
import { utf8 } from "../../../domain/kernel/bytes.ts";
import { descendantOf, fakeService, KEY, MODULE, openChannel, rawPeer } from "./channel.ts";
import { counting, PROTOCOL, serverTrial } from "./server-trial.ts";

const { channel, listen, peer, isServing } = serverTrial();

describe("who is not the peer gets nothing", () => {
  const stranger = openChannel();
  afterAll(() => stranger.remove());
  test.for([
    { name: "a stranger's certificate", identity: () => ({ ...stranger.api, peer: channel().api.peer }), options: {} },
    {
      name: "a certificate that the peer's key signed",
      identity: () => descendantOf(channel().api, "cartulary-api"),
      options: {},
    },
    {
      name: "the signer's own certificate",
      identity: () => ({ ...channel().signer, peer: channel().api.peer }),
      options: {},
    },
    { name: "no certificate", identity: () => ({ peer: channel().api.peer }), options: {} },
    { name: "the right certificate over TLS 1.2", identity: () => channel().api, options: { maxVersion: "TLSv1.2" } },
  ] as const)("$name", async ({ identity, options }) => {
    const { counter, status } = counting();
    await listen({ status });
    // In TLS 1.3 the client is ready before the server has judged it: being cut off may come at either point.
    const answer = await rawPeer({ path: channel().path }, identity(), { ...options })
      .then(async (p) => {
        p.send({ id: 1, method: "status", params: {} });
        return p.next();
      })
      .catch(() => undefined);
    expect(answer).toBeUndefined();
    expect(counter.calls).toBe(0);
    await isServing();
  });

  test.for([
    { name: "a frame without TLS", text: encodeFrame({ id: 1, method: "status", params: {} }) },
    { name: "HTTP", text: utf8("GET / HTTP/1.1\r\n\r\n") },
    { name: "zeros", text: new Uint8Array(4096) },
  ])("$name", async ({ text }) => {
    await listen();
    const socket = connect(channel().path);
    let heard = "";
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString("latin1");
    });
    socket.on("error", () => undefined);
    socket.write(text);
    await once(socket, "close");
    expect(heard).not.toContain("isReady");
    await isServing();
  });

  test("somebody who connects and says nothing is cut off", async () => {
    await listen({}, { handshakeMs: 60 });
    const socket = connect(channel().path);
    socket.on("error", () => undefined);
    socket.resume();
    await once(socket, "close");
    await isServing();
  });
});

describe("slow peers", () => {
  test("half a frame is waited for so long and no longer, however often an octet comes", async () => {
    await listen({}, { frameMs: 80 });
    const p = await peer();
    const frame = encodeFrame({ id: 1, method: "status", params: {} });
    let at = 0;
    const drip = setInterval(() => p.write(frame.subarray(at, ++at)), 10);
    const answer = await p.next();
    clearInterval(drip);
    expect(answer).toEqual({ id: 0, ...PROTOCOL });
    await p.closed;
    await isServing();
  });

  test("between frames a connection may idle", async () => {
    await listen({}, { frameMs: 30 });
    const p = await peer();
    for (let id = 1; id <= 3; id++) {
      await pause(60);
      p.send({ id, method: "status", params: {} });
      expect(await p.next()).toMatchObject({ id, is: "value" });
    }
  });

  test("a frame in two parts within its time is taken", async () => {
    await listen({}, { frameMs: 1_000 });
    const p = await peer();
    const frame = encodeFrame({ id: 1, method: "status", params: {} });
    p.write(frame.subarray(0, 7));
    await pause(20);
    p.write(frame.subarray(7));
    expect(await p.next()).toMatchObject({ id: 1, is: "value" });
    await pause(1_100);
    p.send({ id: 2, method: "status", params: {} });
    expect(await p.next()).toMatchObject({ id: 2, is: "value" });
    // Having been in time once gives nobody the right to be late.
    p.write(frame.subarray(0, 7));
    expect(await p.next()).toEqual({ id: 0, ...PROTOCOL });
    await p.closed;
  });
});

describe("a peer that asks and does not listen", () => {
  const large = async () => ({ ok: true as const, value: { spki: "A".repeat(1 << 20), module: MODULE } });
  test("is cut off before what it leaves unread fills the memory", { timeout: 10_000 }, async () => {
    await listen({ generateKey: large }, { maxUnreadBytes: 4 << 20 });
    const p = await peer();
    p.socket.pause();
    for (let id = 1; id <= 30; id++) p.send({ id, method: "generateKey", params: { key: KEY } });
    await pause(300);
    p.socket.resume();
    await p.closed;
    await isServing();
  });

  test("and one that listens gets as much", async () => {
    await listen({ generateKey: large }, { maxUnreadBytes: 4 << 20 });
    const p = await peer();
    for (let id = 1; id <= 30; id++) {
      p.send({ id, method: "generateKey", params: { key: KEY } });
      expect(await p.next()).toMatchObject({ id, is: "value" });
    }
  });
});

describe("the socket's place", () => {
  const code = (c: string) => expect.objectContaining({ name: "SignerFault", code: c, retryable: false });

  test("its directory is made for us alone", async () => {
    await listen();
    expect(statSync(dirname(channel().path)).mode & 0o777).toBe(0o700);
  });

  test.for(["755", "750", "701", "770", "777", "1777"])("a directory of mode %s is refused", async (mode) => {
    mkdirSync(dirname(channel().path));
    chmodSync(dirname(channel().path), Number.parseInt(mode, 8));
    await expect(listen()).rejects.toEqual(code("signer.protocol"));
    expect(existsSync(channel().path)).toBe(false);
  });

  test.runIf(process.getuid?.() === 0)("a directory of somebody else is refused", async () => {
    mkdirSync(dirname(channel().path), { mode: 0o700 });
    chownSync(dirname(channel().path), 12_345, 12_345);
    await expect(listen()).rejects.toEqual(code("signer.protocol"));
  });

  test("a socket that a dead process left is taken over", async () => {
    mkdirSync(dirname(channel().path), { mode: 0o700 });
    const script = `process.getBuiltinModule("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`;
    spawnSync(process.execPath, ["-e", script, channel().path]);
    expect(statSync(channel().path).isSocket()).toBe(true);
    await listen();
    await isServing();
  });

  test("a socket where somebody answers is left alone", async () => {
    mkdirSync(dirname(channel().path), { mode: 0o700 });
    const other = createServer();
    other.listen(channel().path);
    await once(other, "listening");
    await expect(listen()).rejects.toEqual(code("signer.busy"));
    expect(existsSync(channel().path)).toBe(true);
    other.close();
  });

  test("a file that is no socket is left alone", async () => {
    mkdirSync(dirname(channel().path), { mode: 0o700 });
    writeFileSync(channel().path, "somebody's work");
    await expect(listen()).rejects.toEqual(code("signer.busy"));
    expect(readFileSync(channel().path, "utf8")).toBe("somebody's work");
  });

  test("closing takes the socket away and does not wait for those who never say a word", async () => {
    const server = await listen({}, { handshakeMs: 60_000 });
    const silent = connect(channel().path);
    silent.on("error", () => undefined);
    await once(silent, "connect");
    const p = await peer();
    await server.close();
    await p.closed;
    expect(existsSync(channel().path)).toBe(false);
  });

  test("on TCP the same protocol holds", async () => {
    const server = await listenSigner({
      service: fakeService(),
      address: { host: "127.0.0.1", port: 0 },
      identity: channel().signer,
    });
    const p = await rawPeer({ host: "127.0.0.1", port: server.port ?? 0 }, channel().api);
    p.send({ id: 1, method: "status", params: {} });
    expect(await p.next()).toMatchObject({ id: 1, is: "value" });
    expect(p.socket.getProtocol()).toBe("TLSv1.3");
    p.socket.destroy();
    await server.close();
  });

  test("a port that is taken is an error, not silence", async () => {
    await listen();
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const address = { host: "127.0.0.1", port };
    await expect(listenSigner({ service: fakeService(), address, identity: channel().signer })).rejects.toThrow(
      /EADDRINUSE/,
    );
    other.close();
  });

  test("more connections than allowed are dropped, and the first ones work", async () => {
    await listen({}, { maxConnections: 2 });
    const first = [await peer(), await peer()];
    await expect(peer()).rejects.toThrow();
    for (const p of first) {
      p.send({ id: 1, method: "status", params: {} });
      expect(await p.next()).toMatchObject({ id: 1 });
    }
    for (const p of first) p.socket.destroy();
    await Promise.all(first.map((p) => p.closed));
    await pause(200);
    await isServing();
  });
});
