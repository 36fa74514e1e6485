/** Trees of the ledger: each grows out of the one that is remembered, in the journal and in the module. */
import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { openMemoryEventStore } from "../../../../adapters/memory/event-store.ts";
import { openSignatureJournal } from "../../../../adapters/signer-journal/journal.ts";
import { openSoftkeyModule } from "../../../../adapters/softkey/module.ts";
import type { Digest } from "../../../../domain/kernel/brand.ts";
import { envelopeDigest } from "../../../../domain/kernel/envelope.ts";
import { expectOk, type Result } from "../../../../domain/kernel/result.ts";
import { GOVERNANCE } from "../../../../domain/kernel/stream.ts";
import { ModuleFault } from "../../../../domain/ports/key-module.ts";
import type { SignCheckpoint, Signed } from "../../../../domain/ports/signer.ts";
import { governanceReader } from "../../../../domain/process/governance-reader.ts";
import { ledgerOrigin } from "../../../../domain/transparency/checkpoint.ts";
import { assignRoles, govern } from "../../../support/govern.ts";
import { signerOver } from "../../../support/signing.ts";
import { askCheckpoint, makeCheckpointKey, treeOver } from "../../../support/tree.ts";
import { LEDGER, makeWorld, type World } from "../../../support/world.ts";

const OTHER = `${"A".repeat(42)}E` as Digest;
let world: World;
let key: string;
let origin: string;
beforeEach(async () => {
  world = await makeWorld();
  key = await makeCheckpointKey(world);
  const [first] = await world.store.readStream(GOVERNANCE);
  origin = ledgerOrigin(LEDGER, envelopeDigest(first?.bytes ?? new Uint8Array()));
});

/** Something happens in the ledger. */
const grow = () => assignRoles(world, `service:${randomUUID().slice(0, 8)}`, ["requester"]);
const codeOf = (answer: Result<unknown>) => (answer.ok ? "signed" : answer.error.code);
const textOf = (signed: Signed) => Buffer.from(signed.signed, "base64url").toString("utf8");
const ask = (asked: Omit<Parameters<typeof askCheckpoint>[3] & object, never> = {}) =>
  askCheckpoint(world.signer, world.store, key, asked);

test("is a text of three lines, under the ledger's name and its founding", async () => {
  const tree = await treeOver(world.store);
  const root = Buffer.from(tree.root(), "base64url").toString("base64");
  expect(textOf(expectOk(await ask()))).toBe(`${origin}\n${tree.size}\n${root}\n`);
});

test("nothing is remembered before the first, and all of it after", async () => {
  const before = expectOk(await world.signer.remembered());
  expect(before).toMatchObject({ tree: null, next: { origin, size: 0 } });
  await ask();
  const tree = await treeOver(world.store);
  const its = { origin, size: tree.size, root: tree.root() };
  expect(expectOk(await world.signer.remembered())).toEqual({ tree: { ...its, key }, next: its });
});

test("the same again gets the same signature, and a larger one another", async () => {
  const first = expectOk(await ask());
  expect(expectOk(await ask())).toEqual(first);
  await grow();
  expect(expectOk(await ask()).sequence).toBe(first.sequence + 1);
});

