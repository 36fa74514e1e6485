/** What a witness knows, over one directory that several processes may have open. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { witnessState } from "../../../adapters/witness-state/files.ts";
import { makeWitnessKey, readWitnessKey } from "../../../adapters/witness-state/key.ts";
import type { TreeHead } from "../../../domain/transparency/checkpoint.ts";

const ORIGIN = "ca.example/ledger";
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "witness-state-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const head = (size: number, fill = size): TreeHead => ({ size, root: new Uint8Array(32).fill(fill) });

test("it is one file for an origin, its own user's alone", () => {
  const state = witnessState(directory);
  for (const size of [1, 2, 3]) expect(state.advance(ORIGIN, state.last(ORIGIN), head(size))).toBe(true);
  expect(state.advance("other.example", undefined, head(9))).toBe(true);
  expect(witnessState(directory).last(ORIGIN)).toMatchObject(head(3));
  const files = readdirSync(directory);
  expect([files.length, statSync(join(directory, files[0] as string)).mode & 0o777]).toEqual([2, 0o600]);
});

test("who looked before another wrote does not write over it", () => {
  const [mine, theirs] = [witnessState(directory), witnessState(directory)];
  expect(mine.advance(ORIGIN, undefined, head(1))).toBe(true);
  const stale = theirs.last(ORIGIN);
  expect(mine.advance(ORIGIN, mine.last(ORIGIN), head(2))).toBe(true);
  expect(theirs.advance(ORIGIN, stale, head(2, 7))).toBe(false);
  expect(theirs.last(ORIGIN)).toMatchObject(head(2));
});

test("not even when its place is free again", () => {
  const [mine, theirs] = [witnessState(directory), witnessState(directory)];
  expect(mine.advance(ORIGIN, undefined, head(1))).toBe(true);
  const stale = theirs.last(ORIGIN);
  for (const size of [2, 3]) expect(mine.advance(ORIGIN, mine.last(ORIGIN), head(size))).toBe(true);
  expect(theirs.advance(ORIGIN, stale, head(2, 7))).toBe(false);
  expect(theirs.last(ORIGIN)).toMatchObject(head(3));
  expect(readdirSync(directory)).toHaveLength(1);
});

test.for([
  ["half a file", '{"origin":"ca.exam'],
  ["another origin", `{"origin":"other.example","size":0,"root":"${"A".repeat(43)}"}`],
  ["no size", `{"origin":"${ORIGIN}","root":"${"A".repeat(43)}"}`],
  ["nothing", ""],
])("%s is never taken for no state", ([, text = ""]) => {
  const state = witnessState(directory);
  expect(state.advance(ORIGIN, undefined, head(5))).toBe(true);
  writeFileSync(join(directory, readdirSync(directory)[0] as string), text);
  expect(() => state.last(ORIGIN)).toThrow();
});

test("a key is made once, and is the same when it is read", () => {
  const made = makeWitnessKey(directory, "witness.example/w1", new Uint8Array(32).fill(3));
  expect(makeWitnessKey(directory, "witness.example/w2", new Uint8Array(32).fill(4))).toBeUndefined();
  expect(readWitnessKey(directory)?.key).toEqual(made?.key);
  for (const broken of ["", "PRIVATE+KEY+a+AAAA\n", `PRIVATE+KEY+a b+${"A".repeat(44)}\n`]) {
    writeFileSync(join(directory, "witness.key"), broken);
    expect(readWitnessKey(directory)).toBeUndefined();
  }
});
