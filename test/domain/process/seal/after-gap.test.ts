/** The tree that begins anew after officers accepted a gap. docs/restore.md */
import { expect, test } from "vitest";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { govern } from "../../../support/govern.ts";
import { withSealing } from "../../../support/sealing.ts";
import { makeWorld } from "../../../support/world.ts";

test("ends the one before it, has a name of its own, and is the whole ledger again", { timeout: 30_000 }, async () => {
  const world = await makeWorld();
  const first = withSealing(world);
  await first.settled();
  const newest = await first.ports.prover.newest();
  if (newest === undefined) throw new TypeError("not sealed");
  const { origin, size, root } = newest;
  const known = { origin, size: size + 100, root: null };
  await govern(world, { type: "AcceptGap", known, kept: { size, root: root as never }, reason: "tried out" });
  expectOk(await first.stopped);
  const second = withSealing(world);
  await second.settled();
  const after = await second.ports.prover.newest();
  expect([after?.origin, (after?.size ?? 0) > size]).toEqual([`${origin}/gap-1`, true]);
  expectOk(await second.stop());
});