describe("is not signed", () => {
  const asked = async (change: Partial<SignCheckpoint>) => {
    const tree = await treeOver(world.store);
    const consistency = await tree.consistency(expectOk(await world.signer.remembered()).next?.size ?? 0);
    return world.signer.signCheckpoint({ key, origin, size: tree.size, root: tree.root(), consistency, ...change });
  };
  const change: Record<string, { with: Partial<SignCheckpoint>; code: string }> = {
    "under another origin": { with: { origin: "test/other" }, code: "signer.not-authorised" },
    "as if a gap had been accepted": { with: { origin: "gap" }, code: "signer.not-authorised" },
    "with a root that is no SHA-256": { with: { root: `${"A".repeat(42)}B` as Digest }, code: "input.malformed" },
    "with another root": { with: { root: OTHER }, code: "seal.unproven" },
    "with a proof of nothing": { with: { consistency: [] }, code: "seal.unproven" },
    "with a proof of something else": { with: { consistency: [OTHER] }, code: "seal.unproven" },
    "with a proof of no hashes": { with: { consistency: [`${"A".repeat(42)}B` as Digest] }, code: "seal.unproven" },
  };
  test.for(Object.entries(change))("%s", async ([, { with: changed, code }]) => {
    await ask();
    await grow();
    const origins = changed.origin === "gap" ? { origin: `${origin}/gap-1` } : {};
    const count = await world.journal.count();
    const before = expectOk(await world.signer.remembered());
    const answer = await asked({ ...changed, ...origins });
    expect(codeOf(answer)).toBe(code);
    if (code === "seal.unproven") expect(answer).toMatchObject({ error: { facts: { size: before.next?.size } } });
    expect(await world.journal.count()).toBe(count);
    expect(expectOk(await world.signer.remembered())).toEqual(before);
    expect(codeOf(await asked({}))).toBe("signed");
  });

  test("when it is smaller, or another one of the same size", async () => {
    const { size } = await treeOver(world.store);
    await ask();
    expect(codeOf(await ask({ at: size - 1 }))).toBe("signer.history-rewritten");
    expect(codeOf(await asked({ root: OTHER }))).toBe("signer.history-rewritten");
  });

  test("by another checkpoint key, when it is another tree: what is remembered is the ledger's", async () => {
    const { size } = await treeOver(world.store);
    await ask();
    const second = await makeCheckpointKey(world);
    expect(codeOf(await askCheckpoint(world.signer, world.store, second, { at: size - 1 }))).toBe(
      "signer.history-rewritten",
    );
    expect(codeOf(await asked({ key: second, consistency: [] }))).toBe("seal.unproven");
    expect(codeOf(await askCheckpoint(world.signer, world.store, second))).toBe("signed");
  });
});

/** A journal that remembers nothing. */
const fresh = () => openSignatureJournal({ path: ":memory:" });

