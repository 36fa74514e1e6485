/** What a witness is asked by those who lie, and what those who ask get from witnesses that lie. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { witnessClient } from "../../adapters/witness-http/client.ts";
import { makeWitnessKey, readWitnessKey, type WitnessKey } from "../../adapters/witness-state/key.ts";
import type { Witness } from "../../domain/governance/witness.ts";
import { toBase64 } from "../../domain/kernel/bytes.ts";
import { askLast, witnessCheckpoint } from "../../domain/process/witness-checkpoint.ts";
import { cosignedAt } from "../../domain/transparency/cosignature.ts";
import { formatVerifierKey, parseNote, parseSignatureLine } from "../../domain/transparency/note.ts";
import { runWitness } from "../../http/compose-witness.ts";
import { makeLog, type TestLog } from "../support/transparency-log.ts";
import { witnessOf } from "../support/witness.ts";

const NAME = "witness.example/w1";
const ORIGIN = `test/ledger/${"ab".repeat(32)}`;

let directory: string;
let log: TestLog;
let key: WitnessKey;
let running: Awaited<ReturnType<typeof runWitness>> | undefined;
let forks: string[];
const lying: Server[] = [];

const start = async (): Promise<void> => {
  running = await runWitness({
    directory,
    key,
    logs: [log.key],
    host: "127.0.0.1",
    port: 0,
    onFault: (error) => forks.push(String(error)),
    onFork: (note) => forks.push(note),
  });
};
const stop = async (): Promise<void> => {
  await running?.drain(0, 0);
  running = undefined;
};
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "witness-"));
  log = makeLog(ORIGIN, 5);
  forks = [];
  const made = makeWitnessKey(directory, NAME, new Uint8Array(randomBytes(32)));
  if (made === undefined) throw new TypeError("no key");
  key = made;
  await start();
});
afterEach(async () => {
  await stop();
  for (const server of lying.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(directory, { recursive: true, force: true });
});

const bodyOf = (checkpoint: string, old: number, proof: readonly Uint8Array[] = []): string =>
  `old ${old}\n${proof.map((hash) => `${toBase64(hash)}\n`).join("")}\n${checkpoint}`;
const post = async (body: string, path = "/add-checkpoint") => {
  const response = await fetch(`${running?.url}${path}`, { method: "POST", body });
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
};
/** Everything in one: what an honest log sends. */
const add = async (by: TestLog, old: number, size = by.size()) =>
  post(bodyOf(by.checkpoint(size), old, await by.prove(old, size)));
const known = async (): Promise<number> => Number((await post(bodyOf(log.checkpoint(5), 4))).text);

