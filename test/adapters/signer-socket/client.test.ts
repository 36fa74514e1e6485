import { renameSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { SignerClient } from "../../../adapters/signer-socket/client.ts";
import { encodeFrame } from "../../../adapters/signer-socket/frame.ts";
import { readIdentity } from "../../../adapters/signer-socket/identity.ts";
import { MAX_FRAME_BYTES, MAX_IN_FLIGHT } from "../../../adapters/signer-socket/protocol.ts";
import { listenSigner } from "../../../adapters/signer-socket/server.ts";
import type { Serial } from "../../../domain/kernel/brand.ts";
import { refusal } from "../../../domain/kernel/refusal.ts";
import { ok, refuse } from "../../../domain/kernel/result.ts";
import type { Revocation } from "../../../domain/pki/revocation.ts";
import { type SignCheckpoint, type Signer, SignerFault } from "../../../domain/ports/signer.ts";
import { fakeService, KEY, MODULE, SIGNED, SIGNED_CRL, STATUS } from "./channel.ts";
import { clientTrial, fault, PROTOCOL, UNREACHABLE } from "./client-trial.ts";

const { channel, listen, client } = clientTrial();
const checkpoint = (size: number): SignCheckpoint => ({
  key: KEY,
  origin: "o",
  size,
  root: "A".repeat(43) as never,
  consistency: [],
});

describe("over the socket a signer is what it is without it", () => {
  const calls = {
    generateKey: (s: Signer) => s.generateKey({ key: KEY }),
    signCertificate: (s: Signer) => s.signCertificate({ issuer: KEY, serial: "01" as Serial }),
    signCrl: (s: Signer) => s.signCrl({ key: KEY, shard: 1, number: "2", entries: [["01", 1_790_000_000, 4]] }),
    signOcsp: (s: Signer) =>
      s.signOcsp({
        responderKey: KEY,
        authority: "root",
        producedAt: "2026-06-01T12:00:00.000Z" as never,
        responses: [],
      }),
    signCheckpoint: (s: Signer) => s.signCheckpoint(checkpoint(3)),
    remembered: (s: Signer) => s.remembered(),
    counters: (s: Signer) => s.counters(),
    digests: (s: Signer) => s.digests({ key: KEY, purpose: "crl", after: 0 }),
    status: (s: Signer) => s.status(),
  };
  type Name = keyof typeof calls;
  const names = (Object.keys(calls) as Name[]).filter((n) => n !== "signOcsp");

  test.for(names)("%s gives its value", async (name) => {
    await listen();
    expect(await calls[name](client())).toEqual(await calls[name](fakeService()));
  });

  test.for(names.filter((n) => n !== "status"))("%s gives its refusal, with and without facts", async (name) => {
    for (const refused of [refusal("key.unknown", "no"), refusal("key.unknown", "no", { revision: 3, id: "x" })]) {
      const server = await listen({ [name]: async () => refuse(refused) });
      const one = client();
      expect(await calls[name](one)).toEqual(refuse(refused));
      one.close();
      await server.close();
    }
  });

  test.for([
    ["signer.timeout", true],
    ["signer.busy", true],
    ["signer.self-check-failed", false],
    ["module.unavailable", true],
    ["module.pin-incorrect", false],
    ["module.pin-locked", false],
    ["module.no-such-key", false],
    ["module.misbehaved", false],
    ["journal.unavailable", true],
    ["journal.corrupt", false],
    ["store.unavailable", true],
    ["store.corrupt", false],
  ] as const)("fault %s arrives as it left, and nothing of its cause", async ([code, retryable]) => {
    await listen({
      status: async () => {
        throw new SignerFault(code, retryable, { cause: new Error("SECRET") });
      },
    });
    const error: unknown = await client()
      .status()
      .catch((e: unknown) => e);
    expect(error).toEqual(fault(code, retryable));
    expect((error as Error).cause).toBeUndefined();
  });

  test("what the server's schema refuses is the caller's mistake, and the connection goes on", async () => {
    await listen();
    const one = client();
    await expect(calls.signOcsp(one)).rejects.toEqual(PROTOCOL);
    expect(await one.status()).toEqual(STATUS);
  });

  test("over TCP", async () => {
    const server = await listenSigner({
      service: fakeService(),
      address: { host: "127.0.0.1", port: 0 },
      identity: channel().signer,
    });
    const one = client({ address: { host: "127.0.0.1", port: server.port ?? 0 } });
    expect(await one.status()).toEqual(STATUS);
    await server.close();
  });
});

describe("many calls", () => {
  test("1000 at once are all answered, each with its own answer, and never more than the server takes", async () => {
    let running = 0;
    let most = 0;
    await listen({
      signCheckpoint: async ({ size }) => {
        running += 1;
        most = Math.max(most, running);
        await pause(size % 3);
        running -= 1;
        return ok({ ...SIGNED, sequence: size });
      },
    });
    const one = client();
    const answers = await Promise.all(Array.from({ length: 1000 }, (_, i) => one.signCheckpoint(checkpoint(i))));
    expect(answers).toEqual(Array.from({ length: 1000 }, (_, i) => ok({ ...SIGNED, sequence: i })));
    expect(most).toBeGreaterThan(16);
    expect(most).toBeLessThanOrEqual(MAX_IN_FLIGHT / 2);
  });

  test("two clients with 1000 each are never sent away as busy", async () => {
    await listen({
      signCheckpoint: async ({ size }) => {
        await pause(size % 2);
        return ok({ ...SIGNED, sequence: size });
      },
    });
    const pair = [client(), client()];
    const calls = Array.from({ length: 2000 }, (_, i) => (pair[i % 2] as SignerClient).signCheckpoint(checkpoint(i)));
    expect((await Promise.allSettled(calls)).filter((r) => r.status === "rejected")).toEqual([]);
  });

  const line = (i: number): Revocation => [`4${i.toString(16).padStart(31, "0")}`, 1_790_000_000, 10, 1_780_000_000];

  test("a CRL of many entries arrives as it is", async () => {
    const entries = Array.from({ length: 20_000 }, (_, i) => line(i));
    const seen: unknown[] = [];
    await listen({
      signCrl: async (asked) => {
        seen.push(asked.entries);
        return ok(SIGNED_CRL);
      },
    });
    expect(await client().signCrl({ key: KEY, shard: 0, number: "1", entries })).toEqual(ok(SIGNED_CRL));
    expect(seen).toEqual([entries]);
  });

  test("a million entries fit into a frame", () => {
    const each = encodeFrame([line(0), line(1)]).length - encodeFrame([line(0)]).length;
    expect(each * 1_000_000 + 1_000).toBeLessThan(MAX_FRAME_BYTES);
  });

  test("a call that no frame can carry fails alone", async () => {
    await listen({ status: () => pause(100).then(() => STATUS) });
    const one = client();
    const other = one.status();
    await pause(30);
    const huge = one.generateKey({ key: "0".repeat(MAX_FRAME_BYTES) });
    await expect(huge).rejects.toEqual(PROTOCOL);
    expect(await other).toEqual(STATUS);
  });
});

describe("deadlines", () => {
  test("a slow call times out alone; its late answer disturbs nobody", async () => {
    let releaseFirst = (): void => undefined;
    const first = new Promise<void>((resolve) => {
      releaseFirst = resolve;
    });
    let sockets = 0;
    await listen({
      // The late answer of the first leaves while the second is waiting, and before the second's own.
      signCheckpoint: async ({ size }) => {
        if (size === 1) await first;
        else releaseFirst();
        return ok({ ...SIGNED, sequence: size });
      },
      generateKey: async () => {
        sockets += 1;
        return ok({ spki: "AAAA", module: MODULE });
      },
    });
    const one = client({ timeoutMs: 1_000 });
    await expect(one.signCheckpoint(checkpoint(1))).rejects.toEqual(fault("signer.timeout", true));
    expect(await one.signCheckpoint(checkpoint(2))).toEqual(ok({ ...SIGNED, sequence: 2 }));
    expect(await one.generateKey({ key: KEY })).toMatchObject({ ok: true });
    expect(sockets).toBe(1);
  });

  test("a call that times out while it waits its turn is never asked for", async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const asked: number[] = [];
    await listen({
      signCheckpoint: async ({ size }) => {
        asked.push(size);
        await gate;
        return ok({ ...SIGNED, sequence: size });
      },
    });
    const one = client({ timeoutMs: 1_000 });
    const calls = Array.from({ length: 200 }, (_, i) => one.signCheckpoint(checkpoint(i)));
    for (const result of await Promise.allSettled(calls))
      expect(result).toMatchObject({ reason: fault("signer.timeout", true) });
    release();
    // Answered behind all that was asked for before it.
    expect(await one.status()).toEqual(STATUS);
    expect(asked).toHaveLength(MAX_IN_FLIGHT / 2);
  });
});

