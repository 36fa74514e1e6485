/** Sessions in memory: a restart ends them all, and whoever copies the disk gets none. */
import type { Session, SessionStore } from "../../domain/ports/session-store.ts";

const MAX_SESSIONS = 10_000;

export const openMemorySessionStore = (maxSessions = MAX_SESSIONS): SessionStore => {
  /** In the order in which they were put, and so seen. */
  const byId = new Map<string, Session>();
  const idOf = new Map<string, string>();

  const remove = (id: string): boolean => {
    const session = byId.get(id);
    if (session === undefined) return false;
    idOf.delete(session.digest);
    return byId.delete(id);
  };
  return {
    find: (digest) => byId.get(idOf.get(digest) ?? ""),
    all: () => [...byId.values()],
    put: (session) => {
      remove(session.id);
      byId.set(session.id, session);
      idOf.set(session.digest, session.id);
      for (const id of byId.keys()) {
        if (byId.size <= maxSessions) break;
        remove(id);
      }
    },
    remove,
  };
};