describe("a witness", () => {
  test("cosigns what grows, with a line that verifies under its key alone", async () => {
    for (const [old, size] of [
      [0, 5],
      [5, 12],
      [12, 12],
    ] as const) {
      if (size > log.size()) log.push(..."abcdefg");
      const { status, text } = await add(log, old, size);
      expect(status).toBe(200);
      const note = parseNote(`${log.checkpoint(size)}${text}`);
      expect(note && cosignedAt(note, key.key)).toBeCloseTo(Date.now() / 1000, -2);
      expect(note && cosignedAt(note, { ...key.key, key: log.key.key })).toBeUndefined();
    }
  });

  test.for<readonly [string, () => Promise<{ status: number }>, number]>([
    ["another history of the same size", () => forkAt(5, 0, ["other"]), 409],
    ["another history that is larger", () => forkAt(3, 2, []), 422],
    ["the same history without its proof", async () => post(bodyOf(grown(3).checkpoint(), 5)), 422],
    [
      "the same history with another's proof",
      async () => post(bodyOf(grown(3).checkpoint(), 5, await log.prove(1, 5))),
      422,
    ],
    ["a smaller tree", () => add(log, 3, 4), 409],
    ["a smaller tree, as if it knew", () => add(log, 0, 4), 409],
    ["a checkpoint signed by another key", async () => add(grown(1).forgedBy(witnessOf("mallory").key), 5), 403],
    ["a checkpoint of a log that it does not know", () => add(makeLog("else.example/log", 3), 0), 404],
    ["what no tree can be", async () => post(bodyOf(log.checkpoint(), 6)), 400],
    ["no checkpoint", () => post("old 5\n\nhello\n"), 400],
    ["a size with a zero before it", async () => post(bodyOf(log.checkpoint(), 5).replace("old 5", "old 05")), 400],
    ["a hash that is none", async () => post(bodyOf(log.checkpoint(), 4).replace("\n\n", "\nAAAA\n\n")), 400],
    [
      "more hashes than any proof has",
      async () =>
        post(
          bodyOf(
            log.checkpoint(),
            5,
            Array.from({ length: 64 }, () => new Uint8Array(32)),
          ),
        ),
      400,
    ],
    ["nothing", () => post(""), 400],
    ["octets that are no text", async () => ({ status: await raw(Buffer.from([0x6f, 0xff, 0x0a, 0x0a])) }), 400],
    ["a book", () => post(`old 0\n\n${"x".repeat(200_000)}`), 413],
    ["something else", () => post("", "/"), 404],
  ])("that knows five events does not cosign %s: %i", async ([, attack, status]) => {
    await add(log, 0);
    const answered = await attack();
    expect(answered.status).toBe(status);
    expect(await known()).toBe(5);
    const honest = grown(4);
    expect((await add(honest, 5)).status).toBe(200);
  });
  const grown = (by: number): TestLog => {
    const larger = log.fork();
    larger.push(...Array.from({ length: by }, (_, i) => `more ${i}`));
    return larger;
  };
  const forkAt = async (size: number, old: number, leaves: readonly string[]) => {
    const forked = log.fork(size - 1);
    forked.push(...leaves, ...(leaves.length === 0 ? ["x", "y", "z", "w"] : []));
    return post(bodyOf(forked.checkpoint(), 5, old === 0 ? [] : await forked.prove(5, forked.size())));
  };
  const raw = async (body: Uint8Array<ArrayBuffer>) =>
    (await fetch(`${running?.url}/add-checkpoint`, { method: "POST", body })).status;

  test("tells what it knows, as a size and nothing else", async () => {
    await add(log, 0);
    expect(await add(log, 3, 5)).toEqual({ status: 409, type: "text/x.tlog.size", text: "5\n" });
  });

  test("tells its operator of two trees of one size, with the note that proves it, once", async () => {
    await add(log, 0);
    const forked = log.fork(4);
    forked.push("other");
    for (const _ of [1, 2, 3]) await add(forked, 5);
    expect(forks).toEqual([forked.checkpoint()]);
  });

  test("goes nowhere back when it is started again", async () => {
    await add(log, 0);
    await stop();
    key = readWitnessKey(directory) ?? key;
    await start();
    expect(await known()).toBe(5);
    expect((await add(log, 0, 4)).status).toBe(409);
    expect((await add(grown(2), 5)).status).toBe(200);
  });

  test("cosigns one of many that are asked at once, of each size one root", async () => {
    await add(log, 0);
    const forked = Array.from({ length: 12 }, (_, i) => {
      const fork = log.fork();
      fork.push(`mine ${i}`);
      return fork;
    });
    const statuses = (await Promise.all(forked.map((f) => add(f, 5)))).map((a) => a.status);
    expect(statuses.filter((s) => s === 200)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([200, 409]));
    expect(readdirSync(directory).filter((f) => f !== "witness.key")).toHaveLength(1);
  });
});

