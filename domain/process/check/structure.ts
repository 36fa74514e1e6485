/** What bytes alone must show, whatever they mean: canonical envelopes, each linked to the one before in its stream. */
import { readEvent } from "../../catalogue.ts";
import { decodeEnvelope, linkEnvelope } from "../../kernel/envelope.ts";
import { LEDGER } from "../../kernel/stream.ts";
import type { Placed } from "./core.ts";
import type { SealCheck } from "./seals.ts";
import type { Shelf } from "./shelf.ts";

export type StructureRules = {
  readonly shelf: Shelf;
  readonly seals?: SealCheck;
  /** Of a part of a ledger: what came before a stream's first event is not at hand. */
  readonly isPart?: boolean;
};

/** What is wrong with the next event; undefined when it is sound. */
export const structureCheck =
  ({ shelf, seals, isPart = false }: StructureRules) =>
  ({ index, stream, bytes, digest }: Placed): string | undefined => {
    const decoded = decodeEnvelope(bytes);
    if (!decoded.ok) return `${decoded.error.code}: ${decoded.error.detail}`;
    const envelope = decoded.value;
    const before = shelf.get(stream);
    const { revision, prev } = envelope;
    const end =
      before === undefined && isPart && revision > 0 && prev !== null
        ? { revision: revision - 1, digest: prev as NonNullable<typeof digest>, at: envelope.at }
        : before?.end;
    const linked = linkEnvelope(stream, end, envelope, bytes, digest);
    if (!linked.ok) return linked.error.detail;
    shelf.put(stream, { first: before?.first ?? index, end: linked.value, state: null });
    if (stream !== LEDGER || seals === undefined) return undefined;
    const event = readEvent(bytes);
    return event.ok ? seals.look(event.value, index) : `${event.error.code}: ${event.error.detail}`;
  };
