/** Several sealers over one ledger and one signer: one of them may be behind, killed, or shown something else. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { openMemoryEventStore } from "../../../../adapters/memory/event-store.ts";
import { openMemoryReadStore } from "../../../../adapters/memory/read-store.ts";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { LEDGER as LEDGER_STREAM } from "../../../../domain/kernel/stream.ts";
import { type EventStore, StoreFault } from "../../../../domain/ports/event-store.ts";
import { checkLedger } from "../../../../domain/process/check-ledger.ts";
import { submitRequest } from "../../../../domain/process/submit-request.ts";
import { projections } from "../../../../projections/all.ts";
import { projectionRunner } from "../../../../projections/runner.ts";
import { checkSeals } from "../../../support/check-seals.ts";
import { makeCsr } from "../../../support/csr.ts";
import { forge } from "../../../support/forge.ts";
import { withSealing } from "../../../support/sealing.ts";
import { approveAndIssue, makeWorld, WEB, type World, withHierarchy } from "../../../support/world.ts";

const certificateFrom = async (world: Pick<World, "ports" | "alice" | "bob" | "runner">): Promise<string> => {
  const wanted = { authority: "web-ca", profile: "tls-server" as const, csr: await makeCsr(), note: null };
  const { id } = expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
  return expectOk(await approveAndIssue(world as World, id)).outcome;
};

/** Another machine over the same ledger and signer, which sees events so much later. */
const beside = (world: World, lateMs = 0, shown: EventStore = world.store) => {
  const store: EventStore = {
    ...shown,
    follow: async function* (after, signal) {
      for await (const batch of shown.follow(after, signal)) {
        await new Promise((resolve) => setTimeout(resolve, lateMs));
        yield batch;
      }
    },
  };
  const runner = projectionRunner({ store, readStore: openMemoryReadStore(), projections });
  return { ...world, store, runner, ports: { ...world.ports, store } };
};

const pace = { intervalMs: 2, events: 16, urgentMs: 0 };

test("two seal at once, one of them late; when the other is stopped it goes on", async () => {
  const world = await withHierarchy(await makeWorld());
  const second = beside(world, 20);
  const [a, b] = [withSealing(world, { pace }), withSealing(second, { pace })];
  for (let i = 0; i < 4; i++)
    expect(await Promise.all([1, 2].map(() => certificateFrom({ ...world, ports: a.ports })))).toEqual([
      "fulfilled",
      "fulfilled",
    ]);
  expectOk(await a.stop());
  expect(await certificateFrom({ ...second, ports: b.ports } as unknown as World)).toBe("fulfilled");
  await b.settled();
  // What the one sealed the other can prove, though it did not write the tiles of that size itself.
  const { size } = (await b.ports.prover.newest()) ?? { size: 0 };
  for (const former of [1, Math.floor(size / 2), size - 1]) await b.ports.prover.consistency(former, size);
  for (let at = 0; at < size; at += 9) await b.ports.prover.inclusion(at, (await b.ports.prover.sealOver(at)).size);
  expectOk(await b.stop());
  expect(await checkSeals(world)).toBeGreaterThan(4);
  expect((await checkLedger(world.store)).findings).toEqual([]);
});

test("what one sealed does not wait for the other, which seals nothing for a seal", async () => {
  const world = await withHierarchy(await makeWorld());
  const a = withSealing(world, { pace });
  const b = withSealing(beside(world), { pace: { intervalMs: 100, events: 1_000, urgentMs: 1_000 } });
  await certificateFrom({ ...world, ports: a.ports });
  await Promise.all([a.settled(), b.settled()]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const seals = await checkSeals(world);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await checkSeals(world)).toBe(seals);
  expect(await b.tiles.published("")).toBe((await a.ports.prover.newest())?.note);
  expectOk(await a.stop());
  expectOk(await b.stop());
});

test("one dies between the signature and the seal: the other, which had read less, goes on", async () => {
  const world = await withHierarchy(await makeWorld());
  const dying: EventStore = {
    ...world.store,
    append: async (stream, ...given) => {
      if (stream === LEDGER_STREAM) throw new StoreFault("store.unavailable");
      return world.store.append(stream, ...given);
    },
  };
  const a = withSealing({ ...world, store: dying, ports: { ...world.ports, store: dying } }, { pace });
  await expect(a.stopped).rejects.toThrow("store.unavailable");
  await a.stop().catch(() => undefined);
  const remembered = expectOk(await world.signer.remembered()).tree?.size ?? 0;
  expect(remembered).toBeGreaterThan(0);
  const b = withSealing(beside(world, 10), { pace: { ...pace, events: 1 } });
  await b.settled();
  expectOk(await b.stop());
  expect(await checkSeals(world)).toBeGreaterThan(0);
  expect((await b.ports.prover.newest())?.size).toBeGreaterThanOrEqual(remembered);
});

test("only a ledger that never comes so far is called rewritten", async () => {
  const world = await withHierarchy(await makeWorld());
  const a = withSealing(world, { pace });
  await a.settled();
  const before = await world.store.readAll("start", 10_000);
  await certificateFrom({ ...world, ports: a.ports });
  await a.settled();
  expectOk(await a.stop());
  const older = openMemoryEventStore();
  for (const row of before) await older.append(row.stream, row.revision === 0 ? "absent" : row.revision - 1, [row]);
  const b = withSealing(beside(world, 0, older), { pace, behindMs: 30 });
  const ended = await b.stopped;
  expect(ended.ok ? "sealed" : ended.error.code).toBe("signer.history-rewritten");
});

test.for([
  { what: "that the key did not sign", size: 1 },
  { what: "of more than there is", size: 2 ** 40 },
])("a seal $what ends all sealing", async ({ size }) => {
  const world = await withHierarchy(await makeWorld());
  const a = withSealing(world, { pace });
  await a.settled();
  const seal = (await a.ports.prover.newest()) ?? expect.fail("nothing was sealed");
  const { key, origin, root, note } = seal;
  const forged = { key, origin, size: seal.size + size, root: root as never, note };
  await forge(world, LEDGER_STREAM, [{ type: "LedgerSealed", body: forged }]);
  const ended = await a.stopped;
  expect(ended.ok ? "sealed" : ended.error.code).toBe("signer.history-rewritten");
  // Nor does it begin again.
  const again = await withSealing(world, { pace }).stopped;
  expect(again.ok ? "sealed" : again.error.code).toBe("signer.history-rewritten");
});
