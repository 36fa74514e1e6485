/** The sealer's witnesses: asked before it begins and after each seal, one question at a time, the newest checkpoint first. */
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { TileStore } from "../../ports/tile-store.ts";
import type { WitnessClient } from "../../ports/witness.ts";
import { consistencyPath } from "../../transparency/proof.ts";
import { nodesFrom } from "../../transparency/tile.ts";
import type { Ports } from "../ports.ts";
import { type Asking, askLast, type BehindWitness, type Witnessed, witnessCheckpoint } from "../witness-checkpoint.ts";
import type { SealRecorder } from "./record-seal.ts";
import type { Sealed } from "./sealer.ts";
import { tileReader } from "./tree-writer.ts";

export type WitnessingDeps = {
  readonly ports: Pick<Ports, "governance">;
  readonly tiles: TileStore;
  readonly client: WitnessClient;
  /** What each question came to, for the log. */
  readonly onWitnessed?: (witnessed: Witnessed) => void;
  readonly onFault: (error: unknown) => void;
};

export type Witnesses = {
  readonly mayBegin: (last: Sealed, recorder: SealRecorder) => Promise<Result<true>>;
  readonly onSealed: (sealed: Sealed, recorder: SealRecorder) => void;
  /** The witness that knows more than this ledger; undefined when none does. */
  readonly behind: () => BehindWitness | undefined;
  /** Resolves when nothing that was sealed waits for an answer. */
  readonly idle: () => Promise<void>;
};

export const askingWitnesses = ({ ports, tiles, client, onWitnessed, onFault }: WitnessingDeps): Witnesses => {
  const known = new Map<string, number>();
  let behind: BehindWitness | undefined;
  let waiting: { readonly sealed: Sealed; readonly recorder: SealRecorder } | undefined;
  let working: Promise<void> | undefined;

  const asking = ({ tree }: Sealed): Asking => ({
    client,
    prove: (former, size) => consistencyPath(nodesFrom(tileReader(tiles, tree.folder), size), former, size),
    lastSize: (witness) => known.get(witness),
  });

  const take = async (witnessed: Witnessed, recorder: SealRecorder): Promise<void> => {
    const { origin, size } = witnessed;
    for (const { witness, cosignature } of witnessed.cosigned) {
      known.set(witness, size);
      await recorder.witness({ origin, size, witness, cosignature });
    }
    behind = witnessed.behind[0];
    onWitnessed?.(witnessed);
  };

  const ask = async (how: typeof askLast, sealed: Sealed, recorder: SealRecorder): Promise<void> => {
    const basis = await ports.governance();
    if (!basis.ok) return;
    const { witnesses } = basis.value.governance.witnessing;
    if (witnesses.length > 0) await take(await how(asking(sealed), witnesses, sealed.note), recorder);
  };

  const work = async (): Promise<void> => {
    while (waiting !== undefined) {
      const { sealed, recorder } = waiting;
      waiting = undefined;
      await ask(witnessCheckpoint, sealed, recorder).catch(onFault);
    }
  };

  return {
    mayBegin: async (last, recorder) => {
      known.clear();
      await ask(askLast, last, recorder);
      if (behind === undefined) return ok(true);
      const { witness, size } = behind;
      return refuse(refusal("ledger.behind-witness", "a witness knows a larger or another tree", { witness, size }));
    },
    onSealed: (sealed, recorder) => {
      // One that waits is overtaken: who cosigns the newer has seen it too.
      waiting = { sealed, recorder };
      working ??= work().finally(() => {
        working = undefined;
      });
    },
    behind: () => behind,
    idle: async () => {
      await working;
    },
  };
};
