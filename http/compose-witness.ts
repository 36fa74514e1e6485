/** A witness put together: its key, what it knows, and its one address. It needs no ledger, no module and no configuration. */
import { sign } from "node:crypto";
import { BlockList } from "node:net";
import { type WitnessState, witnessState } from "../adapters/witness-state/files.ts";
import type { WitnessKey } from "../adapters/witness-state/key.ts";
import { cosignature, cosignedMessage } from "../domain/transparency/cosignature.ts";
import { formatNote, type NoteKey, signatureLine } from "../domain/transparency/note.ts";
import { judgeSubmitted, MAX_SUBMISSION_BYTES, parseSubmitted } from "../domain/transparency/witness.ts";
import { type Listening, listen } from "./listen/listener.ts";
import { type WitnessReply, witnessApp } from "./witness/app.ts";

export type WitnessOptions = {
  readonly directory: string;
  readonly key: WitnessKey;
  /** The logs' keys; a log's origin is its key's name. */
  readonly logs: readonly NoteKey[];
  readonly host: string;
  readonly port: number;
  readonly onFault: (error: unknown) => void;
  /** The log signed two trees of one size: the note is the proof. Told once, until there is another. */
  readonly onFork: (note: string) => void;
};

/** As many as find another process there first, one after another, before it is given up. */
const ATTEMPTS = 5;

const LIMITS = {
  headerBytes: 16_384,
  headerCount: 64,
  headerMs: 10_000,
  requestMs: 20_000,
  answerMs: 20_000,
  keepAliveMs: 60_000,
  connections: 256,
  requestsPerConnection: 10_000,
};

type Cosigning = Pick<WitnessOptions, "logs" | "onFork"> & WitnessKey & { readonly state: WitnessState };

const STATUS = { "unknown-origin": 404, unsigned: 403, inconsistent: 422 } as const;

/** Anybody may send the same again and again. */
const toldOnce = (tell: (note: string) => void) => {
  let last: string | undefined;
  return (note: string): void => {
    if (note !== last) tell(note);
    last = note;
  };
};

/** Nothing in it waits, so calls follow one another; and what is known is on the disk before the line exists. */
export const cosigning = ({ logs, key, privateKey, state, onFork }: Cosigning) => {
  const forked = toldOnce(onFork);
  return (body: Uint8Array): WitnessReply => {
    const submitted = parseSubmitted(body);
    if (submitted === undefined) return { status: 400 };
    const { checkpoint, note } = submitted;
    const keys = logs.filter((log) => log.name === checkpoint.origin);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const known = keys.length === 0 ? undefined : state.last(checkpoint.origin);
      const verdict = judgeSubmitted(submitted, keys, known);
      if (verdict.is === "conflict") {
        if (verdict.isFork) forked(formatNote(note));
        return { status: 409, size: verdict.size };
      }
      if (verdict.is !== "grown") return { status: STATUS[verdict.is] };
      const isSame = known !== undefined && known.size === verdict.head.size;
      if (!isSame && !state.advance(checkpoint.origin, known, verdict.head)) continue;
      const time = Math.floor(Date.now() / 1000);
      const signature = new Uint8Array(sign(null, cosignedMessage(note.text, time), privateKey));
      return { status: 200, line: signatureLine(cosignature(key, time, signature)) };
    }
    throw new Error("another process answers for this witness all the time");
  };
};

/** Resolves when it listens. */
export const runWitness = ({
  directory,
  key,
  logs,
  host,
  port,
  onFault,
  onFork,
}: WitnessOptions): Promise<Listening> => {
  const add = cosigning({ logs, onFork, ...key, state: witnessState(directory) });
  const app = witnessApp({ add, maxBytes: MAX_SUBMISSION_BYTES, onFault });
  return listen({
    role: "public",
    host,
    port,
    fetch: (request) => app.fetch(request),
    limits: LIMITS,
    proxies: new BlockList(),
    onPressed: () => undefined,
  });
};
