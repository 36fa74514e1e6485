import * as v from "valibot";
import { Digest, KeyId } from "../kernel/brand.ts";
import type { EventTable, FactOf } from "../kernel/event-table.ts";
import { LeafIndex } from "./gate.ts";
import { isNoteName, MAX_NOTE_BYTES } from "./note.ts";

const Name = v.pipe(v.string(), v.check(isNoteName, "a name as notes have it"));

export const ledgerEvents = {
  LedgerSealed: {
    v: 1,
    tells: "The events before `size` were sealed: the root of their tree, signed.",
    body: v.strictObject({
      key: KeyId,
      origin: Name,
      size: LeafIndex,
      root: Digest,
      /** The checkpoint with its signature, as a note. c2sp.org/tlog-checkpoint */
      note: v.pipe(v.string(), v.maxLength(MAX_NOTE_BYTES)),
    }),
  },
  CheckpointWitnessed: {
    v: 1,
    tells: "A witness saw the checkpoint of this size and will never cosign a smaller or another tree.",
    body: v.strictObject({
      origin: Name,
      size: LeafIndex,
      witness: Name,
      /** The line of the note. c2sp.org/tlog-cosignature */
      cosignature: v.pipe(v.string(), v.maxLength(1_000)),
    }),
  },
} as const satisfies EventTable;

export type LedgerStreamEvent = FactOf<typeof ledgerEvents>;
