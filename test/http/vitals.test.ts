import { tmpdir } from "node:os";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { healthApp } from "../../http/health.ts";
import { type Bounds, vitals } from "../../http/vitals.ts";
import { makeWorld } from "../support/world.ts";

const EASY: Bounds = { freeBytes: 0, behindSeconds: 30, loopMs: 60_000, toldMs: 600_000 };

const reasonsUnder = async (
  bounds: Partial<Bounds>,
  before: (signs: ReturnType<typeof vitals>) => unknown = () => 0,
) => {
  const { ports, runner, clock } = await makeWorld();
  await runner.catchUp();
  const signs = vitals({ ports, runner, home: tmpdir() }, { ...EASY, ...bounds });
  try {
    await before(signs);
    return { ports, runner, clock, reasons: await signs.reasons(), again: signs.reasons };
  } finally {
    signs.stop();
  }
};

test("a node to which nothing happened has no reasons", async () => {
  expect((await reasonsUnder({})).reasons).toEqual([]);
});

test("too little room is one", async () => {
  const { reasons } = await reasonsUnder({ freeBytes: Number.MAX_SAFE_INTEGER });
  expect(reasons).toEqual([expect.stringMatching(/^the disk of the home directory has \d+ MiB left/)]);
});

test("a loop that stood is one, after it goes again", async () => {
  const stand = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const end = performance.now() + 300; performance.now() < end; );
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const { reasons, again } = await reasonsUnder({ loopMs: 100 }, stand);
  expect(reasons).toEqual([expect.stringMatching(/^the process stood still for 0\.\d seconds/)]);
  expect(await again()).toEqual(reasons);
  expect((await reasonsUnder({ loopMs: 60_000 }, stand)).reasons).toEqual([]);
});

test("a loop that stood long ago is none any more", async () => {
  const { ports, runner } = await makeWorld();
  await runner.catchUp();
  const signs = vitals({ ports, runner, home: tmpdir() }, { ...EASY, loopMs: 200, toldMs: 600 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  for (const end = performance.now() + 400; performance.now() < end; );
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await signs.reasons()).length).toBe(1);
  await expect.poll(signs.reasons, { timeout: 10_000 }).toEqual([]);
  signs.stop();
});

test("answers older than the ledger are one, once they are old enough; a model that stands is told elsewhere", async () => {
  const { ports, runner, clock } = await makeWorld();
  await runner.catchUp();
  const signs = vitals({ ports, runner, home: tmpdir() }, EASY);
  const { checkpoints } = runner;
  Object.assign(runner, { checkpoints: () => ({ ...checkpoints(), "ra-queue": "start" }) });
  clock.advance(29);
  expect(await signs.reasons()).toEqual([]);
  clock.advance(2);
  expect(await signs.reasons()).toEqual(["read models are 31 seconds behind the ledger"]);
  Object.assign(runner, { quarantined: () => [{ projection: "ra-queue" }] });
  expect(await signs.reasons()).toEqual([]);
  signs.stop();
});

test("any of them makes it not ready", async () => {
  const { ports, runner } = await makeWorld();
  await runner.catchUp();
  const more = { warnings: () => [], reasons: async () => ["the disk is full"] };
  const app = new Hono().route("/", healthApp(ports, runner, new Map(), more));
  const response = await app.request("/readyz");
  expect([response.status, await response.json()]).toEqual([
    503,
    expect.objectContaining({ status: "not ready", reasons: ["the disk is full"] }),
  ]);
});
