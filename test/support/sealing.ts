/** A world whose ledger is sealed: the real sealer beside it, over tiles in memory unless others are given. */
import { openMemoryTileStore } from "../../adapters/memory/tile-store.ts";
import type { TileStore } from "../../domain/ports/tile-store.ts";
import type { Ports } from "../../domain/process/ports.ts";
import { type Prover, proverOver } from "../../domain/process/seal/prover.ts";
import { runSealer, type SealerDeps } from "../../domain/process/seal/sealer.ts";
import { ledgerTail } from "../../domain/process/seal/tail.ts";
import type { SealPace } from "../../domain/process/seal/turns.ts";
import { ledgerIndex, ledgerIndexOver } from "../../projections/ledger-index.ts";
import type { Ground } from "./world.ts";

/** Nothing waits in a test. */
const AT_ONCE: SealPace = { intervalMs: 5, events: 64, urgentMs: 0 };

export type Sealing = {
  readonly ports: Ports & { readonly prover: Prover };
  readonly tiles: TileStore;
  /** Resolves when all that stands there now is sealed. */
  readonly settled: () => Promise<void>;
  readonly stop: () => ReturnType<typeof runSealer>;
  /** What it ends with, by itself or stopped. */
  readonly stopped: ReturnType<typeof runSealer>;
};

export const withSealing = (
  world: Pick<Ground, "ports" | "store" | "runner">,
  options: Partial<Pick<SealerDeps, "tiles" | "pace" | "behindMs" | "mayBegin" | "onSealed">> & {
    readonly patienceMs?: number;
  } = {},
): Sealing => {
  const { runner, store } = world;
  const { tiles = openMemoryTileStore(), patienceMs = 5_000, ...rest } = options;
  const index = ledgerIndexOver(runner.view(ledgerIndex.name), store);
  const tail = ledgerTail(store, index);
  const prover = proverOver({
    store,
    governance: world.ports.governance,
    index,
    tiles,
    tail,
    subscribe: runner.subscribe,
    patienceMs,
  });
  const ports = { ...world.ports, prover };
  const ending = new AbortController();
  const run = async () => {
    await runner.catchUp();
    const following = runner.run(ending.signal);
    const sealing = await runSealer({ ports, index, tiles, tail, pace: AT_ONCE, ...rest }, ending.signal);
    ending.abort();
    await following;
    return sealing;
  };
  const running = run();
  // Looked at by `stop`.
  running.catch(() => undefined);
  return {
    ports,
    tiles,
    stopped: running,
    settled: async () => {
      const last = (await store.readAll("start", 1_000_000)).findLastIndex((e) => e.stream !== "ledger");
      await prover.sealOver(last);
    },
    stop: () => {
      ending.abort();
      return running;
    },
  };
};
