/**
 * Who may do what at the server, said once by an administrator. EventStoreDB's own default lets every user write, delete
 * and change every stream.
 */
import { randomUUID } from "node:crypto";
import { type EventStoreDBClient, jsonEvent, NO_STREAM } from "@eventstore/db-client";
import { StoreFault } from "../../domain/ports/event-store.ts";
import { parseConnectionString } from "./connection-string.ts";
import { failureOf } from "./fault.ts";
import { openSession, type Session, within } from "./session.ts";
import { PREPARED_BY } from "./tampering.ts";

export type Access = {
  /** Users or groups that append and read: the server's. */
  readonly writers: readonly string[];
  /** Users or groups that only read: the signer's, an auditor's. */
  readonly readers: readonly string[];
};

const ADMINS = "$admins";

/** Deleting, hiding and changing metadata: nobody but an administrator, whom no list can keep out. */
const settingsOf = ({ writers, readers }: Access) => ({
  $userStreamAcl: {
    $r: [...writers, ...readers],
    $w: [...writers],
    $d: [ADMINS],
    $mr: [...writers, ...readers],
    $mw: [ADMINS],
  },
  $systemStreamAcl: { $r: [ADMINS], $w: [ADMINS], $d: [ADMINS], $mr: [ADMINS], $mw: [ADMINS] },
});

/** Reading `$all`, which only administrators may by default. */
const allMetadataOf = ({ writers, readers }: Access) => ({
  $acl: { $r: [ADMINS, ...writers, ...readers] },
});

type Target = { readonly stream: string; readonly type: string; readonly data: object };

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

const settle = async (client: EventStoreDBClient, { stream, type, data }: Target): Promise<boolean> => {
  const last = await lastOf(client, stream);
  if (JSON.stringify(last?.data) === JSON.stringify(data)) return false;
  const event = jsonEvent({
    id: randomUUID(),
    type,
    data: data as Record<string, never>,
    metadata: { preparedBy: PREPARED_BY },
  });
  await client.appendToStream(stream, event, { expectedRevision: last?.revision ?? NO_STREAM });
  return true;
};

const PREPARE_MS = 10_000;

const prepareAccess = async (session: Session, access: Access): Promise<boolean> => {
  const settings = await settle(session, { stream: "$settings", type: "update-default-acl", data: settingsOf(access) });
  const all = await settle(session, { stream: "$$$all", type: "$metadata", data: allMetadataOf(access) });
  return settings || all;
};

/**
 * Writes what is not so already; true when something was written. Throws `store.denied` without an administrator's
 * credentials, `store.unavailable`, `store.rejected`, ConnectionStringFault.
 */
export const prepareEventStoreDb = async (url: string, access: Access): Promise<boolean> => {
  const { session, close } = openSession(parseConnectionString(url));
  try {
    return await within(prepareAccess(session, access), PREPARE_MS, () => new StoreFault("store.unavailable"));
  } catch (error) {
    if (error instanceof StoreFault) throw error;
    const failure = failureOf(error);
    if (failure === "denied") throw new StoreFault("store.denied");
    throw new StoreFault(failure === "rejected" ? "store.rejected" : "store.unavailable");
  } finally {
    await close();
  }
};
