/** The appends of real issuances, as often as wanted: recorded once, then said again for other requests and serials. */
import { randomBytes, randomUUID } from "node:crypto";
import { type Envelope, encodeEnvelope, envelopeDigest } from "../../domain/kernel/envelope.ts";
import { certificateStream, requestStream } from "../../domain/kernel/stream.ts";
import type { NewEvent, Recorded, Revision } from "../../domain/ports/event-store.ts";

export type Append = { readonly stream: string; readonly expected: Revision; readonly events: readonly NewEvent[] };

/** The events of one fulfilled request and of its certificate, in the order in which they were appended. */
export const issuanceIn = (rows: readonly Recorded[]): readonly Recorded[] => {
  const certificate = rows.findLast((r) => r.type === "CertificateIssued")?.stream;
  const prepared = rows.find((r) => r.stream === certificate && r.type === "CertificatePrepared");
  if (prepared === undefined) throw new TypeError("no certificate was issued");
  const { body } = JSON.parse(Buffer.from(prepared.bytes).toString("utf8")) as { body: { request: string } };
  return rows.filter((r) => r.stream === certificate || r.stream === requestStream(body.request));
};

const envelopeOf = (row: Recorded): Envelope => JSON.parse(Buffer.from(row.bytes).toString("utf8")) as Envelope;

/**
 * Makes further issuances of a recorded one: same shape and size, names of their own, chains that hold. Only the
 * cryptography inside is the first one's.
 */
export const issuanceMaker = (recorded: readonly Recorded[]): (() => readonly Append[]) => {
  const requestId = recorded[0]?.stream.slice("request-".length) ?? "";
  const [issuer = "", serial = ""] = (recorded.find((r) => r.stream.startsWith("certificate-"))?.stream ?? "")
    .slice("certificate-".length)
    .split(".");
  const texts = recorded.map((r) => JSON.stringify(envelopeOf(r)));
  return () => {
    const [newRequest, newSerial] = [
      randomBytes(requestId.length / 2).toString("hex"),
      `4${randomBytes(16).toString("hex").slice(1)}`,
    ];
    const prev = new Map<string, string>();
    const appends: { stream: string; expected: Revision; events: NewEvent[]; command: string }[] = [];
    for (const text of texts) {
      const renamed = text.replaceAll(requestId, newRequest).replaceAll(serial, newSerial);
      const old = JSON.parse(renamed) as Envelope;
      const stream = old.stream.startsWith("request-")
        ? requestStream(newRequest)
        : certificateStream(issuer, newSerial);
      const envelope = { ...old, id: randomUUID(), stream, prev: prev.get(stream) ?? null } as Envelope;
      const bytes = encodeEnvelope(envelope);
      prev.set(stream, envelopeDigest(bytes));
      const event = { id: envelope.id, type: envelope.type, bytes };
      const last = appends.at(-1);
      if (last?.stream === stream && last.command === old.command.id) last.events.push(event);
      else
        appends.push({
          stream,
          expected: old.revision === 0 ? "absent" : old.revision - 1,
          events: [event],
          command: old.command.id,
        });
    }
    return appends;
  };
};

/** Runs the appends of many issuances, each in its own order, `lanes` at a time. */
export const inLanes = async <T = Append>(
  issuances: readonly (readonly T[])[],
  lanes: number,
  append: (a: T) => Promise<unknown>,
): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < issuances.length; i = next++) for (const one of issuances[i] ?? []) await append(one);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};
