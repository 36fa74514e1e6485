/** Another signing service over a world, and ledgers that were rewritten behind its back. */
import { openMemoryEventStore } from "../../adapters/memory/event-store.ts";
import type { DomainEvent } from "../../domain/catalogue.ts";
import { envelopeDigest } from "../../domain/kernel/envelope.ts";
import { GOVERNANCE } from "../../domain/kernel/stream.ts";
import type { AuthorityRow, ResponderRow } from "../../domain/ports/queries.ts";
import type { Signer } from "../../domain/ports/signer.ts";
import { readStream } from "../../domain/process/ledger.ts";
import { type SigningPorts, signingService } from "../../domain/process/signing/service.ts";
import { forge } from "./forge.ts";
import type { World } from "./world.ts";

/** The same signer after a restart, over whatever is given instead. */
export const signerOver = async (world: World, over: Partial<SigningPorts> = {}): Promise<Signer> => {
  const [first] = await world.store.readStream(GOVERNANCE);
  return signingService({ ...world, genesis: envelopeDigest(first?.bytes ?? new Uint8Array()), ...over });
};

/** A copy of the ledger in which `stream` says what `facts` makes of it; no chain is broken. */
export const rewritten = async (
  world: World,
  stream: string,
  facts: (before: readonly DomainEvent[]) => readonly DomainEvent[],
) => {
  const store = openMemoryEventStore();
  for (const row of await world.store.readAll("start", 10_000))
    if (row.stream !== stream) await store.append(row.stream, row.revision === 0 ? "absent" : row.revision - 1, [row]);
  const { events } = await readStream(world.store, stream);
  const after = facts(events.map(({ type, body }) => ({ type, body }) as DomainEvent));
  if (after.length > 0) await forge({ store, clock: world.clock }, stream, after);
  return store;
};

export const authorityOf = (world: World, id = "web-ca"): AuthorityRow => {
  const row = world.ports.queries.authorities().find((a) => a.id === id);
  if (row === undefined) throw new TypeError("no authority");
  return row;
};

export const responderOf = (world: World, id = "web-ca"): ResponderRow => {
  const row = world.ports.queries.responderOf(authorityOf(world, id).key);
  if (row === undefined) throw new TypeError("no responder");
  return row;
};
