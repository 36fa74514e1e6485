/** What the API says of the sealed ledger. */
import * as v from "valibot";
import { Digest } from "../../domain/kernel/brand.ts";
import { Inclusion, LeafIndex, ProofPath } from "../../domain/transparency/gate.ts";

const IndexText = v.pipe(
  v.string(),
  v.regex(/^(?:0|[1-9][0-9]{0,15})$/),
  v.description("a number from 0 on"),
  v.transform(Number),
  v.safeInteger(),
);
const SizeText = v.pipe(IndexText, v.description("how many events a tree has"));
const Note = v.pipe(v.string(), v.description("a signed note, with the lines of witnesses (c2sp.org/tlog-checkpoint)"));

export const CheckpointAnswer = v.strictObject({
  origin: v.pipe(v.string(), v.description("the tree's name: the ledger's, and the digest of its founding event")),
  size: LeafIndex,
  root: Digest,
  note: Note,
  /** What an auditor pins. */
  key: v.pipe(v.string(), v.description("the key that signs checkpoints, as an auditor pins it: name+id+key")),
  witnesses: v.pipe(v.array(v.string()), v.description("who cosigned this checkpoint")),
  quorum: v.pipe(v.number(), v.description("how many must, for it to count as witnessed")),
  events: v.pipe(v.number(), v.description("how many events stand in the ledger now, sealed or not")),
});

export const EntryParam = v.strictObject({ index: IndexText });
export const EntryAnswer = v.strictObject({
  index: LeafIndex,
  position: v.string(),
  stream: v.string(),
  revision: v.number(),
  type: v.string(),
  /** SHA-256 of the envelope. */
  digest: Digest,
  /** null: it stands in no sealed tree yet. */
  proof: v.nullable(v.strictObject({ ...Inclusion.entries, size: LeafIndex, root: Digest, note: Note })),
});

export const ConsistencyQuery = v.strictObject({ from: SizeText, to: SizeText });
export const ConsistencyAnswer = v.strictObject({ from: LeafIndex, to: LeafIndex, path: ProofPath });
