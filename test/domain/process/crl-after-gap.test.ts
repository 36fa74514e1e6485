/** What was lost may have had CRLs of its own: relying parties have seen their numbers. RFC 5280 §5.2.3 */
import { beforeEach, expect, test } from "vitest";
import { expectOk } from "../../../domain/kernel/result.ts";
import { publishCrl } from "../../../domain/process/publish-crl.ts";
import { govern } from "../../support/govern.ts";
import { gapOf } from "../../support/witness.ts";
import { LEDGER, makeWorld, type World, withHierarchy } from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
});

const publish = async (): Promise<string> => {
  const authority = world.ports.queries.authorities().find((a) => a.id === "web-ca");
  if (authority === undefined) throw new TypeError("no authority");
  return expectOk(await publishCrl(world.ports, authority, 0)).number;
};

test("the numbers of lists jump once by 2^32 for an accepted gap, then go on", async () => {
  const before = Number(await publish());
  expect(before).toBeLessThan(100);
  await govern(world, { type: "AcceptGap", ...gapOf(LEDGER) });
  expect([await publish(), await publish()]).toEqual([String(2 ** 32 + 1), String(2 ** 32 + 2)]);
});

test("and past those of gaps that only the lost part knew of", async () => {
  await govern(world, { type: "AcceptGap", ...gapOf(LEDGER, 4) });
  expect(await publish()).toBe(String(5 * 2 ** 32 + 1));
});
