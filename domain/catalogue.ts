/**
 * Every event that can stand in the ledger, and the one way to read one. An unknown type or a newer version is a
 * refusal that halts whoever reads: it is never skipped.
 */
import * as v from "valibot";
import { type AuthorityEvent, authorityEvents } from "./authority/events.ts";
import { type CertificateEvent, certificateEvents } from "./certificate/events.ts";
import { type CrlEvent, crlEvents } from "./crl/events.ts";
import { type GovernanceEvent, governanceEvents } from "./governance/events.ts";
import { type GuardEvent, guardEvents } from "./guard/events.ts";
import { decodeEnvelope, type Envelope } from "./kernel/envelope.ts";
import type { EventTable } from "./kernel/event-table.ts";
import { refusal } from "./kernel/refusal.ts";
import { ok, type Result, refuse } from "./kernel/result.ts";
import { type Category, categoryOf } from "./kernel/stream.ts";
import { type KeyEvent, keyEvents } from "./key/events.ts";
import { type OcspEvent, ocspEvents } from "./ocsp/events.ts";
import { type RequestEvent, requestEvents } from "./request/events.ts";
import { type LedgerStreamEvent, ledgerEvents } from "./transparency/events.ts";
import { type WebhookEvent, webhookEvents } from "./webhook/events.ts";

export type DomainEvent =
  | GovernanceEvent
  | AuthorityEvent
  | KeyEvent
  | RequestEvent
  | CertificateEvent
  | CrlEvent
  | OcspEvent
  | GuardEvent
  | WebhookEvent
  | LedgerStreamEvent;

/** Which events may stand in which category of streams. */
export const catalogue: Readonly<Partial<Record<Category, EventTable>>> = {
  governance: governanceEvents,
  authority: authorityEvents,
  key: keyEvents,
  request: requestEvents,
  certificate: certificateEvents,
  crl: crlEvents,
  ocsp: ocspEvents,
  guard: guardEvents,
  webhook: webhookEvents,
  ledger: ledgerEvents,
};

/** An event as read from the ledger: its envelope, and its fact with a known body. */
export type LedgerEvent = Omit<Envelope, "type" | "body"> & DomainEvent;

/** Whether an event of this type can stand in any stream. */
export const isEventType = (type: string): boolean =>
  Object.values(catalogue).some((table) => table !== undefined && Object.hasOwn(table, type));

const rowOf = (stream: string, type: string) => {
  const table = catalogue[categoryOf(stream) as Category];
  return table && Object.hasOwn(table, type) ? table[type] : undefined;
};

/** The version that this program writes of a type. */
export const currentVersion = (stream: string, type: string): number => {
  const row = rowOf(stream, type);
  if (row === undefined) throw new TypeError(`no event ${type} in ${categoryOf(stream)}`);
  return row.v;
};

/** Reads the bytes of one event of any stream. */
export const readEvent = (bytes: Uint8Array): Result<LedgerEvent> => {
  const decoded = decodeEnvelope(bytes);
  if (!decoded.ok) return decoded;
  const envelope = decoded.value;
  const row = rowOf(envelope.stream, envelope.type);
  if (row === undefined)
    return refuse(
      refusal("event.unknown-type", "this program does not know this type of event", { type: envelope.type }),
    );
  if (envelope.v !== row.v)
    return refuse(
      refusal("event.unknown-version", "this program does not know this version of the event", {
        type: envelope.type,
        v: envelope.v,
      }),
    );
  const body = v.safeParse(row.body, envelope.body, { abortEarly: true });
  if (!body.success)
    return refuse(refusal("event.malformed", "an event's body lacks its shape", { type: envelope.type }));
  return ok(envelope as LedgerEvent);
};
