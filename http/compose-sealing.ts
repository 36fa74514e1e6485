/** The sealed ledger's composition: its tiles, who seals, who witnesses, who proves. */
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openFileTileStore } from "../adapters/files/tile-store.ts";
import { witnessClient } from "../adapters/witness-http/client.ts";
import { codeOf } from "../domain/kernel/fault-code.ts";
import type { Log } from "../domain/ports/log.ts";
import { SignerFault } from "../domain/ports/signer.ts";
import { TileFault, type TileStore } from "../domain/ports/tile-store.ts";
import type { Ports } from "../domain/process/ports.ts";
import { askingWitnesses } from "../domain/process/seal/ask-witnesses.ts";
import { type Prover, proverOver } from "../domain/process/seal/prover.ts";
import { runSealer } from "../domain/process/seal/sealer.ts";
import { ledgerTail } from "../domain/process/seal/tail.ts";
import type { Witnessed } from "../domain/process/witness-checkpoint.ts";
import { ledgerIndex, ledgerIndexOver } from "../projections/ledger-index.ts";
import type { Runner } from "../projections/runner.ts";
import type { ServerConfig } from "./config.ts";
import type { TilesDeps } from "./ledger/app.ts";

export type Sealing = {
  readonly prover: Prover;
  /** What the public listener shows. */
  readonly tiles: Omit<TilesDeps, "onFault">;
  /** Seals, or only follows where somebody else does, until `signal` aborts. */
  readonly keep: (ports: Ports, troubles: Map<string, string>, signal: AbortSignal) => Promise<void>;
};

const RETRY_MS = 1_000;
const TROUBLE = "seal";

/** What an operator should read instead of a code. */
const WORDS: Readonly<Record<string, string>> = {
  "signer.history-rewritten":
    "the ledger is not the one that was sealed before: it was put back to an older copy, or rewritten (docs/restore.md)",
  "seal.unproven":
    "the ledger has not grown out of the one that was sealed before: it was put back to an older copy and went on, or was rewritten (docs/restore.md)",
  "ledger.behind-witness":
    "a witness knows a larger or another ledger: this one was put back to an older copy, or rewritten (docs/restore.md)",
  "tiles.conflict": "a tile was changed: look at it, then remove the folder of tiles; it is made again from the ledger",
};

const tellWitnessed =
  (log: Log) =>
  ({ size, behind, silent }: Witnessed): void => {
    for (const b of behind) log.error(b, "a witness knows a larger or another ledger");
    if (silent.length > 0) log.warn({ size, silent }, "witnesses did not cosign");
  };

export const composeSealing = (
  config: Pick<ServerConfig, "home" | "sealing">,
  parts: Pick<Ports, "store" | "governance">,
  runner: Runner,
  log: Log,
): Sealing => {
  const tiles: TileStore = openFileTileStore({ directory: join(config.home, "tiles") });
  const index = ledgerIndexOver(runner.view(ledgerIndex.name), parts.store);
  const tail = ledgerTail(parts.store, index);
  const prover = proverOver({ ...parts, index, tiles, tail, subscribe: runner.subscribe });
  const { runs, intervalMs, events, urgentMs } = config.sealing;

  const once = async (ports: Ports, troubles: Map<string, string>, signal: AbortSignal): Promise<void> => {
    if (!runs) return tail.run(index.size(), signal);
    const witnesses = askingWitnesses({
      ports,
      tiles,
      client: witnessClient(),
      onWitnessed: tellWitnessed(log),
      onFault: (error) => log.warn({ code: codeOf(error) }, "the witnesses could not be asked"),
    });
    const sealed = await runSealer(
      {
        ports,
        index,
        tiles,
        tail,
        pace: { intervalMs, events, urgentMs },
        mayBegin: witnesses.mayBegin,
        onBegun: () => troubles.delete(TROUBLE),
        onSealed: witnesses.onSealed,
        mustStop: () => witnesses.behind() !== undefined,
      },
      signal,
    );
    await witnesses.idle();
    if (sealed.ok) return;
    const { code, facts } = sealed.error;
    troubles.set(TROUBLE, `nothing is sealed, and nothing is signed: ${WORDS[code] ?? code}`);
    log.error({ code, ...facts }, "the ledger cannot be sealed");
    await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
  };

  return {
    prover,
    tiles: {
      checkpoint: (folder) => tiles.published(folder),
      tile: async (path) => {
        try {
          return await tiles.get(path);
        } catch (fault) {
          if (fault instanceof TileFault && fault.code === "tiles.rejected") return undefined;
          throw fault;
        }
      },
    },
    keep: async (ports, troubles, signal) => {
      let told: string | undefined;
      while (!signal.aborted)
        try {
          await once(ports, troubles, signal);
          told = undefined;
        } catch (error) {
          const code = codeOf(error);
          // A signer that is away is told as such, and keeps nobody from reading and from OCSP.
          if (!(error instanceof SignerFault)) troubles.set(TROUBLE, `nothing is sealed: ${WORDS[code] ?? code}`);
          if (told !== code) log.warn({ code }, "the ledger cannot be sealed now; trying again");
          told = code;
          await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
        }
    },
  };
};
