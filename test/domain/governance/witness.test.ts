/** Who may be a witness, which gaps may be accepted, and by whom. */
import * as v from "valibot";
import { beforeEach, describe, expect, test } from "vitest";
import { type Change, ChangeSchema, kindOf } from "../../../domain/governance/change.ts";
import { firstPolicy } from "../../../domain/governance/policy.ts";
import { lastGap, originParts } from "../../../domain/governance/witness.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { enrol, govern, tryToGovern } from "../../support/govern.ts";
import { makeOfficer } from "../../support/officer.ts";
import { gapOf, vkeyOf, witnessOf } from "../../support/witness.ts";
import { LEDGER, makeWorld, type World } from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});

const [one, two] = [witnessOf("witness.example/one").witness, witnessOf("witness.example/two").witness];
type Appointment = Omit<Extract<Change, { type: "AppointWitnesses" }>, "type">;
const codeOf = async (change: Change, by?: Parameters<typeof tryToGovern>[2]) => {
  const result = await tryToGovern(world, change, by);
  return result.ok ? "recorded" : result.error.code;
};
const appoint = (all: Partial<Appointment>, by?: Parameters<typeof tryToGovern>[2]) =>
  codeOf({ type: "AppointWitnesses", witnesses: [one, two], quorum: 1, gate: false, ...all }, by);
const state = async () => expectOk(await world.ports.governance()).governance;

describe("witnesses", () => {
  test.for<readonly [string, Partial<Appointment>, string]>([
    ["two, one of whom is enough", {}, "recorded"],
    ["none", { witnesses: [], quorum: 0 }, "recorded"],
    ["the signer asking for both", { quorum: 2, gate: true }, "recorded"],
    ["more needed than there are", { quorum: 3 }, "governance.witnesses-unsound"],
    ["the signer asking for none", { quorum: 0, gate: true }, "governance.witnesses-unsound"],
    ["one twice", { witnesses: [one, one] }, "governance.witnesses-unsound"],
    [
      "two keys of one name",
      { witnesses: [one, { ...two, vkey: vkeyOf("witness.example/one", witnessOf("x").key) }] },
      "governance.witnesses-unsound",
    ],
    [
      "one key with two names",
      { witnesses: [one, { ...two, vkey: vkeyOf("other.example", witnessOf("witness.example/one").key) }] },
      "governance.witnesses-unsound",
    ],
  ])("%s: %s", async ([, all, code]) => {
    expect(await appoint(all)).toBe(code);
    const { witnessing } = await state();
    expect(witnessing.quorum).toBe(code === "recorded" ? (all.quorum ?? 1) : 0);
  });

  const isChange = (witness: object) =>
    v.safeParse(ChangeSchema, {
      type: "AppointWitnesses",
      witnesses: [{ ...one, ...witness }],
      quorum: 1,
      gate: false,
    }).success;
  const { key } = witnessOf("witness.example/one");

  test.for<readonly [string, object, boolean]>([
    ["as it is", {}, true],
    ["at a plain address", { url: "http://10.0.0.7:8080/w" }, true],
    ["whose key is a log's", { vkey: vkeyOf("witness.example/one", key, 1) }, false],
    ["whose key is another name's", { vkey: one.vkey.replace("one+", "eno+") }, false],
    ["without a key", { vkey: "witness.example/one" }, false],
    ["with a space in its name", { vkey: vkeyOf("witness one", key) }, false],
    ["with a mark that nobody sees in its name", { vkey: vkeyOf("witness\u200bone", key) }, false],
    ["at no address", { url: "witness.example" }, false],
    ["at a file", { url: "file:///etc/passwd" }, false],
    ["with a password in its address", { url: "https://a:b@witness.example/" }, false],
    ["with a query in its address", { url: "https://witness.example/?a=b" }, false],
  ])("one %s can be appointed: %s", ([, witness, is]) => expect(isChange(witness)).toBe(is));

  test.for(["witness.appoint", "ledger.accept-gap"])("%s needs as many as the strictest rule", async (act) => {
    await enrol(world, makeOfficer("carol"));
    const of = (...three: readonly string[]) =>
      firstPolicy(2).rules.map((r) => (three.includes(r.act) ? { ...r, approvals: 3 } : r));
    // What makes signers, and the certification that is to need three.
    const strict = firstPolicy(2).rules.map(({ act: a }) => a);
    const adopted = (rules: ReturnType<typeof of>) =>
      codeOf({ type: "AdoptPolicy", policy: { ...firstPolicy(2), version: 2, rules } });
    expect(await adopted(of(...strict.filter((a) => a !== act)))).toBe("governance.policy-unsound");
    expect(await adopted(of(...strict))).toBe("recorded");
  });

  test("one officer appoints none", async () => expect(await appoint({}, [world.alice])).toBe("statement.too-few"));
});