describe("whoever asks", () => {
  const client = witnessClient({ timeoutMs: 300 });
  const asking = () => ({ client, prove: log.prove });
  const honest = (): Witness => ({ vkey: formatVerifierKey(key.key), url: running?.url ?? "" });
  const lie = async (listener: RequestListener): Promise<Witness> => {
    const server = createServer(listener);
    lying.push(server);
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    return { ...witnessOf(NAME).witness, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
  };
  const ask = (witness: Witness, by: TestLog = log) =>
    witnessCheckpoint({ client, prove: by.prove }, [witness], by.checkpoint());

  test("gets a cosignature, also from a witness that knows an earlier tree", async () => {
    for (const more of [[], ["a"], ["b", "c"]]) {
      log.push(...more);
      const { cosigned, behind, silent } = await ask(honest());
      expect([behind, silent]).toEqual([[], []]);
      const line = parseSignatureLine(cosigned[0]?.cosignature ?? "");
      expect(line?.name).toBe(NAME);
    }
  });

  test("gets the others' when one is away", async () => {
    const away = { vkey: witnessOf("witness.example/away").witness.vkey, url: "http://127.0.0.1:1" };
    const { cosigned, silent } = await witnessCheckpoint(asking(), [away, honest()], log.checkpoint());
    expect([cosigned.length, silent]).toEqual([1, [{ witness: "witness.example/away", why: "witness.unavailable" }]]);
  });

  test.for<readonly [string, (log: TestLog) => TestLog, number]>([
    ["a larger tree", (l) => l.fork(3), 5],
    ["another tree of this size", (l) => grownFrom(l.fork(4), 1), 5],
    ["a smaller tree that is no part of this one", (l) => grownFrom(l.fork(3), 7), 5],
  ])("is told when it knows %s", async ([, restored, size]) => {
    await ask(honest());
    const own = restored(log);
    const alarm = { code: "ledger.behind-witness", witness: NAME, size, own: own.size() };
    expect(await ask(honest(), own)).toMatchObject({ cosigned: [], behind: [alarm] });
    expect(await askLast({ client, prove: own.prove }, [honest()], own.checkpoint())).toMatchObject({
      behind: [alarm],
    });
  });
  const grownFrom = (by: TestLog, n: number): TestLog => {
    by.push(...Array.from({ length: n }, (_, i) => `else ${i}`));
    return by;
  };

  test("asks at its start, and whoever was away when it was sealed catches up", async () => {
    expect((await askLast(asking(), [honest()], log.checkpoint())).cosigned).toHaveLength(1);
    log.push("a", "b");
    expect(await askLast(asking(), [honest()], log.checkpoint())).toMatchObject({ behind: [], silent: [] });
    expect(await known()).toBe(7);
  });

  test.for<readonly [string, RequestListener, string]>([
    [
      "another's signature",
      (_, res) => res.end(`\u2014 ${NAME} ${toBase64(new Uint8Array(76).fill(7))}\n`),
      "not-its-cosignature",
    ],
    ["garbage", (_, res) => res.end(randomBytes(200)), "not-its-cosignature"],
    ["nothing", (_, res) => res.end(), "not-its-cosignature"],
    ["a book", (_, res) => res.end("x".repeat(1_000_000)), "witness.unavailable"],
    [
      "a book without an end",
      (_, res) => void setInterval(() => res.write("x".repeat(10_000)), 1).unref(),
      "witness.unavailable",
    ],
    ["silence", () => undefined, "witness.unavailable"],
    ["the beginning of an answer", (_, res) => void res.write("\u2014 "), "witness.unavailable"],
    ["a cut connection", (req) => req.socket.destroy(), "witness.unavailable"],
    [
      "a way to somewhere else",
      (_, res) => res.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
      "witness.unavailable",
    ],
    ["an error of its own", (_, res) => res.writeHead(500).end(), "witness.unavailable"],
    [
      "a size that is none",
      (_, res) => res.writeHead(409, { "content-type": "text/x.tlog.size" }).end("-1\n"),
      "witness.unavailable",
    ],
    ["one size after another", (req, res) => sizes(req, res), "busy"],
    ["that it does not know the log", (_, res) => res.writeHead(404).end(), "refused-404"],
  ])("counts for nothing what answers with %s", async ([, listener, why]) => {
    const liar = await lie(listener);
    const { cosigned, behind, silent } = await witnessCheckpoint(asking(), [liar, honest()], log.checkpoint());
    expect([cosigned.map((c) => c.witness), behind, silent]).toEqual([[NAME], [], [{ witness: NAME, why }]]);
  });
  const sizes: RequestListener = (req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (c: Buffer) => chunks.push(c));
    req.on("end", () => {
      const old = Number(/^old (\d+)/.exec(Buffer.concat(chunks).toString())?.[1]);
      res.writeHead(409, { "content-type": "text/x.tlog.size" }).end(`${old + 1}\n`);
    });
  };

  test("is sent a cosignature over another tree: it is none of this one", async () => {
    const other = makeLog(ORIGIN, 9);
    await stop();
    log = other;
    await start();
    const { text } = await add(other, 0);
    const liar = await lie((_, res) => res.end(text));
    log = makeLog(ORIGIN, 5);
    const witness = { vkey: formatVerifierKey(key.key), url: liar.url };
    expect(await ask(witness)).toMatchObject({ cosigned: [], silent: [{ why: "not-its-cosignature" }] });
  });
});
