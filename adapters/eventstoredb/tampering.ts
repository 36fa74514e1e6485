/**
 * What an administrator of EventStoreDB can do to a ledger and the ledger's own writer never does: hide events by stream
 * metadata, delete a stream, change access or users, scavenge. The server writes each of these down in `$all`. The chains
 * inside the events prove that something is missing; this tells when, and where to look.
 *
 * Watched by the names of streams and not by the types of events: the server applies the last event of `$$STREAM` and of
 * `$settings` whatever type it has, and its reader of JSON takes more than JSON. Nothing that is written there says who
 * wrote it; so every change is told, also one that `store prepare` made.
 */
import type { ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { Position } from "../../domain/kernel/brand.ts";
import { fromUtf8 } from "../../domain/kernel/bytes.ts";
import type { Alarm, Tampering } from "../../domain/ports/event-store.ts";
import type { Namespace } from "./event.ts";
import { type Followed, follow } from "./follow.ts";
import { toPosition } from "./position.ts";
import type { Reader } from "./reader.ts";

/** Metadata of any stream, and what the server keeps its settings, users, policies and scavenges in. */
const NAMES = "^\\$(?:\\$.*|settings|authorization-policy-settings|policies|user-.*|scavenges|scavengePoints)$";
/** A tombstone stands in the stream that was deleted. */
const TOMBSTONE = "^\\$streamDeleted$";

/** Of these, or of their metadata, hang the rights of everybody. */
const ACCESS = /^\$(?:settings|all|authorization-policy-settings|policies|user-.*)$/;
/** Whose first event settles what nothing was said about before, and changes nothing. */
const SETTLES = ["$settings", "$$$all", "$authorization-policy-settings"];
const SCAVENGES = ["$scavenges", "$scavengePoints"];
const METADATA = "$$";

/** What is of the server counts only once the ledger has begun: a server is set up before it holds one. */
type Change = Alarm & { readonly isOfServer: boolean };

/** Whether metadata leave every event in sight: JSON without a word that hides. What we cannot read, the server may. */
const hidesNothing = (bytes: Uint8Array): boolean => {
  try {
    const value: unknown = JSON.parse(fromUtf8(bytes) ?? "");
    return (
      typeof value === "object" && value !== null && !["$tb", "$maxCount", "$maxAge"].some((word) => word in value)
    );
  } catch {
    return false;
  }
};

const partsOf = (response: ReadResp) => {
  const event = response.getEvent()?.getEvent();
  if (event === undefined) return undefined;
  return {
    position: toPosition(event.getCommitPosition(), event.getPreparePosition()),
    stream: fromUtf8(event.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array()) ?? "",
    isFirst: event.getStreamRevision() === "0",
    bytes: event.getData_asU8(),
  };
};

const changeIn =
  (namespace: Namespace) =>
  (response: ReadResp): Change | undefined => {
    const parts = partsOf(response);
    if (parts === undefined) return undefined;
    const { stream, position, isFirst, bytes } = parts;
    if (SCAVENGES.includes(stream)) return { kind: "scavenged", stream: "*", position, isOfServer: true };
    const isMetadata = stream.startsWith(METADATA);
    const of = isMetadata ? stream.slice(METADATA.length) : stream;
    if (ACCESS.test(of))
      return isFirst && SETTLES.includes(stream)
        ? undefined
        : { kind: "access", stream: "*", position, isOfServer: true };
    const ours = isMetadata ? namespace.inner(of) : undefined;
    if (ours === undefined) return undefined;
    return { kind: hidesNothing(bytes) ? "access" : "hidden", stream: ours, position, isOfServer: false };
  };

const deletionIn =
  (namespace: Namespace) =>
  (response: ReadResp): Change | undefined => {
    const parts = partsOf(response);
    if (parts === undefined) return undefined;
    const stream = namespace.inner(parts.stream);
    return stream === undefined ? undefined : { kind: "deleted", stream, position: parts.position, isOfServer: false };
  };

/**
 * Where the ledger begins, in the order of all, which hides nothing before a scavenge; "start" when its first event is gone,
 * "never" before there is one.
 */
const beginningOf = (reader: Reader) => {
  let known: Position | "start" | undefined;
  return async (): Promise<Position | "start" | "never"> => {
    if (known !== undefined) return known;
    const [first] = await reader.all("start", 1);
    if (first === undefined) return "never";
    known = first.revision === 0 ? first.position : "start";
    return known;
  };
};

export const tamperingOf = (reader: Reader, namespace: Namespace, ending: AbortSignal): Tampering => {
  const watched: readonly Followed<Change>[] = [
    { reader, filter: { stream: NAMES }, seenAs: changeIn(namespace), isLasting: false },
    { reader, filter: { type: TOMBSTONE }, seenAs: deletionIn(namespace), isLasting: false },
  ];
  const beginning = beginningOf(reader);
  /** Undefined for what was done to a server that did not hold the ledger yet. */
  const alarmOf = async ({ isOfServer, ...alarm }: Change): Promise<Alarm | undefined> => {
    if (!isOfServer) return alarm;
    const begun = await beginning();
    return begun === "never" || (begun !== "start" && alarm.position < begun) ? undefined : alarm;
  };
  return {
    audit: async () => {
      const alarms: Alarm[] = [];
      for (const { filter, seenAs } of watched)
        for (const change of await reader.filtered(filter, seenAs)) {
          const alarm = await alarmOf(change);
          if (alarm !== undefined) alarms.push(alarm);
        }
      return alarms.sort((a, b) => (a.position < b.position ? -1 : 1));
    },
    watch: async (onAlarm, signal) => {
      const failing = new AbortController();
      const until = AbortSignal.any([signal, ending, failing.signal]);
      const one = async (followed: Followed<Change>): Promise<void> => {
        try {
          for await (const batch of follow(followed, "start", until))
            for (const change of batch) {
              const alarm = await alarmOf(change);
              if (alarm !== undefined) onAlarm(alarm);
            }
        } finally {
          failing.abort();
        }
      };
      await Promise.all(watched.map(one));
    },
  };
};
