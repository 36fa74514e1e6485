/**
 * Those who try to have more than they were given: by a second account, by a role of their own making, by a role that
 * came later, and by whoever may write to the store.
 */
import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { DomainEvent } from "../../domain/catalogue.ts";
import { entitlementOf } from "../../domain/governance/entitlement.ts";
import { addSeconds } from "../../domain/kernel/instant.ts";
import { expectOk, type Result } from "../../domain/kernel/result.ts";
import { GOVERNANCE, requestStream } from "../../domain/kernel/stream.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { judgeRequest } from "../../domain/process/judge-request.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { subjectOf } from "../../domain/request/decider.ts";
import { type Attacker, approved, attackerOf } from "../support/attacker.ts";
import { makeCsr } from "../support/csr.ts";
import { forge } from "../support/forge.ts";
import { assignRoles, enrol, govern, tryToGovern } from "../support/govern.ts";
import { makeOfficer, signed, signedChange, type TestOfficer } from "../support/officer.ts";
import { approve, LEDGER, loadRequest, makeWorld, type World, withHierarchy } from "../support/world.ts";

let world: World;
let attacker: Attacker;
let carol: TestOfficer;
/** Alice's second account as an officer. */
let alice2: TestOfficer;

beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
  attacker = await attackerOf(world);
  carol = makeOfficer("carol");
  alice2 = makeOfficer("alice-2");
  await enrol(world, carol);
});

const codeOf = (result: Result<unknown>): string => (result.ok ? "done" : result.error.code);
const governanceNow = async () => expectOk(await world.ports.governance());

/** A request that `actor` submitted. */
const submitAs = async (actor: string): Promise<string> => {
  const wanted = { authority: "web-ca", profile: "tls-server", csr: await makeCsr(), note: null };
  return expectOk(await submitRequest(world.ports, { actor, authentication: "token:x" }, randomUUID(), wanted)).id;
};

/** The approvals of `officers`, written into the store past everybody who would look at them. */
const forgeApproval = async (id: string, officers: readonly TestOfficer[], basis: number): Promise<void> => {
  const state = await loadRequest(world, id);
  const given = officers.map(
    (o): DomainEvent => ({ type: "ApprovalGiven", body: { approval: signed(o, subjectOf(LEDGER, state)) } }),
  );
  const done = approved(state.plan, officers.map((o) => o.id).sort());
  await forge(world, requestStream(id), [...given, done], basis);
  await attacker.prepare(state.plan);
};

const signingOf = async (id: string) => attacker.ask((await loadRequest(world, id)).plan);
const findings = async () => (await checkLedger(world.store)).findings.map((f) => f.what);

