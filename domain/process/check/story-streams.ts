/** The streams that tell one certificate's story: who ruled, whose key, what was asked, planned, approved and signed. */
import { certificate } from "../../certificate/decider.ts";
import { authorityStream, certificateStream, GOVERNANCE, keyStream, requestStream } from "../../kernel/stream.ts";
import type { EventStore } from "../../ports/event-store.ts";
import { loadState } from "../ledger.ts";

/** Undefined when no such certificate was prepared. */
export const storyStreams = async (
  store: EventStore,
  { issuer, serial }: { readonly issuer: string; readonly serial: string },
): Promise<ReadonlySet<string> | undefined> => {
  const stream = certificateStream(issuer, serial);
  const state = await loadState(store, certificate, stream);
  if (state.at === "absent") return undefined;
  const { authority, key, request } = state.prepared;
  return new Set([GOVERNANCE, authorityStream(authority), keyStream(key), requestStream(request), stream]);
};
