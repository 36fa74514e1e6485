/** Policies: what may be adopted, by whom, and what it changes. */
import { beforeEach, describe, expect, test } from "vitest";
import { certificate } from "../../../domain/certificate/decider.ts";
import { ACTS, firstPolicy, type Policy, type PolicyRule, requirementOf } from "../../../domain/governance/policy.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { certificateStream, requestStream } from "../../../domain/kernel/stream.ts";
import { issue } from "../../../domain/process/issue.ts";
import { judgeRequest } from "../../../domain/process/judge-request.ts";
import { loadState, readStream } from "../../../domain/process/ledger.ts";
import { rulesOf } from "../../../domain/process/plan-rules.ts";
import { subjectOf } from "../../../domain/request/decider.ts";
import { OPERATIONS } from "../../../domain/statement/statement.ts";
import { attackerOf, plannedBytes } from "../../support/attacker.ts";
import { tryToGovern } from "../../support/govern.ts";
import { makeOfficer, signed } from "../../support/officer.ts";
import { nextVersion } from "../../support/profile.ts";
import {
  approve,
  LEDGER,
  loadRequest,
  makeFounding,
  makeWorld,
  type World,
  withHierarchy,
} from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});

const next = (change: Partial<Policy> = {}): Policy => ({ ...firstPolicy(2), version: 2, ...change });
const withRule = (act: PolicyRule["act"], change: Partial<PolicyRule>): Policy =>
  next({ rules: firstPolicy(2).rules.map((r) => (r.act === act ? { ...r, ...change } : r)) });
const codeOf = (result: Awaited<ReturnType<typeof tryToGovern>>) => (result.ok ? "adopted" : result.error.code);
const adopt = async (policy: Policy, by?: Parameters<typeof tryToGovern>[2]) =>
  codeOf(await tryToGovern(world, { type: "AdoptPolicy", policy }, by));

const carol = makeOfficer("carol");
const enrolCarol = async () => {
  const [officer] = (await makeFounding(world.ports.vault, [carol])).officers;
  if (officer === undefined) throw new TypeError("no officer");
  return tryToGovern(world, { type: "EnrolOfficer", officer }, [world.alice, world.bob, carol]);
};

test("there is a rule for every operation that a policy rules, and for no other", () => {
  const single = ["ledger.found", "mandate.suspend", "token.revoke", "credential.withdraw", "login.end"];
  expect([...ACTS].sort()).toEqual(["authority.certify", ...OPERATIONS.filter((o) => !single.includes(o))].sort());
});

describe("what may be adopted", () => {
  test.for<readonly [string, Policy, string]>([
    ["the next version", next(), "adopted"],
    ["one person for subscribers' certificates", withRule("certificate.issue", { approvals: 1 }), "adopted"],
    ["a machine for subscribers' certificates", withRule("certificate.issue", { forms: ["key", "jws"] }), "adopted"],
    ["no rules at all", next({ rules: [] }), "adopted"],
    ["the same version", next({ version: 1 }), "governance.policy-unsound"],
    ["a version left out", next({ version: 3 }), "governance.policy-unsound"],
    ["one person for an authority", withRule("authority.certify", { approvals: 1 }), "governance.policy-unsound"],
    ["one person for the policy", withRule("policy.adopt", { approvals: 1 }), "governance.policy-unsound"],
    ["a machine for the policy", withRule("policy.adopt", { forms: ["jws"] }), "governance.policy-unsound"],
    ["a form twice", withRule("policy.adopt", { forms: ["key", "key"] }), "governance.policy-unsound"],
    [
      "two rules for an act",
      next({ rules: [...firstPolicy(2).rules, ...firstPolicy(2).rules] }),
      "governance.policy-unsound",
    ],
    ["more than there are", withRule("officer.enrol", { approvals: 3 }), "governance.quorum-broken"],
    [
      "a rule that nobody could meet, alone",
      next({ rules: [{ act: "authority.certify", approvals: 3, group: null, forms: ["key"] }] }),
      "governance.quorum-broken",
    ],
    ["a group of nobody", withRule("officer.enrol", { group: "nobody" }), "governance.quorum-broken"],
  ])("%s", async ([, policy, expected]) => {
    expect(await adopt(policy)).toBe(expected);
  });

  test.for([
    "policy.adopt",
    "officer.enrol",
    "credential.enrol",
    "role.assign",
    "group.define",
    "person.name",
  ] as const)("two for %s where something else needs three: whoever makes signers gets around that", async (act) => {
    expectOk(await enrolCarol());
    const rules = firstPolicy(3).rules.map((r) => (r.act === act ? { ...r, approvals: 2 } : r));
    expect(await adopt(next({ rules }))).toBe("governance.policy-unsound");
    const others = firstPolicy(3).rules.map((r) => (r.act === "token.issue" ? { ...r, approvals: 2 } : r));
    expect(await adopt(next({ rules: others }))).toBe("adopted");
  });

  test("a founding with a policy that nobody could meet founds nothing", async () => {
    const founding = await makeFounding(world.ports.vault, [world.alice, world.bob]);
    const { soundFounding } = await import("../../../domain/governance/founding.ts");
    expect(soundFounding({ ...founding, policy: { ...firstPolicy(3) } })).toMatchObject({
      error: { code: "governance.quorum-broken" },
    });
    expect(soundFounding(founding).ok).toBe(true);
  });
});

