/** What an exporter must know of a ledger before it writes: its last seal, who witnessed it, and by which key. */
import { readEvent } from "../../catalogue.ts";
import type { Digest, Position } from "../../kernel/brand.ts";
import { fromBase64url } from "../../kernel/bytes.ts";
import { envelopeDigest } from "../../kernel/envelope.ts";
import { keyStream, LEDGER } from "../../kernel/stream.ts";
import { key as keyAggregate } from "../../key/decider.ts";
import type { EventStore, Recorded } from "../../ports/event-store.ts";
import { seals } from "../../transparency/decider.ts";
import { isLedgerStream } from "../../transparency/leaf.ts";
import { formatNote, formatVerifierKey, noteKeyOf, parseNote, parseSignatureLine } from "../../transparency/note.ts";
import { initialSeals, type LedgerSeals } from "../../transparency/state.ts";
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

/** Undefined when nothing was ever sealed. */
export const surveyLedger = async (
  store: EventStore,
  onRead: (events: number) => void = () => undefined,
): Promise<Survey | undefined> => {
  let state: LedgerSeals = initialSeals;
  let events = 0;
  let founding: { readonly ledger: string; readonly genesis: Digest } | undefined;
  for await (const { stream, bytes } of ledgerEvents(store)) {
    const event = events === 0 || stream === LEDGER ? readEvent(bytes) : undefined;
    if (event?.ok && event.value.type === "LedgerFounded")
      founding = { ledger: event.value.body.founding.ledger, genesis: envelopeDigest(bytes) };
    if (event?.ok && stream === LEDGER) state = seals.evolve(state, event.value as never);
    events += 1;
    onRead(events);
  }
  const { last, witnessed } = state;
  if (last === null || founding === undefined) return undefined;
  const key = await loadState(store, keyAggregate, keyStream(last.key));
  const spki = key.at === "generated" ? fromBase64url(key.spki) : undefined;
  return {
    ...founding,
    events,
    origin: last.origin,
    size: last.size,
    checkpoint: noteWith(last.note, Object.values(witnessed)),
    key: spki === undefined ? "" : formatVerifierKey(noteKeyOf(last.origin, spki)),
  };
};
