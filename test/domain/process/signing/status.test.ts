/** What the signer says of itself, to whoever can reach `/readyz`. */
import { expect, test } from "vitest";
import { ModuleFault } from "../../../../domain/ports/key-module.ts";
import { signerOver } from "../../../support/signing.ts";
import { makeWorld } from "../../../support/world.ts";

test("asked a hundred times, the module is asked once; a little later again", async () => {
  const world = await makeWorld();
  const asked = { describe: 0, abilities: 0, count: 0 };
  const module = {
    ...world.module,
    describe: () => {
      asked.describe += 1;
      return world.module.describe();
    },
    abilities: () => {
      asked.abilities += 1;
      return world.module.abilities();
    },
  };
  const journal = {
    ...world.journal,
    count: () => {
      asked.count += 1;
      return world.journal.count();
    },
  };
  const signer = await signerOver(world, { module, journal });
  const all = await Promise.all(Array.from({ length: 100 }, () => signer.status()));
  expect(new Set(all.map((s) => s.isReady))).toEqual(new Set([true]));
  expect(asked).toEqual({ describe: 1, abilities: 1, count: 1 });
  world.clock.advance(5);
  await signer.status();
  expect(asked).toEqual({ describe: 2, abilities: 2, count: 2 });
});

test("a module that is away is not looked for each time, and is found when it is back", async () => {
  const world = await makeWorld();
  let isAway = true;
  let asked = 0;
  const describe = () => {
    asked += 1;
    return isAway ? Promise.reject(new ModuleFault("module.unavailable")) : world.module.describe();
  };
  const signer = await signerOver(world, { module: { ...world.module, describe } });
  for (let i = 0; i < 10; i++)
    expect(await signer.status()).toMatchObject({ isReady: false, reason: "module.unavailable" });
  expect(asked).toBe(1);
  isAway = false;
  world.clock.advance(5);
  expect(await signer.status()).toMatchObject({ isReady: true, reason: null });
});
