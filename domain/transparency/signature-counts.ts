/**
 * How often each key signed, as the signer's journal has it, beside what the ledger has of it: what goes into a bundle as
 * `signatures.json`. It is what the signer says of itself; that a key signed nothing else, only its module knows.
 */
import * as v from "valibot";
import { Digest, KeyId } from "../kernel/brand.ts";
import { InstantSchema } from "../kernel/instant.ts";

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const KeySignaturesSchema = v.strictObject({
  key: KeyId,
  purpose: v.picklist(["certificate", "crl", "ocsp", "checkpoint"]),
  /** Lines in the journal. */
  signed: Count,
  /** Of these: what came of them stands in the ledger. */
  recorded: Count,
  /** Of these: announced in the ledger, and no outcome of it recorded: signed again or refused after a crash. OCSP answers, which the ledger never has one by one, all count here. */
  explained: Count,
  /** Of these: the ledger knows nothing of them. An alarm. */
  unexplained: Count,
  /** In the ledger as signed by this key, and not in the journal. An alarm. */
  missing: Count,
});

export const SignatureCountsSchema = v.strictObject({
  v: v.literal(1),
  at: InstantSchema,
  keys: v.array(KeySignaturesSchema),
  /** The first of the unexplained ones, to look for. */
  unexplained: v.pipe(
    v.array(
      v.strictObject({ ...v.pick(KeySignaturesSchema, ["key", "purpose"]).entries, sequence: Count, digest: Digest }),
    ),
    v.maxLength(100),
  ),
  /** The first of the missing ones. */
  missing: v.pipe(
    v.array(v.strictObject({ ...v.pick(KeySignaturesSchema, ["key", "purpose"]).entries, stream: v.string() })),
    v.maxLength(100),
  ),
});
export type SignatureCounts = v.InferOutput<typeof SignatureCountsSchema>;
