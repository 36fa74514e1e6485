import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verdictLines } from "../../../adapters/bundle/verdict-text.ts";
import { verifyBundleAt, verifyReceiptAt } from "../../../adapters/bundle/verify.ts";
import { surveyLedger } from "../../../domain/process/check/last-seal.ts";
import { formatReceipt, parseStoryLine } from "../../../domain/transparency/story.ts";
import { emptyDirectory, exportTo, makeSealedWorld, manifestIn, type SealedWorld } from "../../support/bundle.ts";

let sealed: SealedWorld;
const home = emptyDirectory();
const at = (name: string): string => join(home, name);

beforeAll(async () => {
  sealed = await makeSealedWorld();
  await exportTo(sealed.world, at("all"), undefined, sealed.since);
});
afterAll(() => rmSync(home, { recursive: true }));

test("a whole ledger is sound, and the verdict says by what and of what", () => {
  const { vkey: key, witnessKey } = sealed;
  const verdict = verifyBundleAt(at("all"), { key, witnesses: [witnessKey], statuses: at("statuses") });
  expect(verdict.faults).toEqual([]);
  expect(verdict).toMatchObject({
    isSound: true,
    kind: "all",
    depth: "full",
    seals: 1,
    unsealed: 0,
    certificates: 6,
    statuses: { good: 5, held: 0, revoked: 1, prepared: 0, abandoned: 0 },
    crls: { derived: 4, signed: 4 },
    since: { size: expect.any(Number) },
    checkpoint: { witnesses: [{ name: "witness.example/one" }] },
  });
  expect(verdict.events).toBe(verdict.checkpoint?.size);
  const text = verdictLines(verdict, key).join("\n");
  expect(text).toContain("SOUND");
  expect(text).not.toContain("no witness vouches for it");
  const statuses = readFileSync(at("statuses"), "utf8").trim().split("\n");
  expect(statuses).toHaveLength(6);
  expect(statuses.filter((line) => / revoked 2026-\S+ keyCompromise$/.test(line))).toHaveLength(1);
  expect(statuses).toEqual([...statuses].sort());
});

test("bytes alone are looked at when that is asked for", () => {
  const verdict = verifyBundleAt(at("all"), { key: sealed.vkey, isStructureOnly: true });
  expect(verdict).toMatchObject({ isSound: true, depth: "structure", faults: [], seals: 1 });
  expect(verdict.certificates).toBeUndefined();
});

test("exported again, what is right is kept, and what is not is made anew", async () => {
  const path = at("all/events/000000.ndjson");
  const before = statSync(path);
  await exportTo(sealed.world, at("all"), undefined, sealed.since);
  expect(statSync(path).ino).toBe(before.ino);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.slice(0, text.length / 2));
  writeFileSync(at("all/events/000001.ndjson"), "left over\n");
  await exportTo(sealed.world, at("all"), undefined, sealed.since);
  expect(readFileSync(path, "utf8")).toBe(text);
  expect(readdirSync(at("all/events"))).toEqual(["000000.ndjson"]);
});

test("a range stands in the sealed tree", async () => {
  await exportTo(sealed.world, at("range"), { kind: "range", from: 5, to: 21 });
  const verdict = verifyBundleAt(at("range"), { key: sealed.vkey });
  expect(verdict).toMatchObject({ isSound: true, faults: [], kind: "range", first: 5, events: 17, depth: "structure" });
  const path = at("range/events/000000.ndjson");
  const [first = "", ...rest] = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, [...rest.slice(0, -1), first, ""].join("\n"));
  expect(verifyBundleAt(at("range"), { key: sealed.vkey }).faults.map((f) => f.what)).toContain(
    "the range does not stand in the sealed tree: something in it was changed, inserted, removed or moved",
  );
});

test("every range of a small ledger is proven", async () => {
  const size = manifestIn(at("all")).size as number;
  for (const [from, to] of [
    [0, 0],
    [0, size - 1],
    [1, 1],
    [7, 8],
    [31, 32],
    [size - 1, size - 1],
  ] as const) {
    await exportTo(sealed.world, at("some"), { kind: "range", from, to });
    const { faults } = verifyBundleAt(at("some"), { key: sealed.vkey });
    expect({ from, to, faults }).toEqual({ from, to, faults: [] });
  }
  expect(await exportTo(sealed.world, at("some"), { kind: "range", from: 0, to: size })).toEqual({ is: "outside" });
});

describe("one certificate's story", () => {
  beforeAll(async () => {
    await exportTo(sealed.world, at("story"), { kind: "story", ...sealed.issued });
  });

  test("is sound as lines and as a receipt", () => {
    const verdict = verifyBundleAt(at("story"), { key: sealed.vkey });
    expect(verdict).toMatchObject({
      isSound: true,
      faults: [],
      kind: "story",
      certificate: { ...sealed.issued, state: "issued", status: "good" },
    });
    const lines = readFileSync(at("story/story.ndjson"), "utf8").trim().split("\n");
    const entries = lines.map((l) => {
      const entry = parseStoryLine(l);
      if (!entry.ok) throw new TypeError("no entry");
      return entry.value;
    });
    const checkpoint = readFileSync(at("story/checkpoint.txt"), "utf8");
    writeFileSync(at("receipt.json"), formatReceipt({ certificate: sealed.issued, checkpoint, entries }));
    expect(verifyReceiptAt(at("receipt.json"), { key: sealed.vkey })).toMatchObject({ isSound: true, faults: [] });
    const without = entries.filter((_, i) => i !== entries.length - 3);
    writeFileSync(at("receipt.json"), formatReceipt({ certificate: sealed.issued, checkpoint, entries: without }));
    expect(verifyReceiptAt(at("receipt.json"), { key: sealed.vkey }).isSound).toBe(false);
  });

  test("of another certificate, it is not told", async () => {
    const serial = "01";
    expect(await exportTo(sealed.world, at("none"), { kind: "story", issuer: sealed.issued.issuer, serial })).toEqual({
      is: "unknown",
    });
  });
});

test("events behind the checkpoint come along when that is asked for, and are named", async () => {
  const { size } = (await surveyLedger(sealed.world.store)) ?? { size: 0 };
  await exportTo(sealed.world, at("more"), { kind: "all", isUnsealedToo: true });
  const verdict = verifyBundleAt(at("more"), { key: sealed.vkey });
  expect(verdict).toMatchObject({ isSound: true, faults: [], unsealed: 2, events: size + 2 });
  expect(verdictLines(verdict, sealed.vkey).join("\n")).toContain("the last 2 events: no checkpoint seals them yet");
});

test("what is no bundle is said to be none", () => {
  mkdirSync(at("empty"), { recursive: true });
  expect(() => verifyBundleAt(at("empty"), { key: sealed.vkey })).toThrow("manifest.json is missing");
  expect(() => verifyBundleAt(at("all"), { key: sealed.witnessKey })).toThrow("--key is no verifier key");
});
