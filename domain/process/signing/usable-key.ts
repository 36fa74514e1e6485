import { fromBase64url } from "../../kernel/bytes.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { keyStream } from "../../kernel/stream.ts";
import { key as keyAggregate } from "../../key/decider.ts";
import type { KeyPurpose } from "../../key/events.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { SignatureJournal } from "../../ports/signature-journal.ts";
import { loadState } from "../ledger.ts";
import { pinKey } from "./pins.ts";

/** What every verdict is made of: the ledger, and what this service remembers of it. */
export type Grounds = { readonly store: EventStore; readonly journal: SignatureJournal };

/**
 * The public half of a key, when the ledger says that it was generated for this purpose and this authority, and never said
 * otherwise before.
 */
export const usableKey = async (
  { store, journal }: Grounds,
  id: string,
  purpose: KeyPurpose,
  authority: string | null,
): Promise<Result<Uint8Array>> => {
  const key = await loadState(store, keyAggregate, keyStream(id));
  if (key.at !== "generated") return refuse(refusal("key.unknown", "no such key was generated"));
  if (key.purpose !== purpose || key.authority !== authority)
    return refuse(refusal("signer.not-authorised", "the key was made for something else"));
  const pinned = await pinKey(journal, id, purpose, authority);
  if (!pinned.ok) return pinned;
  const spki = fromBase64url(key.spki);
  return spki ? ok(spki) : refuse(refusal("input.malformed", "a key's event holds bytes that are none"));
};
