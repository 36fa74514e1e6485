/** What a bundle says of itself. Nothing of it is believed: the checkpoint and the pinned key decide. docs/ledger-format.md */
import * as v from "valibot";
import { Digest } from "../kernel/brand.ts";
import { LeafIndex } from "./gate.ts";

export const BUNDLE_FORMAT = "cartulary-bundle-1";

/** Events a file, but for the last. */
export const EVENTS_PER_FILE = 4096;

/** `events/000000.ndjson`: the events from `4096 × place`, counted from the bundle's first. */
export const eventsPath = (place: number): string => `events/${String(place).padStart(6, "0")}.ndjson`;

export const MANIFEST = "manifest.json";
export const CHECKPOINT = "checkpoint.txt";
/** A checkpoint that an auditor kept from before. */
export const CHECKPOINT_SINCE = "checkpoint-since.txt";
export const WITNESSES = "witnesses.txt";
export const BEFORE = "before.json";
export const SIGNATURES = "signatures.json";
export const STORY = "story.ndjson";
export const blobPath = (digest: string): string => `blobs/${digest}`;

export const Manifest = v.object({
  format: v.literal(BUNDLE_FORMAT),
  kind: v.picklist(["all", "range", "story"]),
  ledger: v.string(),
  /** SHA-256 of the founding event. */
  genesis: Digest,
  origin: v.string(),
  /** The sealer's key as the exporter knows it: a hint, for a verifier is given its own. */
  key: v.string(),
  /** Index of the first event. */
  first: LeafIndex,
  events: LeafIndex,
  /** How many events the checkpoint seals. */
  size: LeafIndex,
  /** Of a story: whose. */
  certificate: v.optional(v.object({ issuer: v.string(), serial: v.string() })),
  tool: v.string(),
  files: v.array(v.object({ path: v.string(), sha256: Digest, bytes: LeafIndex })),
});
export type Manifest = v.InferOutput<typeof Manifest>;

/** Of a range: the perfect trees before it, and that the tree up to its end grew into the sealed one. Hashes: base64url. */
export const Before = v.object({
  roots: v.pipe(v.array(Digest), v.maxLength(64)),
  consistency: v.pipe(v.array(Digest), v.maxLength(64)),
});
export type Before = v.InferOutput<typeof Before>;
