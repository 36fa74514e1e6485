/** The messages of the signer's socket: one schema per method, one shape of answer. */
import * as v from "valibot";
import { Base64url, Digest, KeyId } from "../../domain/kernel/brand.ts";
import { REFUSAL_CODES } from "../../domain/kernel/refusal.ts";
import { SIGNATURE_PURPOSES } from "../../domain/ports/signature-journal.ts";
import {
  GenerateKey,
  SignCertificate,
  SignCheckpoint,
  SignCrl,
  SignedDigests,
  SignerFault,
  type SignerFaultCode,
  SignOcsp,
} from "../../domain/ports/signer.ts";

/** Every method and what it takes. There is none that takes loose bytes. */
export const METHODS = {
  generateKey: GenerateKey,
  signCertificate: SignCertificate,
  signCrl: SignCrl,
  signOcsp: SignOcsp,
  signCheckpoint: SignCheckpoint,
  remembered: v.strictObject({}),
  counters: v.strictObject({}),
  digests: SignedDigests,
  status: v.strictObject({}),
} as const;
export type Method = keyof typeof METHODS;

const Text = v.pipe(v.string(), v.maxLength(200));
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Module = v.strictObject({ kind: Text, manufacturer: Text, model: Text, tokenLabel: Text, tokenSerial: Text });
const SignedCrlValue = v.strictObject({ signature: Base64url, sequence: Count, basis: v.nullable(Count) });
const SignedValue = v.strictObject({ ...SignedCrlValue.entries, signed: Base64url });

/** What each method gives back. */
export const VALUES = {
  generateKey: v.strictObject({ spki: Base64url, module: Module }),
  signCertificate: SignedValue,
  signCrl: SignedCrlValue,
  signOcsp: SignedValue,
  signCheckpoint: SignedValue,
  remembered: v.strictObject({
    tree: v.nullable(v.strictObject({ origin: Text, size: Count, root: Digest, key: KeyId })),
    next: v.nullable(v.strictObject({ origin: Text, size: Count, root: Digest })),
  }),
  counters: v.strictObject({
    keys: v.array(v.strictObject({ key: KeyId, purpose: v.picklist(SIGNATURE_PURPOSES), signatures: Count })),
  }),
  digests: v.strictObject({ signed: v.array(v.strictObject({ sequence: Count, digest: Digest })) }),
  status: v.strictObject({
    isReady: v.boolean(),
    reason: v.nullable(Text),
    module: v.nullable(Module),
    signatures: Count,
    abilities: v.array(v.string()),
  }),
} as const satisfies { readonly [M in Method]: v.GenericSchema };

/** A CRL of a million of our serial numbers takes 61 MB at most. */
export const MAX_FRAME_BYTES = 64 << 20;

/** Calls that a server works on at once; a client keeps below it, so that a crowd waits instead of being sent away. */
export const MAX_IN_FLIGHT = 256;

const Id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

export const RequestSchema = v.strictObject({
  id: Id,
  method: v.picklist(Object.keys(METHODS) as Method[]),
  params: v.looseObject({}),
});

const FAULTS = [
  "signer.unreachable",
  "signer.timeout",
  "signer.protocol",
  "signer.self-check-failed",
  "signer.busy",
  "seal.late",
  "module.unavailable",
  "module.pin-incorrect",
  "module.pin-locked",
  "module.no-such-key",
  "module.unsupported",
  "module.misbehaved",
  "journal.unavailable",
  "journal.corrupt",
  "store.unavailable",
  "store.corrupt",
] as const satisfies readonly SignerFaultCode[];

const RefusalSchema = v.strictObject({
  code: v.picklist(REFUSAL_CODES),
  detail: v.string(),
  facts: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
});

/** `id` 0 is an answer to something that could not be read. */
export const ResponseSchema = v.variant("is", [
  v.strictObject({ id: Id, is: v.literal("value"), value: v.looseObject({}) }),
  v.strictObject({ id: Id, is: v.literal("refusal"), refusal: RefusalSchema }),
  v.strictObject({
    id: v.pipe(v.number(), v.minValue(0)),
    is: v.literal("fault"),
    code: v.picklist(FAULTS),
    retryable: v.boolean(),
  }),
]);
export type Response = v.InferOutput<typeof ResponseSchema>;

export const faultResponse = (id: number, error: unknown): Response =>
  error instanceof SignerFault
    ? { id, is: "fault", code: error.code, retryable: error.retryable }
    : { id, is: "fault", code: "signer.protocol", retryable: false };
