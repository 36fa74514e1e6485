/**
 * The sealer stopped at each of its steps: every write of a tile, of a checkpoint, of an event, and every signature, lost or
 * done with the answer lost. Whoever starts it again finds the ledger sealed as if nothing had happened.
 */
import { expect, test } from "vitest";
import { openMemoryTileStore } from "../../adapters/memory/tile-store.ts";
import { LEDGER as LEDGER_STREAM } from "../../domain/kernel/stream.ts";
import { StoreFault } from "../../domain/ports/event-store.ts";
import { SignerFault } from "../../domain/ports/signer.ts";
import { TileFault } from "../../domain/ports/tile-store.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { watchAttempts } from "../../domain/process/watch-attempts.ts";
import { checkSeals } from "../support/check-seals.ts";
import { withSealing } from "../support/sealing.ts";
import { makeWorld, withHierarchy } from "../support/world.ts";

const STEPS = ["put", "sign", "append", "publish", "key"] as const;
const KINDS = ["lost", "persisted"] as const;
const TIMES = [1, 2, 5] as const;
const CASES = STEPS.flatMap((step) =>
  KINDS.flatMap((kind) => (step === "key" ? [1 as const] : TIMES).map((time) => ({ step, kind, time }))),
);

test.for(CASES)("$step $time is $kind", async ({ step, kind, time }) => {
  const world = await withHierarchy(await makeWorld());
  let left: number = time;
  /** Breaks the call it is the turn of. */
  const breaking =
    <A extends readonly unknown[], T>(
      at: (typeof STEPS)[number],
      call: (...given: A) => Promise<T>,
      fault: () => Error,
    ) =>
    async (...given: A): Promise<T> => {
      if (at !== step || --left !== 0) return call(...given);
      if (kind === "persisted") await call(...given);
      throw fault();
    };
  const away = () => new SignerFault("module.unavailable", true);
  const kept = openMemoryTileStore();
  const tiles = {
    ...kept,
    put: breaking("put", kept.put, () => new TileFault("tiles.unavailable")),
    publish: breaking("publish", kept.publish, () => new TileFault("tiles.unavailable")),
  };
  const append = breaking("append", world.store.append, () => new StoreFault("store.unavailable"));
  const store = {
    ...world.store,
    append: async (...given: Parameters<typeof append>) =>
      given[0] === LEDGER_STREAM ? append(...given) : world.store.append(...given),
  };
  const signer = {
    ...world.ports.signer,
    signCheckpoint: breaking("sign", world.ports.signer.signCheckpoint, away),
    generateKey: breaking("key", world.ports.signer.generateKey, away),
  };
  const broken = { ...world, store, ports: { ...world.ports, store, signer } };
  const pace = { intervalMs: 1, events: 9, urgentMs: 0 };
  // The first two are slow enough to see several seals, and end by themselves when they break.
  for (let begun = 0; left > 0 && begun < 4; begun++) {
    const sealing = withSealing(broken, { tiles, pace, patienceMs: 300 });
    await sealing.settled().catch(() => undefined);
    await withMore(world);
    await sealing.settled().catch(() => undefined);
    await sealing.stop().catch(() => undefined);
  }
  expect(left).toBeLessThanOrEqual(0);
  const again = withSealing(world, { tiles: kept, pace });
  await again.settled();
  expect((await again.stop()).ok).toBe(true);
  expect(await checkSeals(world)).toBeGreaterThan(0);
  expect((await checkLedger(world.store)).findings).toEqual([]);
  expect(await kept.published("")).toBe((await again.ports.prover.newest())?.note);
});

/** Something that is to be sealed. */
const withMore = async (world: Awaited<ReturnType<typeof makeWorld>>): Promise<void> => {
  const attempts = watchAttempts(world.ports);
  attempts.note("caller.unauthenticated");
  world.clock.advance(60);
  await attempts.flush();
};
