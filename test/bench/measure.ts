/** Interleaved rounds of our work and of a yardstick that does the same necessary work; medians, and their ratio. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Result = {
  readonly name: string;
  /** Ours against the yardstick, as the benchmark's page tells it: more is better for rates, less for times. */
  readonly ratio: number;
  readonly value: number;
  readonly unit: string;
  readonly yardstick: string;
  readonly yardstickValue: number;
  readonly rounds: number;
};

export type Bench = () => Promise<Result>;

type Work = () => Promise<unknown> | unknown;

export type Rate = {
  readonly name: string;
  readonly unit: string;
  /** What the yardstick is, in words. */
  readonly yardstick: string;
  /** Pieces of work in one round of each. */
  readonly n: number;
  readonly rounds?: number;
  readonly ours: Work;
  readonly theirs: Work;
};

const ROUNDS = 7;

export const median = (xs: readonly number[]): number => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)] ?? 0;

export const seconds = async (work: Work): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

/** Pieces a second of both; the first round of each only warms up. */
export const rate = async ({ name, unit, yardstick, n, rounds = ROUNDS, ours, theirs }: Rate): Promise<Result> => {
  await ours();
  await theirs();
  const [mine, its]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    mine.push(await seconds(ours));
    its.push(await seconds(theirs));
  }
  const [value, yardstickValue] = [n / median(mine), n / median(its)];
  return { name, ratio: value / yardstickValue, value, unit, yardstick, yardstickValue, rounds };
};

/** A directory for one benchmark, gone when the process ends. */
export const scratch = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "cartulary-bench-"));
  process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
  return directory;
};
