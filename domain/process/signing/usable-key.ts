import { fromBase64url } from "../../kernel/bytes.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { keyStream } from "../../kernel/stream.ts";
import { key as keyAggregate } from "../../key/decider.ts";
import type { KeyPurpose } from "../../key/events.ts";
import type { EventStore } from "../../ports/event-store.ts";
import { loadState } from "../ledger.ts";

/** The public half of a key, when the ledger says that it was generated for this purpose and this authority. */
export const usableKey = async (
  store: EventStore,
  id: string,
  purpose: KeyPurpose,
  authority: string | null,
): Promise<Result<Uint8Array>> => {
  const key = await loadState(store, keyAggregate, keyStream(id));
  if (key.at !== "generated") return refuse(refusal("key.unknown", "no such key was generated"));
  if (key.purpose !== purpose || key.authority !== authority)
    return refuse(refusal("signer.not-authorised", "the key was made for something else"));
  const spki = fromBase64url(key.spki);
  return spki ? ok(spki) : refuse(refusal("input.malformed", "a key's event holds bytes that are none"));
};
