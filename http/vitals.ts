/** What makes a node unfit though every part of it answers: no room, a loop that stood, answers older than the ledger. */
import { statfs } from "node:fs/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Ports } from "../domain/process/ports.ts";
import type { Runner } from "../projections/runner.ts";
import { behindOf } from "./observe/gauges.ts";

/** Reasons, in words for the operator; none when all is well. */
export type Vitals = { readonly reasons: () => Promise<readonly string[]>; readonly stop: () => void };

export type Bounds = {
  readonly freeBytes: number;
  readonly behindSeconds: number;
  readonly loopMs: number;
  /** How long a loop that stood is told of. */
  readonly toldMs: number;
};
const BOUNDS: Bounds = { freeBytes: 64 << 20, behindSeconds: 30, loopMs: 5_000, toldMs: 60_000 };

type Reason = string | undefined;

/** A loop that stands cannot say so: that it stood is told for a while after. */
const loopWatch = ({ loopMs, toldMs }: Bounds): { readonly reason: () => Reason; readonly stop: () => void } => {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let stood: { readonly ms: number; readonly until: number } | undefined;
  const look = (): void => {
    const ms = delay.max / 1e6;
    delay.reset();
    if (ms > loopMs) stood = { ms, until: performance.now() + toldMs };
  };
  const timer = setInterval(look, toldMs / 6).unref();
  return {
    reason: () => {
      look();
      if (stood === undefined || stood.until < performance.now()) return undefined;
      return `the process stood still for ${Math.round(stood.ms / 100) / 10} seconds within the last minute: is the machine overloaded?`;
    },
    stop: () => {
      clearInterval(timer);
      delay.disable();
    },
  };
};

const diskReason = async (home: string, { freeBytes }: Bounds): Promise<Reason> => {
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  return free < freeBytes
    ? `the disk of the home directory has ${Math.round(free / (1 << 20))} MiB left: make room`
    : undefined;
};

const lagReason = async (
  parts: { readonly ports: Ports; readonly runner: Runner },
  bounds: Bounds,
): Promise<Reason> => {
  const stopped = new Set(parts.runner.quarantined().map((q) => q.projection));
  const behind = [...(await behindOf(parts, 1))].filter(([model]) => !stopped.has(model));
  const worst = Math.max(0, ...behind.map(([, { seconds }]) => seconds));
  return worst > bounds.behindSeconds ? `read models are ${Math.round(worst)} seconds behind the ledger` : undefined;
};

export const vitals = (
  parts: { readonly ports: Ports; readonly runner: Runner; readonly home: string },
  bounds: Bounds = BOUNDS,
): Vitals => {
  const loop = loopWatch(bounds);
  return {
    reasons: async () => {
      const asked = await Promise.all([
        diskReason(parts.home, bounds),
        // A store that is away is told by whoever cannot follow it.
        lagReason(parts, bounds).catch(() => undefined),
      ]);
      return [...asked, loop.reason()].filter((reason) => reason !== undefined);
    },
    stop: loop.stop,
  };
};
