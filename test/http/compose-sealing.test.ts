/** The server's sealer as an operator sees it: what keeps it from sealing is told, and is forgotten when it is over. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { silentLog } from "../../adapters/log/log.ts";
import { StoreFault } from "../../domain/ports/event-store.ts";
import { SignerFault } from "../../domain/ports/signer.ts";
import { composeSealing } from "../../http/compose-sealing.ts";
import { makeWorld } from "../support/world.ts";

const homes: string[] = [];
afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

const PATIENT = { timeout: 10_000 };
const AWAY = {
  signer: () => new SignerFault("signer.unreachable", true),
  store: () => new StoreFault("store.unavailable"),
} as const;

test.for(["signer", "store"] as const)("a %s that was away and came back", async (what) => {
  const world = await makeWorld();
  const home = mkdtempSync(join(tmpdir(), "sealing-"));
  homes.push(home);
  let isAway = false;
  let asked = 0;
  const remembered = async () => {
    asked += 1;
    if (isAway) throw AWAY[what]();
    return world.ports.signer.remembered();
  };
  const ports = { ...world.ports, signer: { ...world.ports.signer, remembered } };
  const pace = { runs: true, intervalMs: 5, events: 64, urgentMs: 0 };
  const sealing = composeSealing({ home, sealing: pace }, ports, world.runner, silentLog);
  const troubles = new Map<string, string>();
  for (const away of [false, true, false]) {
    isAway = away;
    const stopping = new AbortController();
    await world.runner.catchUp();
    const following = world.runner.run(stopping.signal);
    const keeping = sealing.keep(ports, troubles, stopping.signal);
    asked = 0;
    await expect.poll(() => asked, PATIENT).toBeGreaterThan(0);
    // A signer that is away is told as such, and makes no node unfit. Nothing new is to be sealed: beginning is enough.
    const told = away && what === "store" ? ["seal"] : [];
    await expect.poll(() => [...troubles.keys()], PATIENT).toEqual(told);
    if (!away) await expect.poll(() => sealing.prover.newest(), PATIENT).toBeDefined();
    stopping.abort();
    await Promise.all([following, keeping]);
  }
});