describe("what is remembered", () => {
  const emptied = () => openSoftkeyModule({ pin: "x", mode: "development", warn: () => undefined });
  const name = async () =>
    `tree.${envelopeDigest((await world.store.readStream(GOVERNANCE))[0]?.bytes ?? new Uint8Array())}`;

  test("outlives a journal that was put back: the module has it", async () => {
    const { size } = await treeOver(world.store);
    await ask({ at: size - 2 });
    const journal = fresh();
    await journal.pin("tree", undefined, (await world.journal.pinned("tree")) ?? "");
    await ask();
    const signer = await signerOver(world, { journal });
    expect(expectOk(await signer.remembered()).tree?.size).toBe(size);
    expect(codeOf(await askCheckpoint(signer, world.store, key, { at: size - 1, from: size - 2 }))).toBe(
      "signer.history-rewritten",
    );
    const empty = await signerOver(world, { journal: fresh() });
    expect(codeOf(await askCheckpoint(empty, world.store, key, { at: size - 1, from: 0 }))).toBe(
      "signer.history-rewritten",
    );
  });

  test("outlives a module whose memory was put back: the journal has it", async () => {
    const { size } = await treeOver(world.store);
    await ask({ at: size - 2 });
    const old = (await world.module.recall(await name())) ?? new Uint8Array();
    await ask();
    await world.module.remember(await name(), old);
    const signer = await signerOver(world);
    expect(expectOk(await signer.remembered()).tree?.size).toBe(size);
    expect(codeOf(await askCheckpoint(signer, world.store, key, { at: size - 1, from: size - 2 }))).toBe(
      "signer.history-rewritten",
    );
    const empty = await signerOver(world, { module: { ...emptied(), sign: world.module.sign } });
    expect(expectOk(await empty.remembered()).tree?.size).toBe(size);
  });

  test("and contradicts itself at one size ends all signing of trees", async () => {
    await ask();
    const { size } = await treeOver(world.store);
    await world.module.remember(await name(), Buffer.from(`${origin} ${size} ${OTHER} ${key}`));
    const signer = await signerOver(world);
    await grow();
    expect(codeOf(await signer.remembered())).toBe("signer.history-rewritten");
    const tree = await treeOver(world.store);
    const asked = { key, origin, size: tree.size, root: tree.root(), consistency: await tree.consistency(size) };
    expect(codeOf(await signer.signCheckpoint(asked))).toBe("signer.history-rewritten");
  });

  test.for([
    { where: "module", code: "module.misbehaved" },
    { where: "journal", code: "journal.corrupt" },
  ] as const)("and cannot be read in the $where is a fault, not a beginning", async ({ where, code }) => {
    const module = emptied();
    const journal = fresh();
    if (where === "module") await module.remember(await name(), Buffer.from("origin 7"));
    else await journal.pin("tree", undefined, "origin 7");
    const signer = await signerOver(world, { module, journal });
    await expect(signer.remembered()).rejects.toMatchObject({ code });
  });

  test.for([
    { what: "the module is away", when: "before" },
    { what: "the module's answer is lost", when: "after" },
  ] as const)("is in both places before a signature leaves: $what", async ({ when }) => {
    await ask();
    await grow();
    const count = await world.journal.count();
    const { size } = await treeOver(world.store);
    world.module.faults.onRemember = () => {
      world.module.faults.onRemember = () => undefined;
      return { when, fault: new ModuleFault("module.unavailable") };
    };
    await expect(ask()).rejects.toMatchObject({ code: "module.unavailable" });
    expect(await world.journal.count()).toBe(count);
    // The journal has it already, so that a smaller tree is refused even now.
    expect(codeOf(await ask({ at: size - 1, from: 0 }))).toBe("signer.history-rewritten");
    expect(codeOf(await ask())).toBe("signed");
    expect(Buffer.from((await world.module.recall(await name())) ?? []).toString()).toContain(` ${size} `);
    const journal = fresh();
    const signer = await signerOver(world, { journal });
    expect(expectOk(await signer.remembered()).tree?.size).toBe(size);
  });

  test("is in both places when the module fails to sign after it", async () => {
    world.module.faults.onSign = () => {
      world.module.faults.onSign = () => undefined;
      return { when: "before", fault: new ModuleFault("module.unavailable") };
    };
    await expect(ask()).rejects.toMatchObject({ code: "module.unavailable" });
    const { size } = await treeOver(world.store);
    for (const over of [{ journal: fresh() }, { module: { ...emptied(), sign: world.module.sign } }])
      expect(expectOk(await (await signerOver(world, over)).remembered()).tree?.size).toBe(size);
    expect(codeOf(await ask())).toBe("signed");
  });

  test("of many who ask at once, no two get different trees of one size", async () => {
    await ask();
    const { size } = await treeOver(world.store);
    await grow();
    const tree = await treeOver(world.store);
    const one = { key, origin, size: tree.size, consistency: await tree.consistency(size) };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => world.signer.signCheckpoint({ ...one, root: i % 2 ? OTHER : tree.root() })),
    );
    expect(answers.map(codeOf)).toEqual(
      answers.map((_, i) => (i % 2 ? expect.not.stringMatching("signed") : "signed")),
    );
    expect(new Set(answers.flatMap((a) => (a.ok ? [a.value.signature] : []))).size).toBe(1);
  });
});

