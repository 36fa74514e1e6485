import { describe, expect, test } from "vitest";
import { openMemoryEventStore } from "../../../adapters/memory/event-store.ts";
import { type EventStore, MAX_APPEND_BYTES, type NewEvent } from "../../../domain/ports/event-store.ts";
import { type Move, moveLedger } from "../../../domain/process/move-ledger.ts";
import { someEvent } from "../../contract/event-store.ts";

const empty = (): EventStore => openMemoryEventStore({ isStrict: false });
const rows = async (store: EventStore) =>
  (await store.readAll("start", 100_000)).map(({ position: _own, ...rest }) => rest);

/** Three streams whose events alternate, a run of one stream, and some that are large. */
const filled = async (): Promise<EventStore> => {
  const store = empty();
  for (let i = 0; i < 30; i++)
    for (const s of ["key-a", "key-b", "crl-c.0"])
      await store.append(s, i === 0 ? "absent" : i - 1, [someEvent(`${s} ${i}`)]);
  for (let i = 0; i < 150; i++) await store.append("key-run", i === 0 ? "absent" : i - 1, [someEvent(`${i}`)]);
  for (let i = 0; i < 3; i++)
    await store.append("key-big", i === 0 ? "absent" : i - 1, [
      { ...someEvent(), bytes: new Uint8Array(MAX_APPEND_BYTES / 2) },
    ]);
  return store;
};

const quietly = (from: EventStore, to: EventStore): Promise<Move> => moveLedger(from, to, () => undefined);

test("an empty ledger moves", async () => {
  expect(await quietly(empty(), empty())).toMatchObject({ is: "moved", events: 0, appended: 0 });
});

test("every event arrives, byte for byte and in the same order; again there is nothing to do", async () => {
  const [from, to] = [await filled(), empty()];
  const steps: string[] = [];
  const moved = await moveLedger(from, to, (step, done, total) => steps.push(`${step} ${done}/${total}`));
  expect(moved).toMatchObject({ is: "moved", events: 243, appended: 243 });
  expect(await rows(to)).toEqual(await rows(from));
  expect(steps).toContain("copied 243/243");
  expect(steps.at(-1)).toBe("verified 243/243");
  expect(await quietly(from, to)).toEqual({ ...moved, appended: 0 });
});

test("what a broken attempt left is gone on with", async () => {
  const from = await filled();
  for (const stopAfter of [1, 7, 40, 93]) {
    const to = empty();
    let appends = 0;
    const breaking: EventStore = {
      ...to,
      append: async (...args) => {
        if (appends++ === stopAfter) throw new Error("power cut");
        return to.append(...args);
      },
    };
    await expect(quietly(from, breaking)).rejects.toThrow("power cut");
    expect(await quietly(from, to)).toMatchObject({ is: "moved", events: 243 });
    expect(await rows(to)).toEqual(await rows(from));
  }
});

describe("a target that is no beginning of the source is left alone", () => {
  const same: NewEvent = someEvent("one");
  test.for<{
    name: string;
    source: readonly (readonly [string, NewEvent])[];
    target: readonly (readonly [string, NewEvent])[];
  }>([
    { name: "another event", source: [["key-a", same]], target: [["key-a", someEvent("one")]] },
    { name: "other bytes", source: [["key-a", same]], target: [["key-a", someEvent("two", same.id)]] },
    { name: "another type", source: [["key-a", same]], target: [["key-a", { ...same, type: "Other" }]] },
    { name: "another stream", source: [["key-a", same]], target: [["key-b", same]] },
    {
      name: "more than the source has",
      source: [["key-a", same]],
      target: [
        ["key-a", same],
        ["key-b", someEvent()],
      ],
    },
    { name: "something, and the source nothing", source: [], target: [["key-a", same]] },
  ])("$name", async ({ source, target }) => {
    const [from, to] = [empty(), empty()];
    for (const [stream, event] of source) await from.append(stream, "absent", [event]);
    for (const [stream, event] of target) await to.append(stream, "absent", [event]);
    const before = await rows(to);
    expect(await quietly(from, to)).toMatchObject({ is: "differs" });
    expect(await rows(to)).toEqual(before);
  });
});

test("a source that is written to meanwhile is told", async () => {
  const [from, to] = [await filled(), empty()];
  const move = moveLedger(from, to, (step, done, total) => {
    if (step === "copied" && done === total) void from.append("key-late", "absent", [someEvent("late")]);
  });
  expect(await move).toEqual({ is: "grew", at: { stream: "key-late", revision: 0 } });
  expect(await quietly(from, to)).toMatchObject({ is: "moved", events: 244, appended: 1 });
});

test("a target that loses or changes what it was given is found out", async () => {
  const from = await filled();
  const to = empty();
  const lying: EventStore = {
    ...to,
    append: (stream, expected, events) =>
      to.append(
        stream,
        expected,
        events.map((e) => (stream === "key-b" ? { ...e, bytes: Uint8Array.of(...e.bytes, 0) } : e)),
      ),
  };
  expect(await quietly(from, lying)).toMatchObject({ is: "differs", at: { stream: "key-b", revision: 0 } });
});
