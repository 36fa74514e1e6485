/**
 * What the gate adds to an issuance: from the moment at which the intent is durable to the proof that it stands in the sealed
 * ledger. SQLite and tiles on disk, the sealer at the pace that ships, softkey. One alone, and eight at once in one process.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { openFileTileStore } from "../../adapters/files/tile-store.ts";
import { openSqliteEventStore } from "../../adapters/sqlite/event-store.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { SEAL_PACE } from "../../domain/process/seal/turns.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { makeCsr } from "../support/csr.ts";
import { withSealing } from "../support/sealing.ts";
import { approveAndIssue, makeWorldOn, WEB, withHierarchy } from "../support/world.ts";
import { inLanes } from "./issuances.ts";
import { type Bench, median, scratch } from "./measure.ts";

const ISSUANCES = 200;
const AT_ONCE = 8;
/** The first ones only warm up. */
const WARM = 32;

export const gateLatency: Bench = async () => {
  const directory = scratch();
  const store = await openSqliteEventStore({ path: join(directory, "ledger.sqlite") });
  const world = await withHierarchy(await makeWorldOn(store));
  const tiles = openFileTileStore({ directory: join(directory, "tiles") });
  const sealing = withSealing(world, { tiles, pace: SEAL_PACE });
  await sealing.settled();
  const { prover } = sealing.ports;
  let waited: number[] = [];
  const timed = {
    ...prover,
    gate: async (...given: Parameters<typeof prover.gate>) => {
      const start = performance.now();
      const proof = await prover.gate(...given);
      waited.push(performance.now() - start);
      return proof;
    },
  };
  const ports = { ...sealing.ports, prover: timed };
  const measure = async (lanes: number) => {
    waited = [];
    const csrs = await Promise.all(Array.from({ length: ISSUANCES }, async () => [await makeCsr()]));
    await inLanes(csrs, lanes, async (csr) => {
      const wanted = { authority: "web-ca", profile: "tls-server" as const, csr, note: null };
      const { id } = expectOk(await submitRequest(ports, WEB, randomUUID(), wanted));
      const { outcome } = expectOk(await approveAndIssue({ ...world, ports }, id));
      if (outcome !== "fulfilled") throw new TypeError(`the certificate is ${outcome}`);
    });
    const sorted = waited.slice(WARM).sort((a, b) => a - b);
    const [p50, p99] = [median(sorted), sorted[Math.floor(sorted.length * 0.99)] ?? 0];
    process.stdout.write(`gate-latency: ${lanes} at once: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms\n`);
    return p50;
  };
  const p50 = await measure(1);
  await measure(AT_ONCE);
  expectOk(await sealing.stop());
  await store.close();
  const { urgentMs } = SEAL_PACE;
  const yardstick = "the pause between seals that somebody waits for (sealing.urgentMs)";
  return {
    name: "gate-latency",
    ratio: p50 / urgentMs,
    value: p50,
    unit: "ms, p50",
    yardstick,
    yardstickValue: urgentMs,
    rounds: 1,
  };
};
