/** What the signer is shown before it signs what cannot be taken back: that the reasons stand in the sealed ledger. */
import * as v from "valibot";
import { Digest, KeyId } from "../kernel/brand.ts";
import { fromBase64url } from "../kernel/bytes.ts";
import { MAX_NOTE_BYTES } from "./note.ts";
import { MAX_PATH } from "./proof.ts";

export const LeafIndex = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.description("index in the ledger"));

/** Hashes of a proof, base64url, from the leaf upwards. RFC 9162 §2.1.3, §2.1.4 */
export const ProofPath = v.pipe(v.array(Digest), v.maxLength(MAX_PATH));

export const Inclusion = v.strictObject({ index: LeafIndex, path: ProofPath });
export type Inclusion = v.InferOutput<typeof Inclusion>;

/**
 * A checkpoint, as a signed note; that it and what the signer remembers are of one tree, empty when they are the same;
 * and where each of the events stands that the act rests on, in the order that the act names.
 */
export const SealProof = v.strictObject({
  checkpoint: v.pipe(v.string(), v.maxLength(MAX_NOTE_BYTES)),
  consistency: ProofPath,
  /** Whose signature the checkpoint bears; the key that the signer remembers, when it is not named. */
  key: v.optional(KeyId),
  inclusions: v.pipe(v.array(Inclusion), v.maxLength(16)),
});
export type SealProof = v.InferOutput<typeof SealProof>;

/** The hashes of a path. Throws on what `ProofPath` would not take. */
export const pathBytes = (path: readonly string[]): readonly Uint8Array[] =>
  path.map((text) => {
    const hash = fromBase64url(text);
    if (hash === undefined) throw new TypeError("a path holds digests");
    return hash;
  });
