/** What an exporter must know of a ledger before it writes: its last seal, who witnessed it, and by which key. */
import { type LedgerEvent, readEvent } from "../../catalogue.ts";
import type { Digest, Position } from "../../kernel/brand.ts";
import { fromBase64url } from "../../kernel/bytes.ts";
import { envelopeDigest } from "../../kernel/envelope.ts";
import { keyStream, LEDGER } from "../../kernel/stream.ts";
import { key as keyAggregate } from "../../key/decider.ts";
import type { EventStore, Recorded } from "../../ports/event-store.ts";
import { isLedgerStream } from "../../transparency/leaf.ts";
import { formatNote, formatVerifierKey, noteKeyOf, parseNote, parseSignatureLine } from "../../transparency/note.ts";
import { governanceReader } from "../governance-reader.ts";
import { loadState } from "../ledger.ts";

export type Survey = {
  readonly events: number;
  readonly ledger: string;
  readonly genesis: Digest;
  readonly origin: string;
  readonly size: number;
  /** The note with the lines of all witnesses of this size. */
  readonly checkpoint: string;
  /** As text; empty where the ledger does not tell of the key. */
  readonly key: string;
};

const PAGE = 512;

/** Every event that is counted, in order. */
export async function* ledgerEvents(store: EventStore): AsyncGenerator<Recorded> {
  for (let after: Position | "start" = "start"; ; ) {
    const page: readonly Recorded[] = await store.readAll(after, PAGE);
    for (const row of page) if (isLedgerStream(row.stream)) yield row;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.position;
  }
}

const noteWith = (note: string, lines: readonly string[]): string => {
  const parsed = parseNote(note);
  if (parsed === undefined) return note;
  const more = lines.map(parseSignatureLine).filter((s) => s !== undefined);
  return formatNote({ ...parsed, signatures: [...parsed.signatures, ...more] });
};

type Sealed = Extract<LedgerEvent, { type: "LedgerSealed" }>["body"];
type Shown = { readonly seal: Sealed; readonly lines: string[] };

const show = (recent: Shown[], event: LedgerEvent): void => {
  if (event.type === "LedgerSealed") recent.push({ seal: event.body, lines: [] });
  if (event.type === "CheckpointWitnessed") {
    const { origin, size, cosignature } = event.body;
    recent.find(({ seal }) => seal.origin === origin && seal.size === size)?.lines.push(cosignature);
  }
  if (recent.length > RECENT) recent.shift();
};

/** How far back is looked for a seal that enough witnesses saw. */
const RECENT = 64;

/**
 * The newest seal that as many witnesses saw as the officers ask for: the very newest may still wait for them. Where none has as
 * many, the newest.
 */
const chosen = (recent: readonly Shown[], quorum: number): Shown | undefined => {
  const newest = recent.at(-1);
  return recent.findLast((r) => r.seal.origin === newest?.seal.origin && r.lines.length >= quorum) ?? newest;
};

/** Undefined when nothing was ever sealed. */
export const surveyLedger = async (
  store: EventStore,
  onRead: (events: number) => void = () => undefined,
): Promise<Survey | undefined> => {
  const recent: Shown[] = [];
  let events = 0;
  let founding: { readonly ledger: string; readonly genesis: Digest } | undefined;
  for await (const { stream, bytes } of ledgerEvents(store)) {
    const event = events === 0 || stream === LEDGER ? readEvent(bytes) : undefined;
    if (event?.ok && event.value.type === "LedgerFounded")
      founding = { ledger: event.value.body.founding.ledger, genesis: envelopeDigest(bytes) };
    if (event?.ok) show(recent, event.value);
    events += 1;
    onRead(events);
  }
  const basis = await governanceReader(store, { isProven: false })();
  const found = chosen(recent, basis.ok ? basis.value.governance.witnessing.quorum : 0);
  if (found === undefined || founding === undefined) return undefined;
  const { seal: last, lines } = found;
  const key = await loadState(store, keyAggregate, keyStream(last.key));
  const spki = key.at === "generated" ? fromBase64url(key.spki) : undefined;
  return {
    ...founding,
    events,
    origin: last.origin,
    size: last.size,
    checkpoint: noteWith(last.note, lines),
    key: spki === undefined ? "" : formatVerifierKey(noteKeyOf(last.origin, spki)),
  };
};