describe("one person with several accounts", () => {
  const alices = async () => {
    for (const actor of ["officer:alice", "officer:alice-2", "operator:alice-admin", "service:alice-cron"])
      await govern(world, { type: "NamePerson", actor, person: "alice" }, [world.bob, carol]);
    await enrol(world, alice2, undefined, [world.bob, carol]);
  };

  test.for(["operator:alice-admin", "service:alice-cron", "officer:alice-2"])(
    "does not approve what %s asked for, in any of them",
    async (requester) => {
      await alices();
      const id = await submitAs(requester);
      for (const officer of [world.alice, alice2])
        expect(codeOf(await approve(world, id, officer))).toBe("statement.requester-may-not-approve");
      expect(codeOf(await approve(world, id, world.bob))).toBe("done");
      expect(codeOf(await approve(world, id, carol))).toBe("done");
    },
  );

  test("and written into the store it is not signed, and found", async () => {
    await alices();
    const id = await submitAs("operator:alice-admin");
    await forgeApproval(id, [alice2, world.bob], (await governanceNow()).revision);
    await attacker.expectRefused(signingOf(id), "statement.requester-may-not-approve");
    expect(await findings()).toEqual(["approved without the signatures: statement.requester-may-not-approve"]);
  });

  test("approves once", async () => {
    await alices();
    const id = await submitAs("service:web");
    expectOk(await approve(world, id, world.alice));
    expect(codeOf(await approve(world, id, alice2))).toBe("statement.repeated");
    await forgeApproval(await submitAs("service:web"), [world.alice, alice2], (await governanceNow()).revision);
    expect(await findings()).toEqual(["approved without the signatures: statement.repeated"]);
  });

  test("whose accounts were told apart when they signed is one person when the signer looks", async () => {
    await enrol(world, alice2);
    const id = await submitAs("service:web");
    expectOk(await approve(world, id, world.alice));
    expectOk(await approve(world, id, alice2));
    await govern(world, { type: "NamePerson", actor: "officer:alice", person: "alice" }, [world.bob, carol]);
    await govern(world, { type: "NamePerson", actor: "officer:alice-2", person: "alice" }, [world.bob, carol]);
    await attacker.prepare((await loadRequest(world, id)).plan);
    await attacker.expectRefused(signingOf(id), "statement.repeated");
    // At its basis it was right.
    expect(await findings()).toEqual([]);
  });

  test("makes no service of their own to ask for what they approve", async () => {
    const token = {
      id: randomUUID(),
      digest: "A".repeat(43) as never,
      holder: "service:alice-cron",
      notAfter: addSeconds(world.clock.now(), 60),
    };
    expect(codeOf(await tryToGovern(world, { type: "IssueToken", token }, [world.alice]))).toBe("statement.too-few");
    await govern(world, { type: "NamePerson", actor: "officer:alice", person: "alice" }, [world.bob, carol]);
    await govern(world, { type: "NamePerson", actor: token.holder, person: "alice" }, [world.bob, carol]);
    await govern(world, { type: "IssueToken", token }, [world.bob, carol]);
    const id = await submitAs(token.holder);
    expect(codeOf(await approve(world, id, world.alice))).toBe("statement.requester-may-not-approve");
  });
});

describe("roles and time", () => {
  test("a role that came after an approval does not heal it", async () => {
    const dave = makeOfficer("dave");
    await enrol(world, dave, ["revoker"]);
    const id = await submitAs("service:web");
    expect(codeOf(await approve(world, id, dave))).toBe("statement.signer-not-entitled");
    await forgeApproval(id, [world.alice, dave], (await governanceNow()).revision);
    const found = ["approved without the signatures: statement.signer-not-entitled"];
    expect(await findings()).toEqual(found);
    await attacker.expectRefused(signingOf(id), "statement.signer-not-entitled");
    await assignRoles(world, "officer:dave", ["approver"]);
    expect(await findings()).toEqual(found);
  });

  test("nor does a basis that the forger claims", async () => {
    const dave = makeOfficer("dave");
    await enrol(world, dave, ["revoker"]);
    await forgeApproval(await submitAs("service:web"), [world.alice, dave], 10_000);
    expect(await findings()).toEqual(["approved without a basis"]);
  });

  test("a role that was taken away before the signature ends the approval", async () => {
    const id = await submitAs("service:web");
    expectOk(await approve(world, id, world.alice));
    expectOk(await approve(world, id, carol));
    await attacker.prepare((await loadRequest(world, id)).plan);
    await assignRoles(world, "officer:carol", ["auditor"]);
    await attacker.expectRefused(signingOf(id), "statement.signer-not-entitled");
    expect(await findings()).toEqual([]);
  });

  test("a statement whose time was over at its basis is late, whatever the clock says now", async () => {
    const id = await submitAs("service:web");
    const subject = subjectOf(LEDGER, await loadRequest(world, id));
    const late = signed(carol, subject, { notAfter: addSeconds(world.clock.now(), 60) });
    world.clock.advance(61);
    expect(codeOf(await judgeRequest(world.ports, randomUUID(), id, late))).toBe("statement.expired");
  });
});

