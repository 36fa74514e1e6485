/**
 * Witnesses of the ledger's checkpoints, and gaps in it that officers know of. Both rule what the signer believes later.
 * c2sp.org/tlog-witness, c2sp.org/tlog-cosignature
 */
import * as v from "valibot";
import { Digest } from "../kernel/brand.ts";
import { concat, fromBase64, toBase64, toHex, utf8 } from "../kernel/bytes.ts";
import { sha256Of } from "../kernel/digest.ts";
import { visibleText } from "../kernel/visible-text.ts";

/** A key of cosignature/v1: name, four octets of its SHA-256, and type and Ed25519 key. c2sp.org/signed-note */
const VKEY = /^([^+\s\p{C}\p{Z}]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/u;
const COSIGNATURE = 0x04;

/** What a verifier key says of itself: the witness's name, and its type and key; undefined when it is none. */
export const witnessKey = (vkey: string): { readonly name: string; readonly key: Uint8Array } | undefined => {
  const [, name = "", id, text = ""] = VKEY.exec(vkey) ?? [];
  const key = fromBase64(text);
  if (key?.length !== 33 || key[0] !== COSIGNATURE || toBase64(key) !== text) return undefined;
  return toHex(sha256Of([concat([utf8(`${name}\n`), key])]).subarray(0, 4)) === id ? { name, key } : undefined;
};

const isWebAddress = (text: string): boolean => {
  const url = URL.parse(text);
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  return isWeb && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
};

export const WitnessSchema = v.strictObject({
  vkey: v.pipe(
    v.string(),
    v.maxLength(300),
    v.check((text) => witnessKey(text) !== undefined, "a witness's verifier key, name+id+key of type 04"),
    v.description("the verifier key of a witness (c2sp.org/tlog-cosignature), name+id+key"),
  ),
  url: v.pipe(
    v.string(),
    v.maxLength(300),
    v.regex(/^[\x21-\x7e]*$/),
    v.check(isWebAddress, "an http or https address without user, query and fragment"),
    v.description("where it is asked: the address before /add-checkpoint"),
  ),
});
export type Witness = v.InferOutput<typeof WitnessSchema>;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(16));

/** All witnesses from here on. */
export const WITNESS_FIELDS = {
  witnesses: v.pipe(v.array(WitnessSchema), v.maxLength(16)),
  /** How many must have cosigned for a checkpoint to count as witnessed. */
  quorum: Count,
  /** Whether the signer signs only under a checkpoint that is witnessed. */
  gate: v.boolean(),
};
export const Witnessing = v.strictObject(WITNESS_FIELDS);
export type Witnessing = v.InferOutput<typeof Witnessing>;

export const unwitnessed: Witnessing = { witnesses: [], quorum: 0, gate: false };

const Size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(Number.MAX_SAFE_INTEGER));
const ORIGIN = /^([a-z0-9][a-z0-9./-]{0,99})\/[0-9a-f]{64}(?:\/gap-([1-9]\d{0,8}))?$/;

export const GAP_FIELDS = {
  /** The larger or other tree that somebody has a proof of. */
  known: v.strictObject({
    origin: v.pipe(v.string(), v.maxLength(180), v.regex(ORIGIN)),
    size: Size,
    /** Null: whoever knows it tells no more than its size, as witnesses do. */
    root: v.nullable(Digest),
  }),
  /** What this ledger still has of it, as far as can be shown. */
  kept: v.strictObject({ size: Size, root: Digest }),
  reason: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(500),
    v.check((text) => visibleText(text) === text && text.trim() === text, "text that a screen shows as it is"),
  ),
};
/** `number`: of the checkpoints' origin from here on, `…/gap-<number>`. */
export const GapSchema = v.strictObject({ number: Size, ...GAP_FIELDS });
export type Gap = v.InferOutput<typeof GapSchema>;

/** The ledger that an origin names, and its gap, 0 before the first; undefined when it is no origin of ours. */
export const originParts = (origin: string): { readonly ledger: string; readonly gap: number } | undefined => {
  const [, ledger, gap = "0"] = ORIGIN.exec(origin) ?? [];
  return ledger === undefined ? undefined : { ledger, gap: Number(gap) };
};

/** The number of the last accepted gap, 0 without any: a part of the checkpoints' origin, and of the numbers of CRLs. */
export const lastGap = ({ gaps }: { readonly gaps: readonly Gap[] }): number => gaps.at(-1)?.number ?? 0;

/**
 * One more than every gap that is known. What was restored may be older than the last acceptance, and two trees must never
 * have one origin.
 */
export const nextGap = (governed: { readonly gaps: readonly Gap[] }, knownOrigin: string): number =>
  Math.max(lastGap(governed), originParts(knownOrigin)?.gap ?? 0) + 1;
