/** Seals and cosignatures as events, one after another at the end of their stream, which nobody reads from its beginning. */

import { deriveUuid } from "../../kernel/envelope.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { LEDGER } from "../../kernel/stream.ts";
import { type SealCommand, seals } from "../../transparency/decider.ts";
import { handle, type LedgerPorts, newWork, type Work } from "../handle.ts";
import { type ReadStream, readStreamFrom } from "../ledger.ts";
import { SEALER } from "./sealing-key.ts";

type Said<T extends SealCommand["type"]> = Omit<Extract<SealCommand, { type: T }>, "type">;

export type SealRecorder = {
  readonly seal: (seal: Said<"Seal">) => Promise<Result<true>>;
  readonly witness: (witness: Said<"RecordWitness">) => Promise<Result<true>>;
};

/** What is needed to go on: the newest seal and all behind it. */
const fromLastSeal = ({ events, ...stream }: ReadStream): ReadStream => {
  const at = events.findLastIndex((e) => e.type === "LedgerSealed");
  return { ...stream, events: at < 0 ? events : events.slice(at) };
};

/** `since`: revision of the newest seal that is known, 0 for none. `basis`: governance's, for the envelope. */
export const sealRecorder = (ports: LedgerPorts, since: number, basis: () => number): SealRecorder => {
  let known: ReadStream | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const write = async (work: Work, command: SealCommand): Promise<Result<true>> => {
    known ??= await readStreamFrom(ports.store, LEDGER, since);
    const written = await handle(ports, seals, LEDGER, work, command, known.end === undefined ? undefined : known);
    if (!written.ok) return written;
    known = fromLastSeal(written.value.stream);
    return ok(true);
  };
  /** One after another: both know where the stream ends. */
  const next = (work: Work, command: SealCommand): Promise<Result<true>> => {
    const done = last.then(() => write(work, command));
    last = done.catch(() => {
      known = undefined;
    });
    return done;
  };
  return {
    seal: (seal) => {
      const id = deriveUuid("seal", seal.origin, String(seal.size), seal.root);
      return next(newWork(SEALER, id, seal, basis()), { type: "Seal", ...seal });
    },
    witness: (said) => {
      const id = deriveUuid("witness", said.origin, String(said.size), said.witness);
      const { origin, size, witness } = said;
      return next(newWork(SEALER, id, { origin, size, witness }, basis()), { type: "RecordWitness", ...said });
    },
  };
};
