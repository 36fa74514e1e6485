/** The checkpoint that everything hangs on: signed by the key that is believed, and seen by enough witnesses. */
import { type Checkpoint, parseCheckpoint } from "../../transparency/checkpoint.ts";
import { cosignedAt } from "../../transparency/cosignature.ts";
import { isSignedBy, type Note, type NoteKey, parseNote } from "../../transparency/note.ts";

export type Trust = {
  /** The sealer's key, pinned: nothing in a bundle can take its place. */
  readonly key: NoteKey;
  readonly witnesses?: readonly NoteKey[];
  /** How many of them must have seen it; all, unless it is said. */
  readonly quorum?: number;
};

export type Head = {
  readonly checkpoint: Checkpoint;
  readonly note: Note;
  /** `at`: seconds since 1970, as the witness says. */
  readonly witnessed: readonly { readonly name: string; readonly at: number }[];
};

/** `head`: undefined when there is nothing that the key signed; `wrong`: what is wrong with it. */
export const judgeHead = (
  text: string,
  { key, witnesses = [], quorum = witnesses.length }: Trust,
): { readonly head: Head | undefined; readonly wrong: readonly string[] } => {
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) return { head: undefined, wrong: ["the checkpoint is no note"] };
  if (!isSignedBy(note, key)) return { head: undefined, wrong: ["the checkpoint is not signed by the given key"] };
  const witnessed = witnesses.flatMap((witness) => {
    const at = cosignedAt(note, witness);
    return at === undefined ? [] : [{ name: witness.name, at }];
  });
  const seen = new Set(witnessed.map(({ name }) => name)).size;
  return {
    head: { checkpoint, note, witnessed },
    wrong: [
      ...(checkpoint.origin === key.name ? [] : ["the checkpoint is of another origin than the given key"]),
      ...(seen < quorum ? [`the checkpoint was seen by ${seen} of the given witnesses, not by ${quorum}`] : []),
    ],
  };
};