describe("under which rule", () => {
  test("a policy is adopted under the one before: three are needed only from then on", async () => {
    expectOk(await enrolCarol());
    const strict = next({ rules: firstPolicy(3).rules });
    expect(await adopt(strict, [world.alice])).toBe("statement.too-few");
    expect(await adopt(strict)).toBe("adopted");
    const looser = { ...firstPolicy(2), version: 3 };
    expect(await adopt(looser)).toBe("statement.too-few");
    expect(await adopt(looser, [world.alice, world.bob, carol])).toBe("adopted");
  });

  test("nobody retires whom the strictest rule needs", async () => {
    expectOk(await enrolCarol());
    expect(await adopt(next({ rules: firstPolicy(3).rules }))).toBe("adopted");
    const retired = await tryToGovern(world, { type: "RetireOfficer", officer: "carol" }, [
      world.alice,
      world.bob,
      carol,
    ]);
    expect(codeOf(retired)).toBe("governance.quorum-broken");
  });

  test("an act without a rule needs as many as the strictest", () => {
    const rules: readonly PolicyRule[] = [{ act: "policy.adopt", approvals: 4, group: null, forms: ["key"] }];
    const policy = next({ rules: [...rules] });
    expect(requirementOf({ quorum: 2, policy }, "mandate.grant").approvals).toBe(4);
    expect(requirementOf({ quorum: 2, policy: null }, "mandate.grant").approvals).toBe(2);
  });
});

describe("certificates", () => {
  test("a stricter rule for subscribers counts from the next approval on, for the signer too", async () => {
    world = await withHierarchy(world);
    const { id } = await (await attackerOf(world)).submit();
    expectOk(await enrolCarol());
    expect(await adopt(next({ rules: firstPolicy(3).rules }))).toBe("adopted");
    expectOk(await approve(world, id, world.alice));
    expectOk(await approve(world, id, world.bob));
    expect(await loadRequest(world, id)).toMatchObject({ at: "planned" });
    const third = signed(carol, subjectOf(LEDGER, await loadRequest(world, id)));
    expectOk(await judgeRequest(world.ports, crypto.randomUUID(), id, third));
    expect(expectOk(await issue(world.ports, id))).toMatchObject({ outcome: "fulfilled" });
  });

  test("what was approved by two before three were asked for is not signed", async () => {
    world = await withHierarchy(world);
    const { id } = await (await attackerOf(world)).submit();
    expectOk(await approve(world, id, world.alice));
    expectOk(await approve(world, id, world.bob));
    expectOk(await enrolCarol());
    expect(await adopt(next({ rules: firstPolicy(3).rules }))).toBe("adopted");
    await issue(world.ports, id);
    expect(await loadRequest(world, id)).toMatchObject({ at: "failed", code: "statement.too-few" });
  });

  test("an authority needs what the rule for authorities says, whatever the one for subscribers says", async () => {
    expect(await adopt(withRule("certificate.issue", { approvals: 1 }))).toBe("adopted");
    world = await withHierarchy(world);
    const { id } = await (await attackerOf(world)).submit();
    expectOk(await approve(world, id, world.bob));
    expect(expectOk(await issue(world.ports, id))).toMatchObject({ outcome: "fulfilled" });
  });
});

