/** The contract of domain/ports/event-store.ts, rule by rule, for every adapter. */
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Position } from "../../domain/kernel/brand.ts";
import {
  type EventStore,
  MAX_APPEND_BYTES,
  type NewEvent,
  type Recorded,
  type Revision,
  RevisionConflict,
  StoreFault,
} from "../../domain/ports/event-store.ts";

export const someEvent = (text = "x", id: string = randomUUID()): NewEvent => ({
  id,
  type: "SomethingHappened",
  bytes: new TextEncoder().encode(text),
});

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (e: unknown) => (e instanceof RevisionConflict || e instanceof StoreFault ? e.code : `unexpected ${String(e)}`),
  );

const textOf = (r: Recorded): string => new TextDecoder().decode(r.bytes);

/** Makes a new ledger; what it returns opens that ledger, as often as it is called. */
export type Ledger = () => Promise<() => Promise<EventStore>>;

export const eventStoreContract = (name: string, make: Ledger, { longMs = 120_000 } = {}): void => {
  describe(`event store: ${name}`, () => {
    const open = async (): Promise<EventStore> => (await make())();
    let again: () => Promise<EventStore>;
    let store: EventStore;
    beforeEach(async () => {
      again = await make();
      store = await again();
    });
    afterEach(() => store.close());

    test("an empty store and an unknown stream have nothing", async () => {
      expect(await store.readStream("key-a")).toEqual([]);
      expect(await store.readAll("start", 10)).toEqual([]);
    });

    test("what was appended is read back, byte for byte, in order", async () => {
      const events = [someEvent("one"), someEvent("ü\0")];
      const { revision, position } = await store.append("key-a", "absent", events);
      expect(revision).toBe(1);
      const read = await store.readStream("key-a");
      expect(read.map((r) => [r.stream, r.revision, r.id, r.type, textOf(r)])).toEqual([
        ["key-a", 0, events[0]?.id, "SomethingHappened", "one"],
        ["key-a", 1, events[1]?.id, "SomethingHappened", "ü\0"],
      ]);
      expect(read.at(-1)?.position).toBe(position);
      expect((await store.readStream("key-a", 1)).map((r) => r.revision)).toEqual([1]);
      expect(await store.readAll("start", 10)).toEqual(read);
    });

    test.for<{ name: string; expected: Revision }>([
      { name: "absent, when it is there", expected: "absent" },
      { name: "older than the end", expected: 0 },
      { name: "newer than the end", expected: 5 },
    ])("an expected revision that is $name is a conflict, and nothing is written", async ({ expected }) => {
      await store.append("key-a", "absent", [someEvent(), someEvent()]);
      expect(await codeOf(store.append("key-a", expected, [someEvent()]))).toBe("store.revision-conflict");
      expect((await store.readAll("start", 10)).length).toBe(2);
    });

    test("a stream that is expected to be there and is not is a conflict", async () => {
      expect(await codeOf(store.append("key-a", 0, [someEvent()]))).toBe("store.revision-conflict");
      expect(await store.readStream("key-a")).toEqual([]);
    });

    test("the same append again is acknowledged with its first outcome, also after others went on", async () => {
      const events = [someEvent("one"), someEvent("two")];
      const first = await store.append("key-a", "absent", events);
      expect(await store.append("key-a", "absent", events)).toEqual(first);
      await store.append("key-a", 1, [someEvent("three")]);
      expect(await store.append("key-a", "absent", events)).toEqual(first);
      expect((await store.readStream("key-a")).length).toBe(3);
    });

    test.for<{ name: string; again: (e: NewEvent) => readonly NewEvent[] }>([
      { name: "other bytes", again: (e) => [someEvent("other", e.id)] },
      { name: "another id", again: (e) => [someEvent(new TextDecoder().decode(e.bytes))] },
      { name: "one event more", again: (e) => [e, someEvent("more")] },
    ])("the same append with $name is a conflict, never an acknowledgement", async ({ again }) => {
      const event = someEvent("one");
      await store.append("key-a", "absent", [event]);
      expect(await codeOf(store.append("key-a", "absent", again(event)))).toBe("store.revision-conflict");
    });

    test.for<{ name: string; stream: string; events: () => readonly NewEvent[] }>([
      { name: "no event", stream: "key-a", events: () => [] },
      { name: "65 events", stream: "key-a", events: () => Array.from({ length: 65 }, () => someEvent()) },
      {
        name: "more than a store can take at once",
        stream: "key-a",
        events: () => [someEvent(), { ...someEvent(), bytes: new Uint8Array(MAX_APPEND_BYTES) }],
      },
      { name: "a stream without a name", stream: "", events: () => [someEvent()] },
      { name: "a stream name with a slash", stream: "key-a/b", events: () => [someEvent()] },
      { name: "a stream of the store itself", stream: "$all", events: () => [someEvent()] },
    ])("$name is rejected", async ({ stream, events }) => {
      expect(await codeOf(store.append(stream, "absent", events()))).toBe("store.rejected");
      expect(await store.readAll("start", 10)).toEqual([]);
    });

    test("64 events and all the bytes that are allowed are taken", async () => {
      await store.append(
        "key-a",
        "absent",
        Array.from({ length: 64 }, () => someEvent()),
      );
      await store.append("key-b", "absent", [{ ...someEvent(), bytes: new Uint8Array(MAX_APPEND_BYTES) }]);
      expect((await store.readAll("start", 100)).length).toBe(65);
    });

    test("of writers that race for one place, one wins and the others are told", async () => {
      const codes = await Promise.all(
        Array.from({ length: 20 }, (_, i) => codeOf(store.append("key-a", "absent", [someEvent(`${i}`)]))),
      );
      expect(codes.filter((c) => c === "done").length).toBe(1);
      expect(codes.filter((c) => c === "store.revision-conflict").length).toBe(19);
      expect((await store.readStream("key-a")).length).toBe(1);
    });

    /** Appends after whatever stands there, as a process with a conflict does. */
    const insist = async (to: EventStore, stream: string, event: NewEvent): Promise<void> => {
      for (;;) {
        const end = (await to.readStream(stream)).at(-1)?.revision ?? "absent";
        const code = await codeOf(to.append(stream, end, [event]));
        if (code === "done") return;
        expect(code).toBe("store.revision-conflict");
      }
    };

    test("two writers on one stream: every event once, none in another's place, both see the same", async () => {
      const other = await again();
      const mine = Array.from({ length: 40 }, (_, i) => someEvent(`mine ${i}`));
      const theirs = Array.from({ length: 40 }, (_, i) => someEvent(`theirs ${i}`));
      const write = async (to: EventStore, events: readonly NewEvent[]): Promise<void> => {
        for (const event of events) await insist(to, "key-a", event);
      };
      await Promise.all([write(store, mine), write(other, theirs)]);
      const read = await store.readStream("key-a");
      expect(read.map((r) => r.revision)).toEqual(Array.from({ length: 80 }, (_, i) => i));
      const from = (word: string): readonly string[] => read.map(textOf).filter((t) => t.startsWith(word));
      expect(from("mine")).toEqual(mine.map((e) => new TextDecoder().decode(e.bytes)));
      expect(from("theirs")).toEqual(theirs.map((e) => new TextDecoder().decode(e.bytes)));
      expect(await other.readAll("start", 1000)).toEqual(await store.readAll("start", 1000));
      await other.close();
    });

    test("a retry in another process is acknowledged as the first was", async () => {
      const events = [someEvent("one"), someEvent("two")];
      const first = await store.append("key-a", "absent", events);
      await store.append("key-a", 1, [someEvent("three")]);
      const other = await again();
      expect(await other.append("key-a", "absent", events)).toEqual(first);
      expect(await codeOf(other.append("key-a", "absent", [someEvent("other", events[0]?.id)]))).toBe(
        "store.revision-conflict",
      );
      await other.close();
    });

    test("a follower sees what another writer appends", async () => {
      const other = await again();
      const following = collect("start", 3);
      for (const i of [0, 1, 2]) await other.append(`key-${i}`, "absent", [someEvent(`${i}`)]);
      expect(await following).toEqual(["0", "1", "2"]);
      await other.close();
    });

    test("any interleaving of appends keeps revisions without gaps and positions in order", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.constantFrom("key-a", "key-b", "crl-c.0"), fc.integer({ min: 1, max: 4 })), {
            maxLength: 12,
          }),
          async (plan) => {
            const own = await open();
            const ends = new Map<string, number>();
            const positions: Position[] = [];
            for (const [stream, n] of plan) {
              const end = ends.get(stream);
              const { revision, position } = await own.append(
                stream,
                end ?? "absent",
                Array.from({ length: n }, () => someEvent()),
              );
              expect(revision).toBe((end ?? -1) + n);
              ends.set(stream, revision);
              positions.push(position);
            }
            expect(positions).toEqual([...positions].sort());
            const all = await own.readAll("start", 1000);
            expect(all.map((r) => r.position)).toEqual([...new Set(all.map((r) => r.position))].sort());
            for (const [stream, end] of ends) {
              const read = await own.readStream(stream);
              expect(read.map((r) => r.revision)).toEqual(Array.from({ length: end + 1 }, (_, i) => i));
              expect(all.filter((r) => r.stream === stream)).toEqual(read);
            }
            await own.close();
          },
        ),
        { numRuns: 15 },
      );
    });

    test("pages of all events join without loss or repetition", async () => {
      for (let i = 0; i < 10; i++) await store.append(`key-${i}`, "absent", [someEvent(`${i}`), someEvent(`${i}'`)]);
      const pages: Recorded[] = [];
      for (let after: Position | "start" = "start"; ; ) {
        const page: readonly Recorded[] = await store.readAll(after, 3);
        const last = page.at(-1);
        if (last === undefined) break;
        pages.push(...page);
        after = last.position;
      }
      expect(pages).toEqual(await store.readAll("start", 1000));
    });

    const collect = async (after: Position | "start", count: number, slowMs = 0): Promise<readonly string[]> => {
      const stop = new AbortController();
      const seen: string[] = [];
      for await (const batch of store.follow(after, stop.signal)) {
        seen.push(...batch.map(textOf));
        if (slowMs > 0) await new Promise((r) => setTimeout(r, slowMs));
        if (seen.length >= count) stop.abort();
      }
      return seen;
    };

    test("a follower catches up, then sees new events, each exactly once", async () => {
      await store.append("key-a", "absent", [someEvent("0"), someEvent("1")]);
      const following = collect("start", 4);
      await store.append("key-b", "absent", [someEvent("2")]);
      await new Promise((r) => setTimeout(r, 30));
      await store.append("key-b", 0, [someEvent("3")]);
      expect(await following).toEqual(["0", "1", "2", "3"]);
    });

    test("a follower goes on right after a position", async () => {
      const { position } = await store.append("key-a", "absent", [someEvent("0")]);
      await store.append("key-a", 0, [someEvent("1")]);
      expect(await collect(position, 1)).toEqual(["1"]);
    });

    test("a position where no event stands is told, to a reader and to a follower", async () => {
      const { position } = await store.append("key-a", "absent", [someEvent("0")]);
      const lost = `${position.slice(0, -1)}${position.endsWith("9") ? "8" : "9"}` as Position;
      expect(await codeOf(store.readAll(lost, 1))).toBe("store.behind");
      expect(await codeOf(store.readAll(lost, 0))).toBe("store.behind");
      expect(await codeOf(collect(lost, 1))).toBe("store.behind");
      expect(await store.readAll(position, 0)).toEqual([]);
    });

    test("a slow follower loses nothing and holds nobody up", async () => {
      const following = collect("start", 200, 5);
      for (let i = 0; i < 200; i++) await store.append(`key-${i}`, "absent", [someEvent(`${i}`)]);
      expect(await following).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`));
    });

    test("a follower that is told to stop while waiting stops", async () => {
      const stop = new AbortController();
      const following = (async () => {
        for await (const _ of store.follow("start", stop.signal)) throw new Error("nothing should come");
        return "stopped";
      })();
      setTimeout(() => stop.abort(), 20);
      expect(await following).toBe("stopped");
    });

    test("100 000 events keep their order, in pages and for a follower", { timeout: longMs }, async () => {
      const [streams, each, at] = [1_000, 50, 2];
      for (let half = 0; half < at; half++)
        // A hundred at once: an append that waits too long for its turn is refused.
        for (let first = 0; first < streams; first += 100)
          await Promise.all(
            Array.from({ length: 100 }, (_, k) => {
              const s = first + k;
              const events = Array.from({ length: each }, (_x, i) => someEvent(`${s}.${half * each + i}`));
              return store.append(`key-${s}`, half === 0 ? "absent" : half * each - 1, events);
            }),
          );
      const texts: string[] = [];
      const seen = new Map<string, number>();
      const take = (page: readonly Recorded[]): void => {
        for (const r of page) {
          expect(r.revision).toBe((seen.get(r.stream) ?? -1) + 1);
          seen.set(r.stream, r.revision);
          texts.push(textOf(r));
        }
      };
      for (let page = await store.readAll("start", 5_000); page.length > 0; ) {
        take(page);
        page = await store.readAll(page.at(-1)?.position as Position, 5_000);
      }
      expect(texts.length).toBe(100_000);
      const followed = await collect("start", 100_000);
      expect(followed.length).toBe(100_000);
      expect(followed.every((t, i) => t === texts[i])).toBe(true);
      expect((await store.readStream("key-999", 98)).map(textOf)).toEqual(["999.98", "999.99"]);
    });

    test("a closed store is unavailable", async () => {
      await store.close();
      expect(await codeOf(store.append("key-a", "absent", [someEvent()]))).toBe("store.unavailable");
      expect(await codeOf(store.readStream("key-a"))).toBe("store.unavailable");
    });
  });
};
