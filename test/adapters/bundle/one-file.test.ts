import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtVerifier } from "../../../bin/build-verifier.ts";
import { emptyDirectory, exportTo, makeSealedWorld, type SealedWorld } from "../../support/bundle.ts";
import { linesIn, writeLines } from "../../support/tamper.ts";

const home = emptyDirectory();
const empty = join(home, "empty");
let sealed: SealedWorld;

beforeAll(async () => {
  mkdirSync(empty);
  writeFileSync(join(empty, "cartulary-verify.mjs"), await builtVerifier());
  sealed = await makeSealedWorld();
  await exportTo(sealed.world, join(empty, "bundle"));
});
afterAll(() => rmSync(home, { recursive: true }));

/** No path, no home, no modules: the file, the folder and Node. */
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, ["cartulary-verify.mjs", ...args], { cwd: empty, env: {}, encoding: "utf8" });

test("one file in an empty folder accepts a sound bundle, in words and as JSON", () => {
  expect(readdirSync(empty).sort()).toEqual(["bundle", "cartulary-verify.mjs"]);
  const said = run("bundle", "bundle", "--key", sealed.vkey, "--witness", sealed.witnessKey);
  expect([said.status, said.stderr]).toEqual([0, ""]);
  expect(said.stdout).toMatch(/^SOUND\n/);
  const { stdout } = run("bundle", "bundle", "--key", sealed.vkey, "--json");
  expect(JSON.parse(stdout)).toMatchObject({ isSound: true, faults: [], certificates: 6 });
});

test("and convicts one that was changed, in words and by its code", () => {
  const dir = join(empty, "changed");
  cpSync(join(empty, "bundle"), dir, { recursive: true });
  writeLines(dir, linesIn(dir).toSpliced(20, 1));
  const said = run("bundle", "changed", "--key", sealed.vkey);
  expect(said.status).toBe(4);
  expect(said.stdout).toMatch(/^NOT SOUND: \d+ faults?\n/);
  expect(said.stdout).toContain("a stream has a gap");
  rmSync(join(dir, "manifest.json"));
  expect(run("bundle", "changed", "--key", sealed.vkey)).toMatchObject({
    status: 4,
    stdout: "NOT SOUND: manifest.json is missing: this is no bundle\n",
  });
});

test("says how it is used to whoever asks wrongly", () => {
  for (const args of [[], ["bundle", "bundle"], ["bundle", "bundle", "--key", "x+y"], ["bundle", "--kee", "x"]])
    expect(run(...args)).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("--witness-quorum") });
});

test("is the same bytes each time it is built", async () => {
  expect(Buffer.from(await builtVerifier()).equals(readFileSync(join(empty, "cartulary-verify.mjs")))).toBe(true);
});
