/**
 * A witness's whole judgement: what is asked of it, what it knows, what it answers. c2sp.org/tlog-witness
 *
 * Invariant: of one origin it cosigns one tree only, which grows. Nobody but the log's own key changes what it knows.
 */
import { fromBase64, fromUtf8, toBase64 } from "../kernel/bytes.ts";
import { type Checkpoint, parseCheckpoint, type TreeHead } from "./checkpoint.ts";
import { EMPTY_ROOT, HASH_BYTES } from "./merkle.ts";
import { isSignedBy, MAX_NOTE_BYTES, type Note, type NoteKey, parseNote } from "./note.ts";
import { verifyConsistency } from "./proof.ts";

/** What `add-checkpoint` is asked with. */
export type Submitted = {
  readonly old: number;
  readonly proof: readonly Uint8Array[];
  readonly note: Note;
  readonly checkpoint: Checkpoint;
};

const MAX_PROOF = 63;
/** A note, 63 hashes, and the line before them. */
export const MAX_SUBMISSION_BYTES = MAX_NOTE_BYTES + 4096;

const hashOf = (line: string): Uint8Array | undefined => {
  const hash = fromBase64(line);
  return hash?.length === HASH_BYTES && toBase64(hash) === line ? hash : undefined;
};

/** Reads the body of a request; undefined when it is none, or asks about a size that the checkpoint has not reached. */
export const parseSubmitted = (bytes: Uint8Array): Submitted | undefined => {
  const text = bytes.length > MAX_SUBMISSION_BYTES ? undefined : fromUtf8(bytes);
  const end = text?.indexOf("\n\n") ?? -1;
  if (text === undefined || end < 0) return undefined;
  const [first = "", ...lines] = text.slice(0, end).split("\n");
  const [, size] = /^old (0|[1-9][0-9]{0,15})$/.exec(first) ?? [];
  const proof = lines.map(hashOf).filter((hash) => hash !== undefined);
  const note = parseNote(text.slice(end + 2));
  const checkpoint = note && parseCheckpoint(note.text);
  if (size === undefined || proof.length !== lines.length || proof.length > MAX_PROOF) return undefined;
  if (note === undefined || checkpoint === undefined || Number(size) > checkpoint.size) return undefined;
  return { old: Number(size), proof, note, checkpoint };
};

export type WitnessVerdict =
  /** What is known from here on; recorded before it is cosigned. */
  | { readonly is: "grown"; readonly head: TreeHead }
  | { readonly is: "unknown-origin" }
  | { readonly is: "unsigned" }
  /** `isFork`: the log has signed two trees of this size. */
  | { readonly is: "conflict"; readonly size: number; readonly isFork: boolean }
  | { readonly is: "inconsistent" };

/** `keys`: the log's, empty for an origin that is not witnessed. `known`: undefined before the first checkpoint. */
export const judgeSubmitted = (
  { old, proof, note, checkpoint }: Submitted,
  keys: readonly NoteKey[],
  known: TreeHead | undefined,
): WitnessVerdict => {
  if (keys.length === 0) return { is: "unknown-origin" };
  if (!keys.some((key) => isSignedBy(note, key))) return { is: "unsigned" };
  const former = known ?? { size: 0, root: EMPTY_ROOT };
  const { size, root } = checkpoint;
  const isFork = size === former.size && toBase64(root) !== toBase64(former.root);
  if (old !== former.size || isFork) return { is: "conflict", size: former.size, isFork };
  return verifyConsistency(former, { size, root }, proof)
    ? { is: "grown", head: { size, root } }
    : { is: "inconsistent" };
};
