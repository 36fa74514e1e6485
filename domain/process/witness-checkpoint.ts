/**
 * Asks the witnesses about a checkpoint: for their cosignatures after each seal, and at the start, before anything is sealed or
 * signed, for what they know. A witness that knows a larger or another tree is an alarm, and nothing is sealed after it until
 * officers have accepted the gap. c2sp.org/tlog-witness
 *
 * Whoever runs a witness can raise the alarm falsely, and so stop the sealing; never make a cosignature count.
 */
import { type Witness, witnessKey } from "../governance/witness.ts";
import { codeOf } from "../kernel/fault-code.ts";
import { type WitnessAnswer, type WitnessClient, WitnessFault } from "../ports/witness.ts";
import { type Checkpoint, parseCheckpoint } from "../transparency/checkpoint.ts";
import { cosignedAt } from "../transparency/cosignature.ts";
import { type Note, type NoteKey, parseNote, parseSignatureLine, signatureLine } from "../transparency/note.ts";

/** A witness's name, and the line that goes into the note and into `CheckpointWitnessed`. */
export type Cosigned = { readonly witness: string; readonly cosignature: string };

/**
 * A witness knows a tree that this ledger's is not an extension of: a larger one, or one of this or a smaller size with another
 * root. `size`: what it knows; `own`: the checkpoint's.
 */
export type BehindWitness = {
  readonly code: "ledger.behind-witness";
  readonly witness: string;
  readonly size: number;
  readonly own: number;
};

/** Who did not cosign although nothing is wrong with the tree, and why: a code for the log. */
export type Silent = { readonly witness: string; readonly why: string };

export type Witnessed = {
  readonly origin: string;
  readonly size: number;
  readonly cosigned: readonly Cosigned[];
  readonly behind: readonly BehindWitness[];
  readonly silent: readonly Silent[];
};

/** That the tree of `size` grew out of the one of `former`. */
export type Prove = (former: number, size: number) => Promise<readonly Uint8Array[]>;

export type Asking = {
  readonly client: WitnessClient;
  readonly prove: Prove;
  /** What each witness cosigned last, as far as is known: saves a question. */
  readonly lastSize?: (witness: string) => number | undefined;
};

type Outcome =
  | { readonly is: "cosigned"; readonly cosignature: string }
  | { readonly is: "behind"; readonly size: number }
  | { readonly is: "silent"; readonly why: string };

type Asked = { readonly note: Note; readonly text: string; readonly checkpoint: Checkpoint };

/** The first of its lines that verifies under the witness's own key: whatever else it sends is nobody's. */
const verified = (lines: readonly string[], { text }: Note, key: NoteKey): string | undefined => {
  const own = lines
    .map(parseSignatureLine)
    .find((s) => s !== undefined && cosignedAt({ text, signatures: [s] }, key) !== undefined);
  return own && signatureLine(own);
};

const judged = (answer: WitnessAnswer, old: number, { note, checkpoint }: Asked, key: NoteKey): Outcome | undefined => {
  switch (answer.answer) {
    case "cosigned": {
      const cosignature = verified(answer.lines, note, key);
      return cosignature === undefined ? { is: "silent", why: "not-its-cosignature" } : { is: "cosigned", cosignature };
    }
    case "refused":
      return { is: "silent", why: `refused-${answer.status}` };
    case "inconsistent":
      return { is: "behind", size: old };
    case "conflict":
      return answer.size > checkpoint.size || (answer.size === old && old === checkpoint.size)
        ? { is: "behind", size: answer.size }
        : undefined;
  }
};

/** Once with what it is thought to know, and once more with the size that it tells. */
const ask = async ({ client, prove, lastSize }: Asking, asked: Asked, url: string, key: NoteKey): Promise<Outcome> => {
  const { text, checkpoint } = asked;
  let old = Math.min(lastSize?.(key.name) ?? 0, checkpoint.size);
  for (const isLast of [false, true]) {
    const proof = await prove(old, checkpoint.size);
    const answer = await client.cosign(url, { checkpoint: text, old, proof });
    const outcome = judged(answer, old, asked, key);
    if (outcome !== undefined) return outcome;
    if (answer.answer !== "conflict" || isLast) break;
    old = answer.size;
  }
  // Somebody else sealed in between, and asked it.
  return { is: "silent", why: "busy" };
};

const keyOf = ({ vkey }: Witness): NoteKey => {
  const found = witnessKey(vkey);
  if (found === undefined) throw new TypeError("a witness without a key was appointed");
  return { name: found.name, kind: "cosignature", key: found.key.slice(1) };
};

/** `text`: the checkpoint as a signed note of ours. All witnesses at once; never rejects because one of them is away. */
export const witnessCheckpoint = async (
  asking: Asking,
  witnesses: readonly Witness[],
  text: string,
): Promise<Witnessed> => {
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) throw new TypeError("a checkpoint that is none");
  const asked = { note, text, checkpoint };
  const outcomes = await Promise.all(
    witnesses.map(async (w) => {
      const key = keyOf(w);
      const outcome = await ask(asking, asked, w.url, key).catch((error: unknown): Outcome => {
        if (!(error instanceof WitnessFault)) throw error;
        return { is: "silent", why: codeOf(error) };
      });
      return { witness: key.name, outcome };
    }),
  );
  const { origin, size } = checkpoint;
  return {
    origin,
    size,
    cosigned: outcomes.flatMap(({ witness, outcome }) =>
      outcome.is === "cosigned" ? [{ witness, cosignature: outcome.cosignature }] : [],
    ),
    behind: outcomes.flatMap(({ witness, outcome }) =>
      outcome.is === "behind" ? [{ code: "ledger.behind-witness", witness, size: outcome.size, own: size }] : [],
    ),
    silent: outcomes.flatMap(({ witness, outcome }) =>
      outcome.is === "silent" ? [{ witness, why: outcome.why }] : [],
    ),
  };
};

/**
 * What the witnesses know of the last checkpoint of a ledger that has just been started. It is asked for as after a seal, by
 * the size that should be theirs: who knows more, or something else, says so, and who was away when it was sealed catches up.
 */
export const askLast = (
  asking: Pick<Asking, "client" | "prove">,
  witnesses: readonly Witness[],
  text: string,
): Promise<Witnessed> => {
  const size = parseCheckpoint(parseNote(text)?.text ?? "")?.size ?? 0;
  return witnessCheckpoint({ ...asking, lastSize: () => size }, witnesses, text);
};
