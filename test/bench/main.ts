/**
 * Ratios against a yardstick that does the same necessary work in the same run. Nothing here is asserted: the machine is
 * what it is, and medians of interleaved rounds say more than one number.
 *
 *   npm run bench                 all of it
 *   npm run bench -- append       one of append, issue, replay
 */
import { createHash, generateKeyPairSync, randomUUID, sign, verify } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openMemoryEventStore } from "../../adapters/memory/event-store.ts";
import { openMemoryReadStore } from "../../adapters/memory/read-store.ts";
import { openSqliteEventStore } from "../../adapters/sqlite/event-store.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { parseCsr, verifyCsr } from "../../domain/pki/csr.ts";
import { issue } from "../../domain/process/issue.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { projections } from "../../projections/all.ts";
import { projectionRunner } from "../../projections/runner.ts";
import { makeCsr } from "../support/csr.ts";
import { sampleHistory } from "../support/sample-history.ts";
import { approve, makeWorld, WEB, withHierarchy } from "../support/world.ts";

const ROUNDS = 5;
const directory = mkdtempSync(join(tmpdir(), "bench-"));
const median = (xs: readonly number[]): number => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)] ?? 0;

type Work = () => Promise<void> | void;

const seconds = async (work: Work): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

/** Runs ours and the yardstick in turn, `n` pieces of work each. */
const compare = async (name: string, n: number, ours: Work, yardstick: Work): Promise<void> => {
  await ours();
  await yardstick();
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    mine.push(await seconds(ours));
    theirs.push(await seconds(yardstick));
  }
  const [a, b] = [median(mine), median(theirs)];
  const rate = (s: number): string => `${Math.round(n / s)}/s`.padStart(10);
  console.log(`${name.padEnd(8)}${rate(a)}   yardstick${rate(b)}   ratio ${(b / a).toFixed(2)}`);
};

/** Durable appends of one event, 64 in flight, against a bare group commit of the same bytes. */
const append = async (): Promise<void> => {
  const n = 1024;
  const bytes = new Uint8Array(700).fill(0x78);
  const store = await openSqliteEventStore({ path: join(directory, "ours.sqlite") });
  const raw = new DatabaseSync(join(directory, "raw.sqlite"));
  raw.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE e (i INTEGER PRIMARY KEY, b BLOB)");
  const insert = raw.prepare("INSERT INTO e (b) VALUES (?)");
  const one = () => store.append(`key-${randomUUID()}`, "absent", [{ id: randomUUID(), type: "Happened", bytes }]);
  const ours = async (): Promise<void> => {
    for (let i = 0; i < n; i += 64) await Promise.all(Array.from({ length: 64 }, one));
  };
  await compare("append", n, ours, () => {
    for (let i = 0; i < n; i += 64) {
      raw.exec("BEGIN IMMEDIATE");
      for (let j = 0; j < 64; j++) insert.run(bytes);
      raw.exec("COMMIT");
    }
  });
  await store.close();
  raw.close();
};

/**
 * From a CSR to a recorded certificate under two approvals, in memory: what the rules, the chain and the checks cost
 * beside the cryptography that they cannot do without.
 */
const issuance = async (): Promise<void> => {
  const n = 50;
  const world = await withHierarchy(await makeWorld());
  const csrs = await Promise.all(Array.from({ length: n }, () => makeCsr()));
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ours = async (): Promise<void> => {
    for (const csr of csrs) {
      const wanted = { authority: "web-ca", profile: "tls-server", csr, note: null };
      const { id } = expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
      expectOk(await approve(world, id, world.alice));
      expectOk(await approve(world, id, world.bob));
      expectOk(await issue(world.ports, id));
    }
  };
  await compare("issue", n, ours, () => {
    for (const csr of csrs) {
      expectOk(verifyCsr(expectOk(parseCsr(csr))));
      // Two officers sign; each signature is checked on arrival and again by the signer. The certificate: signed, checked.
      for (let i = 0; i < 3; i++) {
        const signature = sign("sha256", csr, privateKey);
        verify("sha256", csr, publicKey, signature);
        if (i < 2) verify("sha256", csr, publicKey, signature);
      }
    }
  });
};

/** Rebuilding every read model from zero, against reading, parsing and hashing the same rows. */
const replay = async (): Promise<void> => {
  const events = await sampleHistory();
  const times = 20;
  const store = openMemoryEventStore({ isStrict: false });
  for (const e of events) await store.append(e.stream, e.revision === 0 ? "absent" : e.revision - 1, [e]);
  const ours = async (): Promise<void> => {
    for (let i = 0; i < times; i++)
      await projectionRunner({ store, readStore: openMemoryReadStore(), projections }).catchUp();
  };
  await compare("replay", events.length * times, ours, async () => {
    for (let i = 0; i < times; i++)
      for (const { bytes } of await store.readAll("start", 10_000)) {
        JSON.parse(Buffer.from(bytes).toString("utf8"));
        createHash("sha256").update(bytes).digest();
      }
  });
};

const ALL: Readonly<Record<string, () => Promise<void>>> = { append, issue: issuance, replay };
const [only] = process.argv.slice(2);
for (const [name, run] of Object.entries(ALL)) if (only === undefined || only === name) await run();
rmSync(directory, { recursive: true, force: true });
