import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { openMemoryTileStore } from "../../../../adapters/memory/tile-store.ts";
import { readEvent } from "../../../../domain/catalogue.ts";
import { fromBase64url, utf8 } from "../../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { checkLedger } from "../../../../domain/process/check-ledger.ts";
import { submitRequest } from "../../../../domain/process/submit-request.ts";
import { pathBytes } from "../../../../domain/transparency/gate.ts";
import { eventLeafHash } from "../../../../domain/transparency/leaf.ts";
import { verifyConsistency, verifyInclusion } from "../../../../domain/transparency/proof.ts";
import { checkSeals } from "../../../support/check-seals.ts";
import { makeCsr } from "../../../support/csr.ts";
import { withSealing } from "../../../support/sealing.ts";
import { approveAndIssue, makeWorld, WEB, type World, withHierarchy } from "../../../support/world.ts";

const certificateFrom = async (world: World): Promise<string> => {
  const wanted = { authority: "web-ca", profile: "tls-server" as const, csr: await makeCsr(), note: "please" };
  const { id } = expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
  return expectOk(await approveAndIssue(world, id)).outcome;
};

describe("the sealer", () => {
  test("seals all that stands there, goes on with what comes, and seals nothing for a seal", async () => {
    const world = await withHierarchy(await makeWorld());
    const sealing = withSealing(world);
    await sealing.settled();
    const before = await checkSeals(world);
    expect(before).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await checkSeals(world)).toBe(before);
    expect(await certificateFrom({ ...world, ports: sealing.ports })).toBe("fulfilled");
    await sealing.settled();
    expect(await checkSeals(world)).toBeGreaterThan(before);
    expectOk(await sealing.stop());
    expect((await checkLedger(world.store)).findings).toEqual([]);
  });

  test("goes on from its tiles after a stop, and makes them again when they are lost or damaged", async () => {
    const world = await withHierarchy(await makeWorld());
    const first = withSealing(world);
    await first.settled();
    await first.stop();
    const damaged = openMemoryTileStore();
    await damaged.put("tile/0/000.p/1", new Uint8Array(32));
    for (const tiles of [first.tiles, openMemoryTileStore(), damaged]) {
      await certificateFrom(world);
      const sealing = withSealing(world, { tiles });
      await sealing.settled();
      expectOk(await sealing.stop());
      const newest = await sealing.ports.prover.newest();
      expect(await tiles.published("")).toBe(newest?.note);
    }
    await checkSeals(world);
  });

  test("proves every event under the newest checkpoint, and every former one consistent with it", async () => {
    const world = await withHierarchy(await makeWorld());
    const sealing = withSealing(world, { pace: { intervalMs: 1, events: 7, urgentMs: 0 } });
    for (let i = 0; i < 3; i++) await certificateFrom({ ...world, ports: sealing.ports });
    await sealing.settled();
    const { prover } = sealing.ports;
    const newest = await prover.newest();
    if (newest === undefined) throw new TypeError("not sealed");
    const root = fromBase64url(newest.root) ?? new Uint8Array();
    const events = await world.store.readAll("start", 1_000_000);
    for (const [index, { bytes, position }] of events.slice(0, newest.size).entries()) {
      expect(await prover.indexOf(position)).toBe(index);
      const { path } = await prover.inclusion(index, newest.size);
      expect(verifyInclusion(eventLeafHash(index, bytes), index, newest.size, pathBytes(path), root)).toBe(true);
    }
    const former = events.flatMap(({ bytes }) => {
      const event = expectOk(readEvent(bytes));
      return event.type === "LedgerSealed" ? [event.body] : [];
    });
    for (const seal of former.filter((s) => s.size <= newest.size)) {
      const path = pathBytes(await prover.consistency(seal.size, newest.size));
      const head = { size: seal.size, root: fromBase64url(seal.root) ?? new Uint8Array() };
      expect(verifyConsistency(head, { size: newest.size, root }, path)).toBe(true);
    }
    await sealing.stop();
  });

  test("refuses a ledger that is not the one it sealed", async () => {
    const world = await withHierarchy(await makeWorld());
    const first = withSealing(world);
    await first.settled();
    await first.stop();
    const store = {
      ...world.store,
      readAll: async (...asked: Parameters<typeof world.store.readAll>) =>
        (await world.store.readAll(...asked)).map((e) =>
          e.revision === 1 && e.stream === "authority-root" ? { ...e, bytes: utf8("changed") } : e,
        ),
    };
    const ports = { ...world.ports, store };
    const sealing = withSealing({ ...world, store, ports });
    const stopped = await sealing.stop();
    expect(stopped).toMatchObject({ ok: false, error: { code: "signer.history-rewritten" } });
  });
});
