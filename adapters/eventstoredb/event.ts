/**
 * Our events as EventStoreDB's. The server compares only ids when an append is repeated, so the id it gets is made of
 * everything an event is: the same id can then only mean the same bytes, and what the server acknowledges is what we
 * said (rule 3 of the port). The event's own id stands beside it in the metadata, which nothing is hashed over.
 */
import type { ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import { fromUtf8, toBase64url, utf8 } from "../../domain/kernel/bytes.ts";
import { sha256 } from "../../domain/kernel/digest.ts";
import { deriveUuid } from "../../domain/kernel/envelope.ts";
import { CATEGORIES } from "../../domain/kernel/stream.ts";
import { type NewEvent, type Recorded, StoreFault } from "../../domain/ports/event-store.ts";
import { toPosition } from "./position.ts";
import { fromUuid } from "./uuid.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id that the server knows an event by. */
export const contentId = ({ id, type, bytes }: NewEvent): string =>
  deriveUuid("eventstoredb", id, type, toBase64url(sha256(bytes)));

export const metadataOf = ({ id }: NewEvent): Uint8Array => utf8(JSON.stringify({ id }));

const ownId = (metadata: Uint8Array): string | undefined => {
  try {
    const { id } = JSON.parse(fromUtf8(metadata) ?? "") as { readonly id?: unknown };
    return typeof id === "string" && UUID.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
};

/** Names of one ledger's streams among others'. */
export class Namespace {
  readonly #prefix: string;
  readonly #own: RegExp;
  /** What the server's filter lets through, as .NET and JavaScript both read it. */
  readonly pattern: string;

  /**
   * Without a name the ledger shares the server's streams with whoever else is there, and only those of its own categories
   * are its; under a name everything is, also what a newer program calls otherwise.
   */
  constructor(name: string) {
    this.#prefix = name === "" ? "" : `${name}.`;
    const start = name === "" ? `(?:${CATEGORIES.join("|")})` : `${name}\\.[a-z]+`;
    this.pattern = `^${start}(?:-[A-Za-z0-9._-]{1,150})?$`;
    this.#own = new RegExp(this.pattern);
  }

  /** The server's name of a stream. */
  outer(stream: string): string {
    return `${this.#prefix}${stream}`;
  }

  /** Undefined for a stream that is not this ledger's. */
  inner(stream: string): string | undefined {
    return this.#own.test(stream) ? stream.slice(this.#prefix.length) : undefined;
  }
}

export type Seen = Recorded & { readonly contentId: string };

const corrupt = (cause: string): StoreFault => new StoreFault("store.corrupt", { cause });

/** Undefined for an event of somebody else's stream. Throws `store.corrupt` when the server's answer lacks its parts. */
export const seenEvent = (namespace: Namespace, response: ReadResp): Seen | undefined => {
  const event = response.getEvent()?.getEvent();
  const name = event?.getStreamIdentifier()?.getStreamName_asU8();
  const id = fromUuid(event?.getId());
  if (event === undefined || name === undefined || id === "") throw corrupt("an event without its parts");
  const stream = namespace.inner(fromUtf8(name) ?? "");
  if (stream === undefined) return undefined;
  return {
    stream,
    revision: Number(event.getStreamRevision()),
    position: toPosition(event.getCommitPosition(), event.getPreparePosition()),
    id: ownId(event.getCustomMetadata_asU8()) ?? id,
    contentId: id,
    type: event.getMetadataMap().get("type") ?? "",
    bytes: event.getData_asU8(),
  };
};
