/** Every seal of a ledger, held against the events before it, by whoever counts them anew. */
import { expect } from "vitest";
import { readEvent } from "../../domain/catalogue.ts";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { envelopeDigest } from "../../domain/kernel/envelope.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { LEDGER as LEDGER_STREAM } from "../../domain/kernel/stream.ts";
import { key as keyAggregate } from "../../domain/key/decider.ts";
import type { EventStore } from "../../domain/ports/event-store.ts";
import { loadState } from "../../domain/process/ledger.ts";
import { sealingKeyId } from "../../domain/process/seal/sealing-key.ts";
import { parseCheckpoint } from "../../domain/transparency/checkpoint.ts";
import { eventLeafHash } from "../../domain/transparency/leaf.ts";
import { growing } from "../../domain/transparency/merkle.ts";
import { isSignedBy, noteKeyOf, parseNote } from "../../domain/transparency/note.ts";

/** How many there are. */
export const checkSeals = async ({ store }: { readonly store: EventStore }): Promise<number> => {
  const events = await store.readAll("start", 1_000_000);
  const genesis = envelopeDigest(events[0]?.bytes ?? new Uint8Array());
  const key = await loadState(store, keyAggregate, `key-${sealingKeyId(genesis)}`);
  const spki = key.at === "generated" ? fromBase64url(key.spki) : undefined;
  const tree = growing();
  const roots = [tree.root()];
  for (const [index, { bytes }] of events.entries()) {
    tree.push(eventLeafHash(index, bytes));
    roots.push(tree.root());
  }
  let before = 0;
  let seals = 0;
  for (const [index, { bytes, stream }] of events.entries()) {
    if (stream !== LEDGER_STREAM) continue;
    const event = expectOk(readEvent(bytes));
    if (event.type !== "LedgerSealed") continue;
    const note = parseNote(event.body.note);
    const checkpoint = note && parseCheckpoint(note.text);
    expect(note && spki && isSignedBy(note, noteKeyOf(event.body.origin, spki))).toBe(true);
    expect(checkpoint).toEqual({ origin: event.body.origin, size: event.body.size, root: roots[event.body.size] });
    expect(event.body.size).toBeLessThanOrEqual(index);
    expect(event.body.size).toBeGreaterThan(before);
    before = event.body.size;
    seals += 1;
  }
  return seals;
};
