/** What a requester keeps beside a certificate: that its request, its plan, who allowed it and itself stand in the sealed ledger. */
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import type { EventStore } from "../ports/event-store.ts";
import { pathBytes } from "../transparency/gate.ts";
import type { Story, StoryEntry } from "../transparency/story.ts";
import { storyStreams } from "./check/story-streams.ts";
import { fullNote, type Prover } from "./seal/prover.ts";

/**
 * The story of one certificate under the smallest checkpoint that has its issuance and what followed; waited for. Refuses
 * `certificate.unknown`. Throws SignerFault `seal.late`.
 */
export const receiptOf = async (
  { store, prover }: { readonly store: EventStore; readonly prover: Prover },
  certificate: { readonly issuer: string; readonly serial: string },
): Promise<Result<Story>> => {
  const streams = await storyStreams(store, certificate);
  if (streams === undefined) return refuse(refusal("certificate.unknown", "no certificate has this serial number"));
  const events = (await Promise.all([...streams].map((stream) => store.readStream(stream)))).flat();
  const places = await Promise.all(
    events.map(async ({ position, bytes }) => ({ index: await prover.indexOf(position), envelope: bytes })),
  );
  const known = places.flatMap(({ index, envelope }) => (index === undefined ? [] : [{ index, envelope }]));
  const seal = await prover.sealOver(Math.max(...known.map((e) => e.index)));
  const told = known.filter(({ index }) => index < seal.size).sort((a, b) => a.index - b.index);
  const entries = await Promise.all(
    told.map(async ({ index, envelope }): Promise<StoryEntry> => {
      const { path } = await prover.inclusion(index, seal.size);
      return { index, path: pathBytes(path), envelope };
    }),
  );
  return ok({ certificate, checkpoint: fullNote(seal), entries });
};
