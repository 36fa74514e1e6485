/**
 * What the ledger stores of an event: the RFC 8785 bytes of all of it. The bytes, not the object, are the truth; they
 * are hashed, chained and exported as they are.
 *
 * Invariants:
 * - `prev` is the SHA-256 of the stream's former envelope, null for the first: no event of a stream can be changed,
 *   removed, inserted or reordered without breaking every later one.
 * - `at` never decreases within a stream.
 * - `id` derives from command, stream and place: the same command writes the same ids however often it is tried.
 */
import * as v from "valibot";
import { Actor, Base64url, Digest, Uuid } from "./brand.ts";
import { fromUtf8, toHex } from "./bytes.ts";
import { canonicalJson, isCanonical } from "./canonical-json.ts";
import { sha256Base64url, sha256Of } from "./digest.ts";
import { type Instant, InstantSchema } from "./instant.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { ok, type Result, refuse } from "./result.ts";

const EnvelopeSchema = v.strictObject({
  /** Version of this type's record, from 1. A reader that knows only older ones must halt. */
  v: v.pipe(v.number(), v.integer(), v.minValue(1)),
  stream: v.pipe(v.string(), v.maxLength(200)),
  revision: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  id: Uuid,
  type: v.pipe(v.string(), v.regex(/^[A-Z][A-Za-z]{2,60}$/)),
  /** What was asked: `id` makes a retry harmless, `digest` shows that it asked for the same. */
  command: v.strictObject({ id: Uuid, digest: Digest }),
  actor: Actor,
  /** How the actor was known: `token:<id>`, `statement:<digest>`, `local`, `process`. */
  authentication: v.pipe(v.string(), v.maxLength(120)),
  at: InstantSchema,
  /** Id of the event that led to this one. */
  cause: v.nullable(Uuid),
  /** Groups everything that one piece of work caused: the id of its first command. */
  correlation: Uuid,
  /** Revision of the governance stream under which this was judged; null before there was one. */
  basis: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  prev: v.nullable(Base64url),
  /** Checked as a whole by the type's own schema, in the catalogue. */
  body: v.custom<Readonly<Record<string, unknown>>>((x) => typeof x === "object" && x !== null && !Array.isArray(x)),
});

export type Envelope = v.InferOutput<typeof EnvelopeSchema>;

/** What is known about an event before it gets its place in a stream. */
export type Context = Pick<Envelope, "command" | "actor" | "authentication" | "cause" | "correlation" | "basis">;

/** SHA-256 of an envelope's bytes, base64url: the next event's `prev`. */
export const envelopeDigest = (bytes: Uint8Array): Digest => sha256Base64url(bytes) as Digest;

/** SHA-256 of a value's canonical bytes, base64url. */
export const canonicalDigest = (value: unknown): Digest => sha256Base64url(canonicalJson(value)) as Digest;

/** 128 bits as a UUID of version 8 (RFC 9562 §5.8), derived from all of `parts`. */
export const deriveUuid = (...parts: readonly string[]): string => {
  const h = sha256Of([parts.map((p) => `${p.length}:${p}`).join("")]);
  h[6] = ((h[6] ?? 0) & 0x0f) | 0x80;
  h[8] = ((h[8] ?? 0) & 0x3f) | 0x80;
  const x = toHex(h.subarray(0, 16));
  return `${x.slice(0, 8)}-${x.slice(8, 12)}-${x.slice(12, 16)}-${x.slice(16, 20)}-${x.slice(20)}`;
};

/** The id of a command's `index`-th event on a stream; known before it is written. */
export const eventId = (command: string, stream: string, index: number): string =>
  deriveUuid("event", command, stream, String(index));

/** The id of something that a command creates, 32 hex digits. */
export const derivedId = (command: string, what: string): string => deriveUuid(what, command).replaceAll("-", "");

export const encodeEnvelope = (e: Envelope): Uint8Array => canonicalJson(e);

/** A decoder drops it: without a look at the bytes two sequences of them would mean one event. */
export const hasByteOrderMark = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

/**
 * Reads an envelope's bytes. Refuses anything that is not exactly its own canonical form, so that no two byte strings
 * mean the same event.
 */
export const decodeEnvelope = (bytes: Uint8Array): Result<Envelope, Refusal> => {
  const text = fromUtf8(bytes);
  if (text === undefined) return refuse(refusal("input.malformed", "an event is not UTF-8"));
  if (hasByteOrderMark(bytes)) return refuse(refusal("input.malformed", "an event is not canonical JSON"));
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (!isCanonical(text, value)) return refuse(refusal("input.malformed", "an event is not canonical JSON"));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    return refuse(refusal("input.malformed", "an event is not JSON"));
  }
  const parsed = v.safeParse(EnvelopeSchema, value, { abortEarly: true });
  return parsed.success ? ok(parsed.output) : refuse(refusal("input.malformed", "an event lacks the envelope's shape"));
};

/** Where a stream ends: what the next event must link to. */
export type StreamEnd = { readonly revision: number; readonly digest: Digest; readonly at: Instant };

/** Checks that `envelope` is the very next event of `stream` after `end`. Returns the new end. `digest`: where it is known. */
export const linkEnvelope = (
  stream: string,
  end: StreamEnd | undefined,
  envelope: Pick<Envelope, "stream" | "revision" | "prev" | "at">,
  bytes: Uint8Array,
  digest: Digest = envelopeDigest(bytes),
): Result<StreamEnd> => {
  const broken = (detail: string) =>
    refuse(refusal("signer.history-rewritten", detail, { revision: envelope.revision }));
  if (envelope.stream !== stream) return broken("an event stands in a stream that it does not name");
  if (envelope.revision !== (end === undefined ? 0 : end.revision + 1)) return broken("a stream has a gap");
  if (envelope.prev !== (end === undefined ? null : end.digest)) return broken("a stream's chain is broken");
  if (end !== undefined && envelope.at < end.at) return broken("time runs backwards in a stream");
  return ok({ revision: envelope.revision, digest, at: envelope.at });
};