describe("after a gap that the officers accepted", () => {
  const accept = async (known: { origin: string; size: number; root: Digest }, kept: { size: number; root: Digest }) =>
    govern(world, { type: "AcceptGap", known, kept, reason: "restored from a backup" });

  test("the next tree has a name of its own and grows out of what was kept", async () => {
    const kept = { size: 2, root: (await treeOver(world.store)).root(2) };
    await ask();
    const { tree } = expectOk(await world.signer.remembered());
    const { key: _, ...known } = tree ?? { key: "", origin: "", size: 0, root: OTHER };
    await accept(known, kept);
    expect(expectOk(await world.signer.remembered())).toEqual({ tree, next: { origin: `${origin}/gap-1`, ...kept } });
    expect(codeOf(await ask({ from: 1 }))).toBe("seal.unproven");
    expect(textOf(expectOk(await ask()))).toContain(`${origin}/gap-1\n`);
    expect(expectOk(await world.signer.remembered()).tree?.origin).toBe(`${origin}/gap-1`);
    await grow();
    expect(codeOf(await ask())).toBe("signed");
  });

  test("a larger one that somebody else knew covers what the signer knew, a smaller one does not", async () => {
    await ask({ at: 3 });
    const kept = { size: 1, root: (await treeOver(world.store)).root(1) };
    await accept({ origin, size: 2, root: OTHER }, kept);
    expect(expectOk(await world.signer.remembered())).toMatchObject({ tree: { origin, size: 3 }, next: null });
    const tree = await treeOver(world.store);
    const consistency = await tree.consistency(1);
    const asked = { key, origin: `${origin}/gap-1`, size: tree.size, root: tree.root(), consistency };
    expect(codeOf(await world.signer.signCheckpoint(asked))).toBe("signer.history-rewritten");
  });

  test("that is larger than what the signer knew, it goes on", async () => {
    await ask({ at: 3 });
    await accept({ origin, size: 30, root: OTHER }, { size: 2, root: (await treeOver(world.store)).root(2) });
    expect(textOf(expectOk(await ask()))).toContain("/gap-1\n");
  });

  test("an acceptance that is gone again is found out", async () => {
    await accept({ origin, size: 30, root: OTHER }, { size: 2, root: (await treeOver(world.store)).root(2) });
    await ask();
    const rows = await world.store.readAll("start", 1_000);
    const store = openMemoryEventStore();
    for (const row of rows.filter((r) => r.type !== "GapAccepted"))
      await store.append(row.stream, row.revision === 0 ? "absent" : row.revision - 1, [row]);
    const signer = await signerOver(world, { store, journal: fresh() });
    expect(expectOk(await signer.remembered()).next).toBeNull();
    expect(codeOf(await askCheckpoint(signer, store, key))).toBe("signer.history-rewritten");
  });

  test("where rules were lost too, a journal that is put away lets officers of the restored ledger go on: the module holds them to the tree", async () => {
    const kept = (await world.store.readAll("start", 1_000)).length;
    const root = (await treeOver(world.store)).root();
    await grow();
    await ask();
    const { tree } = expectOk(await world.signer.remembered());
    const { key: _, ...known } = tree ?? { key: "", origin, size: 0, root: OTHER };
    const store = openMemoryEventStore();
    for (const row of (await world.store.readAll("start", 1_000)).slice(0, kept))
      await store.append(row.stream, row.revision === 0 ? "absent" : row.revision - 1, [row]);
    const restored = await signerOver(world, { store });
    const ports = { ...world.ports, store, governance: governanceReader(store, { isProven: false }) };
    const gap = { type: "AcceptGap", known, kept: { size: kept, root }, reason: "restored" } as const;
    await govern({ ...world, ports }, gap);
    // Rules that it saw are gone: it signs nothing, and tells what it knows all the same.
    expect(codeOf(await askCheckpoint(restored, store, key, { from: kept }))).toBe("signer.history-rewritten");
    expect(expectOk(await restored.remembered())).toEqual({ tree, next: null });
    const anew = await signerOver(world, { store, journal: fresh() });
    expect(textOf(expectOk(await askCheckpoint(anew, store, key)))).toContain("/gap-1\n");
  });

  test("a signer that remembers nothing begins at what was kept", async () => {
    await accept({ origin, size: 30, root: OTHER }, { size: 2, root: (await treeOver(world.store)).root(2) });
    expect(codeOf(await ask({ from: 0 }))).toBe("seal.unproven");
    expect(codeOf(await ask())).toBe("signed");
  });
});
