/** The contract of domain/ports/session-store.ts. */
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Instant } from "../../domain/kernel/instant.ts";
import type { Session, SessionStore } from "../../domain/ports/session-store.ts";

const at = "2026-06-01T12:00:00.000Z" as Instant;
const session = (digest: string, id: string = randomUUID()): Session => ({
  id,
  digest,
  first: { login: randomUUID(), holder: "officer:alice", roles: [], at },
  companions: [],
  openedAt: at,
  seenAt: at,
});

/** `open`: a new store for so many sessions. */
export const sessionStoreContract = (name: string, open: (most: number) => SessionStore): void => {
  describe(`session store: ${name}`, () => {
    test("a session is found by its digest, and by no other", () => {
      const store = open(10);
      const one = session("one");
      store.put(one);
      expect([store.find("one"), store.find("other"), store.find(one.id)]).toEqual([one, undefined, undefined]);
    });
    test("with another digest it is found by that alone", () => {
      const store = open(10);
      const first = session("first");
      store.put(first);
      store.put({ ...first, digest: "second" });
      expect([store.find("first"), store.find("second")?.id]).toEqual([undefined, first.id]);
      expect(store.all()).toHaveLength(1);
    });
    test("what was removed is gone, once", () => {
      const store = open(10);
      const one = session("one");
      store.put(one);
      expect([store.remove(one.id), store.remove(one.id), store.find("one")]).toEqual([true, false, undefined]);
    });
    test("there are never more than it is made for: the one that was not seen for longest goes", () => {
      const store = open(2);
      const [a, b, c] = [session("a"), session("b"), session("c")];
      for (const one of [a, b]) store.put(one);
      store.put({ ...a, seenAt: "2026-06-01T12:01:00.000Z" as Instant });
      store.put(c);
      expect(["a", "b", "c"].map((digest) => store.find(digest)?.id)).toEqual([a.id, undefined, c.id]);
    });
  });
};
