/** What bytes alone must show, whatever they mean: canonical envelopes, each linked to the one before in its stream. */
import { readEvent } from "../../catalogue.ts";
import type { Digest } from "../../kernel/brand.ts";
import { fromUtf8 } from "../../kernel/bytes.ts";
import { isCanonical } from "../../kernel/canonical-json.ts";
import { type Envelope, linkEnvelope } from "../../kernel/envelope.ts";
import { isInstant } from "../../kernel/instant.ts";
import { isStreamName, LEDGER } from "../../kernel/stream.ts";
import { isLedgerStream } from "../../transparency/leaf.ts";
import type { Placed } from "./core.ts";
import type { SealCheck } from "./seals.ts";
import type { Shelf } from "./shelf.ts";

export type StructureRules = {
  readonly shelf: Shelf;
  readonly seals?: SealCheck;
  /** Of a part of a ledger: what came before a stream's first event is not at hand. */
  readonly isPart?: boolean;
};

/** As far as links go; what else stands in an envelope, and in its body, is for whoever asks what it means. */
const isLinkable = (value: unknown): value is Envelope => {
  if (typeof value !== "object" || value === null) return false;
  const { stream, revision, prev, at, type, body } = value as Partial<Envelope>;
  return (
    typeof stream === "string" &&
    isStreamName(stream) &&
    Number.isSafeInteger(revision) &&
    (prev === null || typeof prev === "string") &&
    isInstant(at) &&
    typeof type === "string" &&
    typeof body === "object" &&
    body !== null
  );
};

/** The envelope, or what is wrong with the bytes. */
const envelopeIn = (bytes: Uint8Array): Envelope | string => {
  const text = fromUtf8(bytes);
  if (text === undefined) return "an event is not UTF-8";
  try {
    const value: unknown = JSON.parse(text);
    if (!isCanonical(text, value)) return "an event is not canonical JSON";
    return isLinkable(value) ? value : "an event lacks the envelope's shape";
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    return "an event is not JSON";
  }
};

/** What is wrong with the next event; undefined when it is sound. */
export const structureCheck =
  ({ shelf, seals, isPart = false }: StructureRules) =>
  ({ index, bytes, digest }: Placed): string | undefined => {
    const envelope = envelopeIn(bytes);
    if (typeof envelope === "string") return envelope;
    const { stream, revision, prev } = envelope;
    if (!isLedgerStream(stream)) return "housekeeping that is no event of a ledger";
    const before = shelf.get(stream);
    const end =
      before === undefined && isPart && revision > 0 && prev !== null
        ? { revision: revision - 1, digest: prev as Digest, at: envelope.at }
        : before?.end;
    const linked = linkEnvelope(stream, end, envelope, bytes, digest);
    if (!linked.ok) return linked.error.detail;
    shelf.put(stream, { first: before?.first ?? index, end: linked.value, state: null });
    if (stream !== LEDGER || seals === undefined) return undefined;
    const event = readEvent(bytes);
    return event.ok ? seals.look(event.value, index) : `${event.error.code}: ${event.error.detail}`;
  };
