/**
 * One certificate's story: the events that tell it, each with its place in the sealed tree. As lines it is part of a bundle,
 * as one JSON file it is a receipt. docs/ledger-format.md
 */
import * as v from "valibot";
import { IssuerId, Serial } from "../kernel/brand.ts";
import { fromUtf8, toBase64url, utf8 } from "../kernel/bytes.ts";
import { canonicalText } from "../kernel/canonical-json.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { Inclusion, pathBytes } from "./gate.ts";
import { eventLeafHash } from "./leaf.ts";
import { MAX_NOTE_BYTES } from "./note.ts";
import { verifyInclusion } from "./proof.ts";

export const RECEIPT_FORMAT = "cartulary-receipt-1";

/** `envelope`: the event's text, character for character as it is hashed. */
const Entry = v.strictObject({ ...Inclusion.entries, envelope: v.pipe(v.string(), v.maxLength(1_000_000)) });

/** One file: what `formatReceipt` writes. */
export const ReceiptSchema = v.strictObject({
  format: v.literal(RECEIPT_FORMAT),
  certificate: v.strictObject({ issuer: IssuerId, serial: Serial }),
  /** The note, with the lines of witnesses. */
  checkpoint: v.pipe(v.string(), v.maxLength(MAX_NOTE_BYTES)),
  entries: v.array(Entry),
});

/** An event, where it stands, and the hashes that show it. */
export type StoryEntry = {
  readonly index: number;
  readonly path: readonly Uint8Array[];
  readonly envelope: Uint8Array;
};

export type Story = {
  readonly certificate: { readonly issuer: string; readonly serial: string };
  readonly checkpoint: string;
  /** In the order of the ledger. */
  readonly entries: readonly StoryEntry[];
};

const written = ({ index, path, envelope }: StoryEntry): v.InferOutput<typeof Entry> => {
  const text = fromUtf8(envelope);
  if (text === undefined) throw new TypeError("an event is UTF-8");
  return { index, path: path.map(toBase64url) as v.InferOutput<typeof Inclusion>["path"], envelope: text };
};

const asRead = ({ index, path, envelope }: v.InferOutput<typeof Entry>): StoryEntry => ({
  index,
  path: pathBytes(path),
  envelope: utf8(envelope),
});

/** One line of `story.ndjson`, without its end. */
export const storyLine = (entry: StoryEntry): string => canonicalText(written(entry));

/** Refuses `input.malformed`. */
export const parseStoryLine = (line: string): Result<StoryEntry> => {
  const parsed = v.safeParse(Entry, jsonOf(line), { abortEarly: true });
  return parsed.success
    ? ok(asRead(parsed.output))
    : refuse(refusal("input.malformed", "a line is no event of a story"));
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The receipt as a value. */
export const receiptFile = ({ certificate, checkpoint, entries }: Story) => ({
  format: RECEIPT_FORMAT,
  certificate,
  checkpoint,
  entries: entries.map(written),
});

export const formatReceipt = (story: Story): string => `${JSON.stringify(receiptFile(story), null, 1)}\n`;

/** Refuses `input.malformed`. */
export const parseReceipt = (text: string): Result<Story> => {
  const parsed = v.safeParse(ReceiptSchema, jsonOf(text), { abortEarly: true });
  if (!parsed.success) return refuse(refusal("input.malformed", "this is no receipt of this format"));
  const { certificate, checkpoint, entries } = parsed.output;
  return ok({ certificate, checkpoint, entries: entries.map(asRead) });
};

/** Whether the event stands where it says in the tree of this size and root. */
export const isIncluded = (
  { index, path, envelope }: StoryEntry,
  { size, root }: { readonly size: number; readonly root: Uint8Array },
): boolean => verifyInclusion(eventLeafHash(index, envelope), index, size, path, root);
