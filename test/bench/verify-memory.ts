/**
 * How much memory the verifier that is one file takes at most, as a process of its own: over 1 000 000 events, against 100 000.
 * Both depths are told; the ratio is that of `--structure`. Its heap is bounded, so that garbage is not taken for what is held:
 * whoever holds more than fits does not come to an end.
 */
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtVerifier } from "../../bin/build-verifier.ts";
import { makeCsr } from "../support/csr.ts";
import { LEDGER, makeWorld, withHierarchy } from "../support/world.ts";
import { writeLargeBundle } from "./large-bundle.ts";
import { type Bench, scratch } from "./measure.ts";
import { issueOne } from "./verify.ts";

const [FEW, MANY] = [100_000, 1_000_000];
const HEAP_MB = 96;

/** Said by the process itself when it ends. */
const TELL = `data:text/javascript,process.on("exit",()=>process.stderr.write("maxRSS="+process.resourceUsage().maxRSS))`;

const peakOf = (verifier: string, directory: string, vkey: string, ...more: readonly string[]) => {
  const start = performance.now();
  const args = [
    `--max-old-space-size=${HEAP_MB}`,
    "--import",
    TELL,
    verifier,
    "bundle",
    directory,
    "--key",
    vkey,
    "--json",
    ...more,
  ];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 26 });
  const { events, faultCount } = JSON.parse(stdout) as { events: number; faultCount: number };
  const peak = Number(/maxRSS=(\d+)/.exec(stderr)?.[1]) / 1024;
  return { events, faultCount, peak, seconds: (performance.now() - start) / 1000 };
};

export const verifyMemory: Bench = async () => {
  const world = await withHierarchy(await makeWorld());
  await issueOne(world, await makeCsr());
  const history = await world.store.readAll("start", 10_000);
  const home = scratch();
  const verifier = join(home, "verify.mjs");
  writeFileSync(verifier, await builtVerifier());
  const peaks: number[] = [];
  for (const events of [FEW, MANY]) {
    const directory = join(home, "bundle");
    const vkey = writeLargeBundle(directory, { ledger: LEDGER, history, events });
    for (const depth of [["--structure"], []]) {
      const seen = peakOf(verifier, directory, vkey, ...depth);
      if (depth.length > 0 && seen.faultCount > 0) throw new TypeError("not sound");
      if (depth.length > 0) peaks.push(seen.peak);
      process.stdout.write(
        `verify-memory: ${seen.events} events${depth.length > 0 ? ", structure" : ", every rule"}: ${Math.round(seen.peak)} MiB at most, ${Math.round(seen.seconds)} s\n`,
      );
    }
    rmSync(directory, { recursive: true });
  }
  const [few = 0, many = 0] = peaks;
  const yardstick = `its peak over ${FEW} events`;
  return {
    name: "verify-memory",
    ratio: many / few,
    value: many,
    unit: "MiB",
    yardstick,
    yardstickValue: few,
    rounds: 1,
  };
};