test("bytes that make an authority need what an authority needs, whatever their plan says that they are for", async () => {
  expect(await adopt(withRule("certificate.issue", { approvals: 1 }))).toBe("adopted");
  world = await withHierarchy(world);
  const { governance } = expectOk(await world.ports.governance());
  const { request = "" } = world.ports.queries.authorities().find((a) => a.id === "web-ca") ?? {};
  const ofAuthority = plannedBytes((await loadRequest(world, request)).plan);
  const { plan } = await (await attackerOf(world)).submit();
  const needed = (tbs?: Uint8Array) => rulesOf(governance, plan, tbs).needed;
  expect([needed(), needed(plannedBytes(plan)), needed(ofAuthority), needed(new Uint8Array(1))]).toEqual([1, 1, 2, 2]);
});

test("with each certificate stands at which revision of governance the signer judged it", async () => {
  world = await withHierarchy(world);
  const { id, plan } = await (await attackerOf(world)).submit();
  expectOk(await approve(world, id, world.alice));
  expectOk(await approve(world, id, world.bob));
  // Governance goes on between the last approval and the signature.
  expect(await adopt(next())).toBe("adopted");
  expectOk(await issue(world.ports, id));
  const { revision } = expectOk(await world.ports.governance());
  const issued = await loadState(world.store, certificate, certificateStream(plan.issuer, plan.serial));
  expect(issued).toMatchObject({ at: "issued", issued: { judgedAt: revision } });
  const approved = (await readStream(world.store, requestStream(id))).events.find((e) => e.type === "RequestApproved");
  expect(approved?.basis).toBe(revision - 1);
});

describe("forms", () => {
  test("where the policy asks for security keys, a signature by another key does not count", async () => {
    world = await withHierarchy(world);
    const { id } = await (await attackerOf(world)).submit();
    expect(await adopt(withRule("certificate.issue", { forms: ["webauthn"] }))).toBe("adopted");
    expect(await approve(world, id, world.alice)).toMatchObject({ error: { code: "statement.form-not-counted" } });
    expect(await loadRequest(world, id)).toMatchObject({ at: "planned", approvals: [] });
  });

  test("so for a change of governance; whoever is enrolled still shows that they hold their key", async () => {
    expect(await adopt(withRule("mandate.grant", { forms: ["cms"] }))).toBe("adopted");
    expect(codeOf(await enrolCarol())).toBe("adopted");
    const strict = { ...withRule("officer.retire", { forms: ["cms"] }), version: 3 };
    expect(await adopt(strict)).toBe("adopted");
    expect(codeOf(await tryToGovern(world, { type: "RetireOfficer", officer: "carol" }))).toBe(
      "statement.form-not-counted",
    );
  });
});

describe("profiles", () => {
  test.for<readonly [string, Parameters<typeof nextVersion>, string]>([
    ["the next version of a profile", ["tls-server", { durationSeconds: 86_400 }], "adopted"],
    ["a new profile of subscribers", ["tls-server", { id: "mail", version: 1 }], "adopted"],
    ["the version that there is", ["tls-server", { version: 1 }], "profile.unsound"],
    ["a version left out", ["tls-server", { version: 3 }], "profile.unsound"],
    ["another kind", ["tls-server", { kind: "responder" }], "profile.unsound"],
    ["a second profile of authorities", ["issuing-authority", { id: "other", version: 1 }], "profile.unsound"],
    ["subscribers who issue", ["tls-server", { basicConstraints: { isCa: true } }], "profile.unsound"],
    ["subscribers who sign lists", ["tls-server", { keyUsage: ["cRLSign"] }], "profile.unsound"],
    ["subscribers who answer", ["tls-server", { extendedKeyUsage: ["ocspSigning"] }], "profile.unsound"],
    ["an authority that is none", ["root-authority", { basicConstraints: { isCa: false } }], "profile.unsound"],
  ])("%s", async ([, [id, change], expected]) => {
    expect(codeOf(await tryToGovern(world, { type: "PublishProfile", profile: nextVersion(id, change) }))).toBe(
      expected,
    );
  });
});
