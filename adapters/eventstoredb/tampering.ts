/**
 * What an administrator of EventStoreDB can do to a ledger and the ledger's own writer never does: hide events by stream
 * metadata, delete a stream, change access, scavenge. The server writes each of these down in `$all`. The chains inside
 * the events prove that something is missing; this tells when, and where to look.
 */
import type { ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { Position } from "../../domain/kernel/brand.ts";
import { fromUtf8 } from "../../domain/kernel/bytes.ts";
import type { Alarm, Tampering } from "../../domain/ports/event-store.ts";
import type { Namespace } from "./event.ts";
import { type Followed, follow } from "./follow.ts";
import { toPosition } from "./position.ts";
import type { Reader } from "./reader.ts";

/** Types of what the server writes about itself; `update-default-acl` is what `store prepare` writes to `$settings`. */
const SYSTEM_TYPES = "^(?:\\$metadata|\\$streamDeleted|\\$scavenge.*|update-default-acl)$";
/** The one who settled access names itself here, so that its own change is no alarm. */
export const PREPARED_BY = "cartulary";

type Looked = { readonly position: Position; readonly alarm: Alarm | undefined };

const parsed = (bytes: Uint8Array): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes) ?? "");
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
};

const HIDING = ["$tb", "$maxCount", "$maxAge"];

type Json = Readonly<Record<string, unknown>>;
type SystemEvent = { readonly stream: string; readonly type: string; readonly body: Json; readonly metadata: Json };

/** Undefined for what is nothing to this ledger. */
const judged = (
  { stream, type, body, metadata }: SystemEvent,
  namespace: Namespace,
): Omit<Alarm, "position"> | undefined => {
  if (type.startsWith("$scavenge")) return { kind: "scavenged", stream: "*" };
  if (stream === "$settings" || stream === "$$$all")
    return metadata.preparedBy === PREPARED_BY ? undefined : { kind: "access", stream: "*" };
  const ours = namespace.inner(stream.startsWith("$$") ? stream.slice(2) : stream);
  if (ours === undefined) return undefined;
  if (type === "$streamDeleted") return { kind: "deleted", stream: ours };
  if (HIDING.some((key) => key in body)) return { kind: "hidden", stream: ours };
  return "$acl" in body ? { kind: "access", stream: ours } : undefined;
};

const look =
  (namespace: Namespace) =>
  (response: ReadResp): Looked | undefined => {
    const event = response.getEvent()?.getEvent();
    if (event === undefined) return undefined;
    const position = toPosition(event.getCommitPosition(), event.getPreparePosition());
    const stream = fromUtf8(event.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array()) ?? "";
    const type = event.getMetadataMap().get("type") ?? "";
    const [body, metadata] = [parsed(event.getData_asU8()), parsed(event.getCustomMetadata_asU8())];
    const found = judged({ stream, type, body, metadata }, namespace);
    return { position, alarm: found && { ...found, position } };
  };

export const tamperingOf = (reader: Reader, namespace: Namespace, ending: AbortSignal): Tampering => {
  const system: Followed<Looked> = {
    reader,
    filter: { type: SYSTEM_TYPES },
    seenAs: look(namespace),
    isLasting: false,
  };
  return {
    audit: async () => (await reader.filtered(system.filter, system.seenAs)).flatMap(({ alarm }) => alarm ?? []),
    watch: async (onAlarm, signal) => {
      for await (const batch of follow(system, "start", AbortSignal.any([signal, ending])))
        for (const { alarm } of batch) if (alarm !== undefined) onAlarm(alarm);
    },
  };
};
