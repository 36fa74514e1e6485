/** One sound envelope, to be spoilt. */
import { type Envelope, encodeEnvelope } from "../../domain/kernel/envelope.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import type { NewEvent } from "../../domain/ports/event-store.ts";

export const someEnvelope = (change: Partial<Envelope> = {}): Envelope => ({
  v: 1,
  stream: "key-a",
  revision: 0,
  id: "00000000-0000-8000-8000-000000000001",
  type: "KeyPlanned",
  command: { id: "00000000-0000-8000-8000-000000000002", digest: "A".repeat(43) as Envelope["command"]["digest"] },
  actor: "operator:test",
  authentication: "local",
  at: "2026-01-01T00:00:00.000Z" as Instant,
  cause: null,
  correlation: "00000000-0000-8000-8000-000000000002",
  basis: null,
  prev: null,
  body: { algorithm: "ec-p256", purpose: "authority", authority: "root" },
  ...change,
});

export const envelopeBytes = (change: Partial<Envelope>): NewEvent => {
  const envelope = someEnvelope(change);
  return { id: envelope.id, type: envelope.type, bytes: encodeEnvelope(envelope) };
};
