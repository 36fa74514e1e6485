/** A disk that fills up, and clocks that somebody moves. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openMemoryEventStore } from "../../adapters/memory/event-store.ts";
import { openSqliteEventStore } from "../../adapters/sqlite/event-store.ts";
import type { EventStore } from "../../domain/ports/event-store.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { publishCrl } from "../../domain/process/publish-crl.ts";
import { makeWorldOn } from "../support/world.ts";
import { expectSound, story } from "./story.ts";

const directory = mkdtempSync(join(tmpdir(), "cartulary-full-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Pages of the whole story's ledger, and of one that was only founded. */
let whole = 0;
let founded = 0;

const pagesOf = (path: string): number => {
  const db = new DatabaseSync(path, { readOnly: true });
  const pages = Number(db.prepare("PRAGMA page_count").get()?.page_count);
  db.close();
  return pages;
};

beforeAll(async () => {
  const path = join(directory, "whole.sqlite");
  const store = await openSqliteEventStore({ path });
  const world = await makeWorldOn<EventStore>(store);
  founded = pagesOf(path);
  await story(world, "tls-server");
  whole = pagesOf(path);
  await store.close();
});

describe("a disk that fills up", () => {
  test.for([0.15, 0.3, 0.45, 0.6, 0.75, 0.9])(
    "at %d of the story: refused, and gone on with once there is room",
    async (part) => {
      const path = join(directory, `${part}.sqlite`);
      const maxPages = Math.floor(founded + (whole - founded) * part);
      let disk = await openSqliteEventStore({ path, maxPages });
      const codes = new Set<string>();
      const store: EventStore = {
        readStream: (...a) => disk.readStream(...a),
        readAll: (...a) => disk.readAll(...a),
        append: (...a) =>
          disk.append(...a).catch((fault: { code: string }) => {
            codes.add(fault.code);
            throw fault;
          }),
        follow: (...a) => disk.follow(...a),
        close: () => disk.close(),
      };
      const world = await makeWorldOn(store);
      await expect(story(world, "tls-server")).rejects.toThrow();
      expect(codes).toContain("store.full");
      expect((await checkLedger(store)).findings).toEqual([]);
      await disk.close();
      disk = await openSqliteEventStore({ path });
      world.clock.advance(120);
      await story(world, "tls-server");
      await expectSound(world);
      await store.close();
    },
  );
});

describe("a clock that is moved", () => {
  test.for([
    { name: "an hour back", seconds: -3_600 },
    { name: "ten years back", seconds: -10 * 365 * 86_400 },
  ])("$name: nothing is written until it is right again", async ({ seconds }) => {
    const store = openMemoryEventStore();
    const world = await makeWorldOn<EventStore>(store);
    await story(world, "tls-server");
    const before = await store.readAll("start", 10_000);
    world.clock.advance(seconds);
    const [authority] = world.ports.queries.authorities();
    if (authority === undefined) throw new TypeError("no authority");
    await expect(publishCrl(world.ports, authority, 0)).rejects.toMatchObject({ code: "store.rejected" });
    expect(await store.readAll("start", 10_000)).toEqual(before);
    world.clock.advance(-seconds);
    expect((await publishCrl(world.ports, authority, 0)).ok).toBe(true);
    await world.runner.catchUp();
    expect((await checkLedger(store)).findings).toEqual([]);
  });

  test("a month ahead and back: what was written then stands, and the rest waits for its time", async () => {
    const store = openMemoryEventStore();
    const world = await makeWorldOn<EventStore>(store);
    await story(world, "tls-server");
    const [authority] = world.ports.queries.authorities();
    if (authority === undefined) throw new TypeError("no authority");
    world.clock.advance(30 * 86_400);
    expect((await publishCrl(world.ports, authority, 0)).ok).toBe(true);
    world.clock.advance(-30 * 86_400);
    await expect(publishCrl(world.ports, authority, 0)).rejects.toMatchObject({ code: "store.rejected" });
    expect((await checkLedger(store)).findings).toEqual([]);
    world.clock.advance(30 * 86_400);
    expect((await publishCrl(world.ports, authority, 0)).ok).toBe(true);
    await world.runner.catchUp();
    expect(await checkLedger(store)).toMatchObject({ findings: [], open: [] });
  });
});
