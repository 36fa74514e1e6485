/** A disk that fills up, and clocks that somebody moves. */
import { randomUUID } from "node:crypto";
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
import { recover } from "../../domain/process/recover.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { healthApp } from "../../http/health.ts";
import { makeCsr } from "../support/csr.ts";
import { makeWorldOn, WEB } from "../support/world.ts";
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
  const lived = async () => {
    const store = openMemoryEventStore();
    const world = await makeWorldOn<EventStore>(store);
    await story(world, "tls-server");
    const [authority] = world.ports.queries.authorities();
    if (authority === undefined) throw new TypeError("no authority");
    return { store, world, authority };
  };
  type Lived = Awaited<ReturnType<typeof lived>>;
  const submit = async ({ world }: Lived) =>
    submitRequest(world.ports, WEB, randomUUID(), {
      authority: "web-ca",
      profile: "tls-server",
      csr: await makeCsr(),
      note: null,
    });

  test.for([
    { name: "six minutes back", seconds: -360 },
    { name: "an hour back", seconds: -3_600 },
    { name: "ten years back", seconds: -10 * 365 * 86_400 },
    { name: "six minutes ahead", seconds: 360 },
    { name: "a month ahead", seconds: 30 * 86_400 },
    { name: "ten years ahead", seconds: 10 * 365 * 86_400 },
  ])("$name: nothing is written, on old streams or new, until it is right again", async ({ seconds }) => {
    const life = await lived();
    const { store, world, authority } = life;
    const before = await store.readAll("start", 10_000);
    world.clock.jump(seconds);
    await expect(publishCrl(world.ports, authority, 0)).rejects.toMatchObject({ code: "clock.moved" });
    // A month ahead every request is refused by what it is about first: the authority's time is over, or not yet.
    if (Math.abs(seconds) < 86_400) await expect(submit(life)).rejects.toMatchObject({ code: "clock.moved" });
    expect((await recover(world.ports)).crls).toBe(0);
    expect(await store.readAll("start", 10_000)).toEqual(before);
    const app = healthApp(world.ports, world.runner, new Map(), { warnings: () => [] });
    const health = (await (await app.request("/readyz")).json()) as { reasons: string[] };
    expect(health.reasons).toEqual([
      expect.stringMatching(seconds > 0 ? /clock was moved \d+ seconds ahead/ : /clock was moved \d+ seconds back/),
    ]);
    world.clock.jump(-seconds);
    expect((await publishCrl(world.ports, authority, 0)).ok).toBe(true);
    expect((await submit(life)).ok).toBe(true);
    await world.runner.catchUp();
    expect(await checkLedger(store)).toMatchObject({ findings: [], open: [] });
  });

  test.for([-240, 240])("%i seconds: that is what clocks do", async (seconds) => {
    const life = await lived();
    life.world.clock.jump(seconds);
    expect((await publishCrl(life.world.ports, life.authority, 0)).ok).toBe(true);
    expect((await submit(life)).ok).toBe(true);
    expect((await checkLedger(life.store)).findings).toEqual([]);
  });

  // Nobody but a second clock could tell: what such a process wrote stands, and its streams wait for their time.
  test("wrong by a month when the process began: what was written stands, and the rest waits", async () => {
    const { store, world, authority } = await lived();
    world.clock.advance(30 * 86_400);
    expect((await publishCrl(world.ports, authority, 0)).ok).toBe(true);
    world.clock.advance(-30 * 86_400);
    await expect(publishCrl(world.ports, authority, 0)).rejects.toMatchObject({ code: "clock.behind" });
    expect((await checkLedger(store)).findings).toEqual([]);
    world.clock.advance(30 * 86_400);
    expect((await publishCrl(world.ports, authority, 0)).ok).toBe(true);
    await world.runner.catchUp();
    expect(await checkLedger(store)).toMatchObject({ findings: [], open: [] });
  });
});