describe("more for oneself", () => {
  test("nobody is counted for roles of their own", async () => {
    const change = { type: "AssignRoles", actor: "officer:carol", roles: ["approver", "administrator"] } as const;
    expect(codeOf(await tryToGovern(world, { ...change, roles: [...change.roles] }, [world.alice, carol]))).toBe(
      "governance.own-gain",
    );
    expect(entitlementOf((await governanceNow()).governance, "officer:carol").has("webhooks.manage")).toBe(false);
  });

  test("the last administrator stays", async () => {
    await assignRoles(world, "officer:carol", ["administrator"]);
    expect(codeOf(await tryToGovern(world, { type: "AssignRoles", actor: "officer:carol", roles: ["auditor"] }))).toBe(
      "governance.administrator-last",
    );
    expect(codeOf(await tryToGovern(world, { type: "RetireOfficer", officer: "carol" }))).toBe(
      "governance.administrator-last",
    );
  });

  test("a name of one kind is nobody of another", async () => {
    await assignRoles(world, "operator:carol", ["administrator", "revoker", "approver"]);
    const { governance } = await governanceNow();
    expect(entitlementOf(governance, "officer:carol").has("webhooks.manage")).toBe(false);
    expect(entitlementOf(governance, "service:carol").has("certificates.revoke")).toBe(false);
    // An operator has no key that is enrolled: nothing that is signed in that name is anybody's.
    await assignRoles(world, "operator:mallory", ["approver"]);
    const id = await submitAs("service:web");
    expect(codeOf(await approve(world, id, makeOfficer("mallory")))).toBe("statement.signer-unknown");
  });
});

describe("whoever may write to the store", () => {
  const mallory = makeOfficer("mallory");
  const facts: readonly { name: string; code: string; fact: () => DomainEvent }[] = [
    {
      name: "a role that a stranger assigned",
      code: "statement.signer-unknown",
      fact: () => {
        const body = { actor: "officer:carol", roles: ["approver", "administrator"] };
        return { type: "RolesAssigned", body: { ...body, approvals: by({ type: "AssignRoles", ...body }, mallory) } };
      },
    },
    {
      name: "a role that one officer and who gains assigned",
      code: "governance.own-gain",
      fact: () => {
        const body = { actor: "officer:carol", roles: ["approver", "administrator"] };
        const approvals = by({ type: "AssignRoles", ...body }, world.alice, carol);
        return { type: "RolesAssigned", body: { ...body, approvals } };
      },
    },
    {
      name: "a role of every ledger, defined anew by its quorum",
      code: "governance.role-reserved",
      fact: () => {
        const role = { id: "auditor", rights: ["statements.sign" as const], logins: 1 };
        const approvals = by({ type: "DefineRole", role }, world.alice, world.bob);
        return { type: "RoleDefined", body: { role, approvals } };
      },
    },
    {
      name: "a right twice in a role",
      code: "governance.role-unsound",
      fact: () => {
        const role = { id: "desk", rights: ["requests.read" as const, "requests.read" as const], logins: 1 };
        const approvals = by({ type: "DefineRole", role }, world.alice, world.bob);
        return { type: "RoleDefined", body: { role, approvals } };
      },
    },
    {
      name: "a person who parted by their own signature",
      code: "statement.too-few",
      fact: () => {
        const body = { actor: "officer:alice", person: "somebody" };
        return { type: "PersonNamed", body: { ...body, approvals: by({ type: "NamePerson", ...body }, world.alice) } };
      },
    },
  ];
  const by = (change: Parameters<typeof signedChange>[1], ...officers: readonly TestOfficer[]) => [
    ...signedChange(LEDGER, change, officers),
  ];

  test.for(facts)("$name ends all signing, and is found", async ({ fact, code }) => {
    const { id, plan } = await attacker.submit();
    expectOk(await approve(world, id, world.alice));
    expectOk(await approve(world, id, world.bob));
    await attacker.prepare(plan);
    await forge(world, GOVERNANCE, [fact()]);
    await attacker.expectRefused(attacker.ask(plan), "signer.history-rewritten");
    expect(await findings()).toContain(`not signed as it must be: ${code}`);
  });
});