describe("a signer that is not there", () => {
  test("is unreachable, and reached once it is", async () => {
    const one = client();
    await expect(one.status()).rejects.toEqual(UNREACHABLE);
    await Promise.all([1, 2, 3].map(() => expect(one.signCheckpoint(checkpoint(1))).rejects.toEqual(UNREACHABLE)));
    await listen();
    expect(await one.status()).toEqual(STATUS);
  });

  test("without the channel's files is unreachable, until they are there", async () => {
    const directory = join(channel().directory, "api");
    renameSync(directory, `${directory}.later`);
    await listen();
    const one = client({ identity: () => readIdentity(directory) });
    await expect(one.status()).rejects.toEqual(UNREACHABLE);
    renameSync(`${directory}.later`, directory);
    expect(await one.status()).toEqual(STATUS);
  });

  test("that ends in the middle of a call is unreachable, and the next one is used", async () => {
    const server = await listen({ status: () => new Promise(() => undefined) });
    const one = client();
    const calls = [one.status(), one.status()];
    const settled = Promise.allSettled(calls);
    await pause(30);
    await server.close();
    for (const result of await settled) expect(result).toMatchObject({ status: "rejected", reason: UNREACHABLE });
    await listen();
    expect(await one.status()).toEqual(STATUS);
  });

  test("that was restarted while nobody asked is used as if nothing had been", async () => {
    let server = await listen();
    const one = client();
    await one.status();
    for (let i = 0; i < 3; i++) {
      await server.close();
      server = await listen();
      await pause(10);
      expect(await one.status()).toEqual(STATUS);
    }
  });

  test("and a client that was closed asks no more, also when it was closed while connecting", async () => {
    await listen();
    const one = client();
    const early = one.status().catch((e: unknown) => e);
    one.close();
    expect(await early).toEqual(UNREACHABLE);
    await expect(one.status()).rejects.toEqual(UNREACHABLE);
    const other = client();
    await other.status();
    other.close();
    await expect(other.status()).rejects.toEqual(UNREACHABLE);
  });
});
