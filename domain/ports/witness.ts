/**
 * Somebody else's witness, asked to cosign a checkpoint. c2sp.org/tlog-witness
 *
 * Contract: one question, one answer, in bounded time and of bounded size; a redirect is not followed. What is answered is not
 * believed: cosignatures are verified by whoever asked. What is no answer of a witness is a WitnessFault.
 */
export interface WitnessClient {
  readonly cosign: (url: string, submission: Submission) => Promise<WitnessAnswer>;
}

export type Submission = {
  /** The checkpoint, a signed note. */
  readonly checkpoint: string;
  /** The size that the witness is thought to know, 0 when it may know nothing. */
  readonly old: number;
  /** That the checkpoint's tree grew out of the one of `old`. RFC 6962 §2.1.2 */
  readonly proof: readonly Uint8Array[];
};

export type WitnessAnswer =
  /** Lines of a note, of whomever. */
  | { readonly answer: "cosigned"; readonly lines: readonly string[] }
  /** It knows another size; when it is `old` and the checkpoint's own, another root. */
  | { readonly answer: "conflict"; readonly size: number }
  /** The tree that it knows is not a part of this one. */
  | { readonly answer: "inconsistent" }
  /** It does not know this ledger (404), or not its key (403), or cannot read the question (400, 413). */
  | { readonly answer: "refused"; readonly status: number };

/** Asked, and nothing came that a witness may answer. */
export class WitnessFault extends Error {
  override readonly name = "WitnessFault";
  readonly code = "witness.unavailable";
  readonly retryable = true;
  constructor(options?: ErrorOptions) {
    super("witness.unavailable", options);
  }
}
