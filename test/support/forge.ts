/** What somebody who may write to the store can write: well-formed, chained events that no decider ever allowed. */
import { randomUUID } from "node:crypto";
import type { DomainEvent } from "../../domain/catalogue.ts";
import { fromMillis, toMillis } from "../../domain/kernel/instant.ts";
import type { Clock } from "../../domain/ports/clock.ts";
import type { EventStore } from "../../domain/ports/event-store.ts";
import { newWork } from "../../domain/process/handle.ts";
import { envelop, readStream } from "../../domain/process/ledger.ts";

const MALLORY = { actor: "system:mallory", authentication: "process" } as const;

/** Appends facts as they are. `basis` is whatever the forger claims. */
export const forge = async (
  { store, clock }: { readonly store: EventStore; readonly clock: Clock },
  stream: string,
  facts: readonly DomainEvent[],
  basis: number | null = null,
): Promise<void> => {
  const { end } = await readStream(store, stream);
  const { context } = newWork(MALLORY, randomUUID(), { facts: facts.length }, basis);
  const { records } = envelop(stream, end, facts, context, fromMillis(toMillis(clock.now())));
  await store.append(stream, end?.revision ?? "absent", records);
};
