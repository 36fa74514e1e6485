/**
 * Who may do what at the server, said once by an administrator. EventStoreDB's own default lets every user write, delete
 * and change every stream.
 */
import { randomUUID } from "node:crypto";
import { type EventStoreDBClient, jsonEvent, NO_STREAM } from "@eventstore/db-client";
import { StoreFault } from "../../domain/ports/event-store.ts";
import {
  type Access,
  accessOf,
  allMetadataOf,
  type Looser,
  mergedAllMetadata,
  mergedSettings,
  settingsOf,
} from "./access-lists.ts";
import { parseConnectionString } from "./connection-string.ts";
import { failureOf } from "./fault.ts";
import { openSession, type Session, within } from "./session.ts";

export type Prepared =
  /** So it is now: of all ledgers and programs that were let in by name. */
  | { readonly is: "settled"; readonly hasChanged: boolean; readonly access: Access }
  /** What stands there lets through what a ledger cannot bear; nothing was written. */
  | { readonly is: "looser"; readonly lists: readonly string[] };

type Last = { readonly revision: bigint; readonly data: unknown } | undefined;

const lastOf = async (client: EventStoreDBClient, stream: string): Promise<Last> => {
  try {
    let last: Last;
    const backwards = { direction: "backwards", fromRevision: "end", maxCount: 1 } as const;
    // To its end, though there is one at most: a read that is left early keeps its call, and closing waits for that.
    for await (const { event } of client.readStream(stream, backwards))
      if (event) last = { revision: event.revision, data: event.data };
    return last;
  } catch (error) {
    if ((error as { type?: unknown }).type === "stream-not-found") return undefined;
    throw error;
  }
};

type Target = { readonly stream: string; readonly type: string; readonly last: Last; readonly data: object };

/** True when it was not so already. */
const settle = async (client: EventStoreDBClient, { stream, type, last, data }: Target): Promise<boolean> => {
  if (JSON.stringify(last?.data) === JSON.stringify(data)) return false;
  const event = jsonEvent({ id: randomUUID(), type, data: data as Record<string, never> });
  await client.appendToStream(stream, event, { expectedRevision: last?.revision ?? NO_STREAM });
  return true;
};

const PREPARE_MS = 10_000;
const SETTINGS = { stream: "$settings", type: "update-default-acl" };
const ALL_METADATA = { stream: "$$$all", type: "$metadata" };

const prepareAccess = async (session: Session, access: Access, isReplacing: boolean): Promise<Prepared> => {
  const [settings, all] = [await lastOf(session, SETTINGS.stream), await lastOf(session, ALL_METADATA.stream)];
  const [ownSettings, ownAll] = [settingsOf(access), allMetadataOf(access)];
  const isFresh = isReplacing || settings === undefined;
  const wanted = isFresh ? ownSettings : mergedSettings(settings.data, ownSettings);
  const wantedAll = isReplacing ? ownAll : mergedAllMetadata(all?.data, ownAll);
  const lists = [wanted, wantedAll].flatMap((w) => ("looser" in w ? (w as Looser).looser : []));
  if ("looser" in wanted || lists.length > 0) return { is: "looser", lists };
  const first = await settle(session, { ...SETTINGS, last: settings, data: wanted });
  const second = await settle(session, { ...ALL_METADATA, last: all, data: wantedAll });
  return { is: "settled", hasChanged: first || second, access: accessOf(wanted) };
};

/**
 * Adds what is missing to what stands there, or puts these lists in its place. Throws `store.denied` without an
 * administrator's credentials, `store.unavailable`, `store.rejected`, ConnectionStringFault.
 */
export const prepareEventStoreDb = async (url: string, access: Access, isReplacing = false): Promise<Prepared> => {
  const { session, close } = openSession(parseConnectionString(url));
  try {
    const work = prepareAccess(session, access, isReplacing);
    return await within(work, PREPARE_MS, () => new StoreFault("store.unavailable"));
  } catch (error) {
    if (error instanceof StoreFault) throw error;
    const failure = failureOf(error);
    if (failure === "denied") throw new StoreFault("store.denied");
    throw new StoreFault(failure === "rejected" ? "store.rejected" : "store.unavailable");
  } finally {
    await close();
  }
};
