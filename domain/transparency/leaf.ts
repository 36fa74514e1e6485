/** What the tree says of an event: where it stands and what its bytes hash to. The event itself stays where it is. */
import type { Digest } from "../kernel/brand.ts";
import { utf8 } from "../kernel/bytes.ts";
import { envelopeDigest } from "../kernel/envelope.ts";
import { categoryOf } from "../kernel/stream.ts";
import { leafTextHash } from "./merkle.ts";

/** Housekeeping of the machines (leases, heartbeats) is no history: it is never sealed and may be removed. */
const OPERATIONAL = "ops";

/** Whether an event of this stream is counted and sealed. */
export const isLedgerStream = (stream: string): boolean => categoryOf(stream) !== OPERATIONAL;

/**
 * The leaf of the event at `index`: the RFC 8785 bytes of `{"digest","index"}`. `digest`: SHA-256 of its envelope, base64url.
 * Both members' values need no escape, so the canonical text is written down as it is.
 */
const leafText = (index: number, digest: string): string => `{"digest":"${digest}","index":${index}}`;

export const leafBytes = (index: number, digest: string): Uint8Array => utf8(leafText(index, digest));

/** The leaf's hash, from the event's digest. */
export const leafHashOf = (index: number, digest: string): Uint8Array => leafTextHash(leafText(index, digest));

/** The leaf's hash, from the event's bytes. */
export const eventLeafHash = (index: number, envelope: Uint8Array): Uint8Array =>
  leafHashOf(index, envelopeDigest(envelope));

const LEAF = /^\{"digest":"([A-Za-z0-9_-]{43})","index":(0|[1-9][0-9]{0,15})\}$/;

/** What a leaf's text says; undefined when it is none. */
export const parseLeaf = (text: string): { readonly index: number; readonly digest: Digest } | undefined => {
  const [, digest, index] = LEAF.exec(text) ?? [];
  return digest === undefined ? undefined : { index: Number(index), digest: digest as Digest };
};
