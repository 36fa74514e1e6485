/** Tree heads: one origin a key, and a tree that only grows. c2sp.org/tlog-checkpoint */
import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import type { Digest } from "../../../../domain/kernel/brand.ts";
import { expectOk, ok } from "../../../../domain/kernel/result.ts";
import type { SignCheckpoint } from "../../../../domain/ports/signer.ts";
import { makeKey, planKey } from "../../../../domain/process/generate-key.ts";
import { newWork } from "../../../../domain/process/handle.ts";
import { makeWorld, OPERATOR, type World } from "../../../support/world.ts";

const ROOT = "A".repeat(43) as Digest;
const OTHER = `${"A".repeat(42)}E` as Digest;
let world: World;
let key: string;
beforeEach(async () => {
  world = await makeWorld();
  key = randomUUID().replaceAll("-", "");
  const work = newWork(OPERATOR, randomUUID(), {}, null);
  const wanted = { algorithm: "ed25519", purpose: "checkpoint", authority: null } as const;
  expectOk(await planKey(world.ports, work, key, async () => ok(wanted)));
  expectOk(await makeKey(world.ports, work, key));
});

const ask = async (change: Partial<SignCheckpoint> = {}) => {
  const answer = await world.signer.signCheckpoint({ key, origin: "test/ledger", size: 7, root: ROOT, ...change });
  return answer.ok ? Buffer.from(answer.value.signed, "base64url").toString("utf8") : answer.error.code;
};

test("is a text of three lines", async () => {
  expect(await ask()).toBe(`test/ledger\n7\n${"A".repeat(43)}=\n`);
});

test.for<{ name: string; change: Partial<SignCheckpoint>; code: string }>([
  { name: "a smaller tree", change: { size: 6 }, code: "signer.history-rewritten" },
  { name: "another tree of the same size", change: { root: OTHER }, code: "signer.history-rewritten" },
  { name: "another origin", change: { size: 8, origin: "test/other" }, code: "signer.not-authorised" },
  {
    name: "a root with bits that no SHA-256 has",
    change: { size: 8, root: `${"A".repeat(42)}B` as Digest },
    code: "input.malformed",
  },
])("$name is not signed after it", async ({ change, code }) => {
  await ask();
  expect(await ask(change)).toBe(code);
});

test("the same again, and a larger one, are", async () => {
  expect(await ask()).toBe(await ask());
  expect(await ask({ size: 8, root: OTHER })).toContain("\n8\n");
});
