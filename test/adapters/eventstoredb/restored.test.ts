/** A server that was put back to an older copy of its files, with readers that had seen more. */
import { cpSync, rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEventStoreDb } from "../../../adapters/eventstoredb/event-store.ts";
import type { Position } from "../../../domain/kernel/brand.ts";
import type { EventStore, Recorded } from "../../../domain/ports/event-store.ts";
import { someEvent } from "../../contract/event-store.ts";
import { FacadeProcess } from "../../support/esdb/facade.ts";

let facade: FacadeProcess;
let store: EventStore;
let other: EventStore;

const FILES = ["", "-wal", "-shm"];
const backUp = async (): Promise<void> => {
  await facade.kill();
  for (const f of FILES) cpSync(`${facade.file}${f}`, `${facade.directory}/backup${f}`, { force: true });
  await facade.start();
};
const restore = async (): Promise<void> => {
  await facade.kill();
  for (const f of FILES) {
    rmSync(`${facade.file}${f}`, { force: true });
    cpSync(`${facade.directory}/backup${f}`, `${facade.file}${f}`);
  }
  await facade.start();
};

beforeEach(async () => {
  facade = await new FacadeProcess().start();
  store = openEventStoreDb({ url: facade.url("mine") });
  other = openEventStoreDb({ url: facade.url("other") });
});
afterEach(async () => {
  await store.close();
  await other.close();
  await facade.remove();
});

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "done",
    (e: { code?: string }) => e.code ?? e,
  );

/** Follows until `count` events came. */
const collect = async (after: Position | "start", count: number, onEvent: (r: Recorded) => void = () => undefined) => {
  const stop = new AbortController();
  const seen: string[] = [];
  for await (const batch of store.follow(after, stop.signal)) {
    for (const r of batch) {
      seen.push(new TextDecoder().decode(r.bytes));
      onEvent(r);
    }
    if (seen.length >= count) stop.abort();
  }
  return seen;
};

test("what was read and is lost is told; what is still there goes on", { timeout: 60_000 }, async () => {
  const kept = await store.append("key-a", "absent", [someEvent("kept")]);
  await backUp();
  const lost = await store.append("key-a", 0, [someEvent("lost")]);
  let seen = 0;
  const following = codeOf(
    collect("start", 3, () => {
      seen += 1;
    }),
  );
  while (seen < 2) await pause(10);
  await restore();
  expect(await following).toBe("store.behind");
  expect(await codeOf(store.readAll(lost.position, 1))).toBe("store.behind");
  expect(await codeOf(collect(lost.position, 1))).toBe("store.behind");
  expect(await store.readAll(kept.position, 10)).toEqual([]);
  // What is written now fills the lost place, which lies in the middle of it.
  await other.append("key-a", "absent", [someEvent("theirs")]);
  await store.append("key-a", 0, [someEvent("new")]);
  expect(await codeOf(store.readAll(lost.position, 1))).toBe("store.behind");
  expect(await collect(kept.position, 1)).toEqual(["new"]);
});

test("what only others lost holds nobody up", { timeout: 60_000 }, async () => {
  await store.append("key-a", "absent", [someEvent("one")]);
  await backUp();
  // So many that the server tells how far it has looked.
  for (let i = 0; i < 20; i++)
    await other.append(
      `key-${i}`,
      "absent",
      Array.from({ length: 64 }, () => someEvent("theirs")),
    );
  const following = collect("start", 2);
  await pause(500);
  await restore();
  await store.append("key-a", 0, [someEvent("two")]);
  expect(await following).toEqual(["one", "two"]);
});
