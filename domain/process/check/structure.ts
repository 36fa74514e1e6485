/** What bytes alone must show, whatever they mean: canonical envelopes, each linked to the one before in its stream. */
import { readEvent } from "../../catalogue.ts";
import type { Digest } from "../../kernel/brand.ts";
import { fromUtf8 } from "../../kernel/bytes.ts";
import { isCanonical } from "../../kernel/canonical-json.ts";
import { hasControls, scanCanonical } from "../../kernel/canonical-scan.ts";
import { type Envelope, hasByteOrderMark, linkEnvelope } from "../../kernel/envelope.ts";
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
type Link = Pick<Envelope, "stream" | "revision" | "prev" | "at">;

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

/** The envelope, or what is wrong with the text: any text can be judged so. */
const parsedLink = (text: string): Link | string => {
  try {
    const value: unknown = JSON.parse(text);
    if (!isCanonical(text, value)) return "an event is not canonical JSON";
    return isLinkable(value) ? value : "an event lacks the envelope's shape";
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    return "an event is not JSON";
  }
};

const link = { stream: "", revision: "", prev: "", at: "", type: "", body: "" };
const noMember = { ...link };
const keepMember = (key: string, raw: string): void => {
  switch (key) {
    case "stream":
    case "revision":
    case "prev":
    case "at":
    case "type":
    case "body":
      link[key] = raw;
  }
};

/** Undefined for what is no string. A copy: a piece of a text keeps all of it, and links are kept. */
const stringIn = (raw: string): string | undefined => (raw.startsWith('"') ? (JSON.parse(raw) as string) : undefined);

/** The same without a value made of the whole text; undefined where that does not decide. */
const scannedLink = (text: string): Link | undefined => {
  Object.assign(link, noMember);
  if (!scanCanonical(text, keepMember)) return undefined;
  const value = {
    stream: stringIn(link.stream),
    revision: Number(link.revision),
    prev: link.prev === "null" ? null : stringIn(link.prev),
    at: stringIn(link.at),
    type: stringIn(link.type),
    body: BRACKET.test(link.body) ? {} : undefined,
  };
  return link.revision !== "" && isLinkable(value) ? value : undefined;
};
const BRACKET = /^[[{]/;

const linkIn = (bytes: Uint8Array): Link | string => {
  const text = fromUtf8(bytes);
  if (text === undefined) return "an event is not UTF-8";
  if (hasByteOrderMark(bytes)) return "an event is not canonical JSON";
  return (hasControls(bytes) ? undefined : scannedLink(text)) ?? parsedLink(text);
};

/** What is wrong with the next event; undefined when it is sound. */
export const structureCheck =
  ({ shelf, seals, isPart = false }: StructureRules) =>
  ({ index, bytes, digest }: Placed): string | undefined => {
    const envelope = linkIn(bytes);
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