describe("gaps", () => {
  const gap = gapOf(LEDGER);
  const accept = (change: Partial<typeof gap> = {}, by?: Parameters<typeof tryToGovern>[2]) =>
    codeOf({ type: "AcceptGap", ...gap, ...change }, by);
  const otherRoot = gap.kept.root;

  test.for<readonly [string, Partial<typeof gap>, string]>([
    ["of a larger tree", {}, "recorded"],
    ["of another tree of the same size", { kept: { size: 100, root: otherRoot } }, "recorded"],
    ["of a tree whose size alone is known", { known: { ...gap.known, root: null } }, "recorded"],
    ["of the same tree", { kept: { size: 100, root: gap.known.root as never } }, "governance.gap-unsound"],
    ["of a smaller tree", { kept: { size: 101, root: otherRoot } }, "governance.gap-unsound"],
    ["of another ledger", { known: gapOf("else.example/ca").known }, "governance.gap-unsound"],
  ])("%s: %s", async ([, change, code]) => {
    expect(await accept(change)).toBe(code);
    expect((await state()).gaps).toHaveLength(code === "recorded" ? 1 : 0);
  });

  test("one officer accepts none", async () => expect(await accept({}, [world.bob])).toBe("statement.too-few"));

  test("have numbers that grow, and grow past those that only the lost part knew", async () => {
    await govern(world, { type: "AcceptGap", ...gap });
    expect(lastGap(await state())).toBe(1);
    expect(await accept(), "a tree from before the last gap").toBe("governance.gap-unsound");
    await govern(world, { type: "AcceptGap", ...gapOf(LEDGER, 6) });
    expect((await state()).gaps.map((g) => g.number)).toEqual([1, 7]);
  });

  test.for([
    ["a line that hides another", "restored\nquorum     0 of 2"],
    ["what turns the writing round", "restored \u202eyllufituaeb"],
    ["nothing", ""],
    ["spaces before it", " restored"],
    ["a book", "x".repeat(501)],
  ])("have no reason with %s", ([, reason]) =>
    expect(v.safeParse(ChangeSchema, { type: "AcceptGap", ...gap, reason }).success).toBe(false),
  );

  test.for([
    [`${LEDGER}/${"ab".repeat(32)}`, { ledger: LEDGER, gap: 0 }],
    [`${LEDGER}/${"ab".repeat(32)}/gap-12`, { ledger: LEDGER, gap: 12 }],
    [`${LEDGER}/${"ab".repeat(32)}/gap-0`, undefined],
    [`${LEDGER}/${"ab".repeat(31)}`, undefined],
    [LEDGER, undefined],
  ] as const)("%s is an origin, or none", ([origin, parts]) => expect(originParts(origin)).toEqual(parts));
});

test("who signs is shown each witness, and what is lost", () => {
  const { lines } = kindOf("AppointWitnesses");
  const shown = lines({ witnesses: [one], quorum: 1, gate: true } as never, () => "").join("\n");
  for (const part of [one.vkey, one.url, "1 of 1", "only under such a checkpoint"]) expect(shown).toContain(part);
  const few = lines({ witnesses: [one, two], quorum: 1, gate: false } as never, () => "").join("\n");
  expect([shown.includes("each have their own"), few.includes("each have their own")]).toEqual([false, true]);
  const lost = kindOf("AcceptGap")
    .lines(gapOf(LEDGER) as never, () => "")
    .join("\n");
  for (const part of ["40 to 99", "100 events", "40 events", "restored from the backup"]) expect(lost).toContain(part);
});
