import { expect, test } from "vitest";
import { openMemoryEventStore } from "../../adapters/memory/event-store.ts";
import { ModuleFault } from "../../domain/ports/key-module.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { recover } from "../../domain/process/recover.ts";
import { makeWorld } from "../support/world.ts";
import { failBetween, faultMatrix } from "./matrix.ts";
import { expectSound, story } from "./story.ts";

faultMatrix({ name: "memory", open: async () => openMemoryEventStore(), fail: failBetween });

test("a module that is away for long leaves the work open, and the work is finished when it is back", async () => {
  const world = await makeWorld();
  world.module.faults.onSign = () => ({ when: "before", fault: new ModuleFault("module.unavailable") });
  await expect(story(world, "tls-server")).rejects.toThrow("the request is approved");
  const { open, findings } = await checkLedger(world.store);
  expect(findings).toEqual([]);
  expect(open.length).toBeGreaterThan(0);
  world.module.faults.onSign = () => undefined;
  await world.runner.catchUp();
  await recover(world.ports);
  // The same callers say the same again, and get what they then asked for.
  await story(world, "tls-server");
  await expectSound(world);
});
