import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { openMemoryEventStore } from "../../adapters/memory/event-store.ts";
import { openMemoryReadStore } from "../../adapters/memory/read-store.ts";
import type { Position } from "../../domain/kernel/brand.ts";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { encodeEnvelope, envelopeDigest } from "../../domain/kernel/envelope.ts";
import { keyStream } from "../../domain/kernel/stream.ts";
import { projections } from "../../projections/all.ts";
import { auditTrail } from "../../projections/audit-trail.ts";
import type { Projection } from "../../projections/projection.ts";
import { projectionRunner, type Quarantine } from "../../projections/runner.ts";
import { someEnvelope } from "../support/envelope.ts";

/** Counts key events; fails on purpose at the one whose authority is `bad`. */
const counting: Projection = {
  name: "counting",
  version: 1,
  categories: ["key"],
  when: {
    KeyPlanned: (view, e) => {
      if (e.body.authority === "bad") throw new Error("cannot");
      view.put("n", Number(view.get("n") ?? 0) + 1);
    },
  },
};

const setUp = (list: readonly Projection[] = [counting, auditTrail]) => {
  const store = openMemoryEventStore({ isStrict: false });
  const quarantined: Quarantine[] = [];
  const readStore = openMemoryReadStore();
  const runner = projectionRunner({ store, readStore, projections: list, onQuarantine: (q) => quarantined.push(q) });
  let n = 0;
  const add = async (change: Parameters<typeof someEnvelope>[0] = {}): Promise<Position> => {
    const stream = change?.stream ?? keyStream(String(n++));
    const envelope = someEnvelope({ id: randomUUID(), ...change, stream });
    const { position } = await store.append(stream, "absent", [
      { id: envelope.id, type: envelope.type, bytes: encodeEnvelope(envelope) },
    ]);
    return position;
  };
  return { store, runner, readStore, quarantined, add };
};

const planned = (authority: string) => ({ body: { algorithm: "ec-p256", purpose: "authority", authority } });

test("a fold that fails stops alone, right before the event that it could not take", async () => {
  const { runner, quarantined, add } = setUp();
  await add(planned("good"));
  await add(planned("good"));
  const bad = await add(planned("bad"));
  await add(planned("good"));
  await runner.catchUp();
  expect(quarantined).toEqual([{ projection: "counting", position: bad, code: "projection.failed" }]);
  expect(runner.quarantined()).toEqual(quarantined);
  expect(runner.view("counting").get("n")).toBe(2);
  expect(runner.view("audit-trail").list("").length).toBe(4);
});

describe.for([
  { name: "an unknown type", change: { type: "KeyEaten" }, code: "event.unknown-type" },
  { name: "a newer version", change: { v: 2 }, code: "event.unknown-version" },
])("$name", ({ change, code }) => {
  test("halts the folds that read such streams, and no other", async () => {
    const other: Projection = { ...counting, name: "other", categories: ["certificate"], when: {} };
    const { runner, quarantined, add } = setUp([counting, other]);
    await add();
    await add(change);
    await add();
    await runner.catchUp();
    expect(quarantined.map((q) => [q.projection, q.code])).toEqual([["counting", code]]);
    expect(runner.view("counting").get("n")).toBe(1);
    const { counting: mine, other: theirs } = runner.checkpoints();
    expect((mine ?? "") < (theirs ?? "")).toBe(true);
  });
});

test("it goes on where it stopped, and sees nothing twice", async () => {
  const { store, runner, readStore, add } = setUp();
  await add();
  await runner.catchUp();
  await add();
  const again = projectionRunner({ store, readStore, projections: [counting, auditTrail] });
  await again.catchUp();
  await again.catchUp();
  expect(again.view("counting").get("n")).toBe(2);
});

test("whoever waits for a position is told when it is there, or that it is not", async () => {
  const { runner, add } = setUp();
  const stop = new AbortController();
  const running = runner.run(stop.signal);
  const position = await add();
  expect(await runner.caughtUp(position, 1000)).toBe(true);
  expect(await runner.caughtUp(position, 0)).toBe(true);
  expect(await runner.caughtUp("f".repeat(16) as Position, 20)).toBe(false);
  const next = runner.caughtUp((Number.parseInt(position, 16) + 1).toString(16).padStart(16, "0") as Position, 1000);
  await add();
  expect(await next).toBe(true);
  stop.abort();
  await running;
});

test("an unknown read model is a defect", () => {
  expect(() => setUp().runner.view("nothing")).toThrow(TypeError);
});

test("every read model has a name and a version of its own", () => {
  expect(new Set(projections.map((p) => p.name)).size).toBe(projections.length);
  expect(projections.every((p) => Number.isInteger(p.version) && p.version > 0)).toBe(true);
});

test("the audit trail tells who did what, when, and under which rules", async () => {
  const { runner, add } = setUp();
  await add({ actor: "officer:alice", authentication: "token:x", basis: 4 });
  await runner.catchUp();
  expect(
    runner
      .view("audit-trail")
      .list("")
      .map((r) => r.value),
  ).toMatchObject([{ type: "KeyPlanned", actor: "officer:alice", authentication: "token:x", basis: 4, revision: 0 }]);
  expect(envelopeDigest(Uint8Array.of(1))).toBe(
    toBase64url(Buffer.from("4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a", "hex")),
  );
});

test("whoever listens is told after each batch, and a listener that fails keeps nobody from following", async () => {
  const { runner, add } = setUp();
  let told = 0;
  runner.subscribe(() => {
    throw new Error("its own trouble");
  });
  const end = runner.subscribe(() => {
    told += 1;
  });
  await add();
  await runner.catchUp();
  await add();
  await runner.catchUp();
  end();
  await add();
  await runner.catchUp();
  expect([told, runner.view("audit-trail").list("").length]).toEqual([2, 3]);
});
