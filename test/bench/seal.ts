/** What the sealer does itself for each event, against the SHA-256 of the same bytes, which nobody can do without. */
import { createHash } from "node:crypto";
import { openMemoryTileStore } from "../../adapters/memory/tile-store.ts";
import { envelopeDigest } from "../../domain/kernel/envelope.ts";
import { newTree } from "../../domain/process/seal/tree-writer.ts";
import { SEAL_PACE } from "../../domain/process/seal/turns.ts";
import { sampleHistory } from "../support/sample-history.ts";
import { type Bench, rate } from "./measure.ts";

const EVENTS = 100_000;
/** Tiles come and go: what is measured is not how much of them fits into memory. */
const KEPT = 2_000;
const MANY = 1_000_000;
const MARK = 128_000;

/** Leaves and nodes hashed, tiles cut, a root for each seal, as often as a busy ledger is sealed. */
const seal = async (
  envelopes: readonly Uint8Array[],
  events: number,
  onSealed: (size: number) => void = () => undefined,
): Promise<void> => {
  let tiles = openMemoryTileStore();
  let written = 0;
  const passing = {
    ...tiles,
    put: async (path: string, bytes: Uint8Array): Promise<void> => {
      if (++written % KEPT === 0) tiles = openMemoryTileStore();
      await tiles.put(path, bytes);
    },
  };
  const tree = newTree(passing, "");
  for (let i = 0; i < events; i++) {
    tree.push(i, envelopeDigest(envelopes[i % envelopes.length] ?? new Uint8Array()));
    if ((i + 1) % SEAL_PACE.events !== 0) continue;
    const { size } = tree.head();
    await tree.write(size);
    onSealed(size);
  }
};

export const sealing: Bench = async () => {
  const envelopes = (await sampleHistory()).map(({ bytes }) => bytes);
  const result = await rate({
    name: "seal",
    unit: "events/s",
    yardstick: "SHA-256 of the same bytes",
    n: EVENTS,
    ours: () => seal(envelopes, EVENTS),
    theirs: () => {
      for (let i = 0; i < EVENTS; i++)
        createHash("sha256")
          .update(envelopes[i % envelopes.length] ?? new Uint8Array())
          .digest();
    },
  });
  const resident: string[] = [];
  await seal(envelopes, MANY, (size) => {
    if (size % MARK === 0) resident.push(`${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`);
  });
  process.stdout.write(`seal: resident at every ${MARK.toLocaleString("en")} of ${MANY.toLocaleString("en")} events: `);
  process.stdout.write(`${resident.join(", ")}\n`);
  return result;
};
