/** Roles, and whose account is whose: what follows what, and who may allow it. */
import * as v from "valibot";
import { expect, test } from "vitest";
import { ChangeSchema, changeOf, kindOf } from "../../../domain/governance/change.ts";
import { type GovernanceCommand, governance } from "../../../domain/governance/decider.ts";
import { accountsOf, entitlementOf, personOf, rolesOf } from "../../../domain/governance/entitlement.ts";
import { type GovernanceEvent, governanceEvents } from "../../../domain/governance/events.ts";
import type { Right } from "../../../domain/governance/rights.ts";
import { BUILT_IN_ROLES, builtInRoles } from "../../../domain/governance/roles.ts";
import type { FoundedGovernance } from "../../../domain/governance/state.ts";
import { fold } from "../../../domain/kernel/decider.ts";
import type { Instant } from "../../../domain/kernel/instant.ts";
import { makeOfficer, signed, type TestOfficer } from "../../support/officer.ts";
import { decided, expectDecided } from "../../support/spec.ts";

const now = "2026-06-01T00:00:00.000Z" as Instant;
const [alice, bob, carol, dave] = [
  makeOfficer("alice"),
  makeOfficer("bob", "p256"),
  makeOfficer("carol"),
  makeOfficer("dave"),
];
const OFFICERS = [alice, bob, carol, dave];
const named = (o: TestOfficer, roles: ("approver" | "revoker")[]) => ({
  id: o.id,
  name: { subject: "0".repeat(32), iv: "", ct: "", cm: "A".repeat(43) as never },
  spki: o.spki,
  roles,
});
const founding = {
  ledger: "test/1",
  quorum: 2,
  officers: [...[alice, bob, carol].map((o) => named(o, ["approver", "revoker"])), named(dave, ["revoker"])],
  profiles: [],
};
type Unsigned = { readonly type: GovernanceEvent["type"]; readonly body: object };
const by = ({ type, body }: Unsigned, ...officers: readonly TestOfficer[]): GovernanceEvent => {
  const event = { type, body: { ...body, approvals: [] } } as unknown as GovernanceEvent;
  const subject = { ledger: "test/1", requester: null, ...changeOf(event) };
  return { ...event, body: { ...event.body, approvals: officers.map((o) => signed(o, subject)) } } as GovernanceEvent;
};
const asked = (e: GovernanceEvent): GovernanceCommand =>
  ({ type: kindOf(e.type as never).command, ...e.body, now }) as unknown as GovernanceCommand;

const founded = by({ type: "LedgerFounded", body: { founding } }, ...OFFICERS);
const define = (id: string, rights: readonly Right[], logins = 1): Unsigned => ({
  type: "RoleDefined",
  body: { role: { id, rights, logins } },
});
const assign = (actor: string, ...roles: readonly string[]): Unsigned => ({
  type: "RolesAssigned",
  body: { actor, roles },
});
const name = (actor: string, person: string): Unsigned => ({ type: "PersonNamed", body: { actor, person } });
const carol2 = makeOfficer("carol-2");
const enrol = (o: TestOfficer): Unsigned => ({ type: "OfficerEnrolled", body: { officer: named(o, ["revoker"]) } });
const group = (id: string, members: readonly string[], authorities: readonly string[] = []): Unsigned => ({
  type: "GroupDefined",
  body: { group: { id, members, authorities } },
});
const adopt = (rules: readonly object[]): Unsigned => ({
  type: "PolicyAdopted",
  body: { policy: { version: 1, rules, revocationsAtOnce: 20 } },
});
/** Profiles are published by two of a group. */
const byTeam = adopt([{ act: "profile.publish", approvals: 2, group: "team", forms: ["key"] }]);
const team = by(group("team", ["officer:alice", "officer:bob", "officer:dave"], ["web-ca"]), alice, bob);
const retire = (officer: string): Unsigned => ({ type: "OfficerRetired", body: { officer } });
const at = (...events: readonly GovernanceEvent[]) => fold(governance, [founded, ...events]) as FoundedGovernance;

const desk = by(define("desk", ["requests.read"]), alice, bob);
const carolAtDesk = by(assign("officer:carol", "desk"), alice, bob);
const administrator = by(assign("operator:admin", "administrator"), alice, bob);
const carolIsAdmin = by(name("operator:admin", "carol"), alice, bob);
const carolHerself = by(name("officer:carol", "carol"), alice, bob);
const aliceIsBob = [by(name("officer:alice", "b"), alice, carol), by(name("officer:bob", "b"), alice, carol)];

test.for<{ name: string; given?: readonly GovernanceEvent[]; when: GovernanceEvent; then: string | string[] }>([
  { name: "the quorum defines a role", when: desk, then: ["RoleDefined"] },
  { name: "one officer does not", when: by(define("desk", ["requests.read"]), alice), then: "statement.too-few" },
  {
    name: "a role that every ledger has stays what it is",
    when: by(define("auditor", ["requests.read"]), alice, bob),
    then: "governance.role-reserved",
  },
  {
    name: "a right that stands twice",
    when: by(define("desk", ["requests.read", "requests.read"]), alice, bob),
    then: "governance.role-unsound",
  },
  { name: "the quorum assigns roles", given: [desk], when: carolAtDesk, then: ["RolesAssigned"] },
  {
    name: "a revoker's signature does not make the quorum",
    when: by(assign("operator:admin", "auditor"), alice, dave),
    then: "statement.signer-not-entitled",
  },
  { name: "an unknown role", when: carolAtDesk, then: "governance.role-unknown" },
  {
    name: "a role twice",
    when: by(assign("service:web", "auditor", "auditor"), alice, bob),
    then: "governance.role-unsound",
  },
  {
    name: "an officer whom nobody enrolled",
    when: by(assign("officer:mallory", "auditor"), alice, bob),
    then: "governance.officer-unknown",
  },
  {
    name: "the system has no roles",
    when: by(assign("system:recovery", "administrator"), alice, bob),
    then: "governance.holder-reserved",
  },
  {
    name: "nobody counts who gains: the officer themself",
    when: by(assign("officer:alice", "approver", "administrator"), alice, bob),
    then: "governance.own-gain",
  },
  {
    name: "one who only loses may sign",
    when: by(assign("officer:alice", "approver"), alice, bob),
    then: ["RolesAssigned"],
  },
  {
    name: "nobody counts who gains: in another account of theirs",
    given: [carolHerself, carolIsAdmin],
    when: by(assign("operator:admin", "operator", "ra-officer"), alice, carol),
    then: "governance.own-gain",
  },
  {
    name: "nobody counts who gains: by a role that they are in",
    given: [desk, by(assign("officer:carol", "approver", "desk"), alice, bob)],
    when: by(define("desk", ["requests.read", "webhooks.manage"]), alice, carol),
    then: "governance.own-gain",
  },
  {
    name: "nor by fewer logins",
    given: [
      by(define("desk", ["webhooks.manage"], 2), alice, bob),
      by(assign("officer:carol", "approver", "desk"), alice, bob),
    ],
    when: by(define("desk", ["webhooks.manage"]), alice, carol),
    then: "governance.own-gain",
  },
  {
    name: "a role in which nobody is may be defined by all",
    given: [desk],
    when: by(define("desk", ["webhooks.manage"]), alice, carol),
    then: ["RoleDefined"],
  },
  {
    name: "the last administrator stays: other roles",
    given: [administrator],
    when: by(assign("operator:admin", "operator"), alice, bob),
    then: "governance.administrator-last",
  },
  {
    name: "the last administrator stays: retirement",
    given: [by(assign("officer:carol", "administrator"), alice, bob)],
    when: by(retire("carol"), alice, bob),
    then: "governance.administrator-last",
  },
  {
    name: "the last but one goes",
    given: [administrator, by(assign("officer:carol", "administrator"), alice, bob)],
    when: by(retire("carol"), alice, bob),
    then: ["OfficerRetired"],
  },
  {
    name: "a quorum of approvers remains",
    given: [by(assign("officer:carol", "auditor"), alice, bob)],
    when: by(assign("officer:bob", "auditor"), alice, bob),
    then: "governance.quorum-broken",
  },
  {
    name: "a quorum of people remains, not of accounts",
    given: [by(name("officer:alice", "one"), alice, bob), by(name("officer:bob", "one"), alice, bob)],
    when: by(name("officer:carol", "one"), alice, carol),
    then: "governance.quorum-broken",
  },
  {
    name: "two accounts of a person are one signature",
    given: aliceIsBob,
    when: by(define("desk", ["requests.read"]), alice, bob),
    then: "statement.repeated",
  },
  {
    name: "and a person and another make a quorum",
    given: aliceIsBob,
    when: by(define("desk", ["requests.read"]), bob, carol),
    then: ["RoleDefined"],
  },
  {
    name: "nobody says of themselves that they are two",
    given: aliceIsBob,
    when: by(name("officer:alice", "a"), alice, carol),
    then: "governance.own-gain",
  },
  {
    name: "the system is nobody's account",
    when: by(name("system:recovery", "carol"), alice, bob),
    then: "governance.holder-reserved",
  },
  {
    name: "a group takes an authority that is nobody's; its members gain nothing by it",
    when: team,
    then: ["GroupDefined"],
  },
  {
    name: "a group with a member twice",
    when: by(group("team", ["officer:alice", "officer:alice"]), alice, bob),
    then: "governance.group-unsound",
  },
  {
    name: "a group with an authority twice",
    when: by(group("team", [], ["web-ca", "web-ca"]), alice, bob),
    then: "governance.group-unsound",
  },
  {
    name: "an officer in a group whom nobody enrolled",
    when: by(group("team", ["officer:mallory"]), alice, bob),
    then: "governance.officer-unknown",
  },
  {
    name: "nobody lets themself into a group",
    given: [team],
    when: by(group("team", ["officer:alice", "officer:carol"], ["web-ca"]), alice, carol),
    then: "governance.own-gain",
  },
  {
    name: "nor into another that then owns the same",
    given: [team],
    when: by(group("other", ["officer:carol"], ["web-ca"]), alice, carol),
    then: "governance.own-gain",
  },
  {
    name: "nor another account of theirs",
    given: [team, carolHerself, carolIsAdmin],
    when: by(group("other", ["operator:admin"], ["web-ca"]), alice, carol),
    then: "governance.own-gain",
  },
  {
    name: "nor opens to themself what a group lets go of",
    given: [team],
    when: by(group("team", ["officer:alice", "officer:bob", "officer:dave"]), alice, carol),
    then: "governance.own-gain",
  },
  {
    name: "its members let go of it",
    given: [team],
    when: by(group("team", ["officer:alice", "officer:bob", "officer:dave"]), alice, bob),
    then: ["GroupDefined"],
  },
  {
    name: "nobody enrols a second account of their own",
    given: [carolHerself, by(name("officer:carol-2", "carol"), alice, bob)],
    when: by(enrol(carol2), alice, carol, carol2),
    then: "governance.own-gain",
  },
  {
    name: "others do",
    given: [carolHerself, by(name("officer:carol-2", "carol"), alice, bob)],
    when: by(enrol(carol2), alice, bob, carol2),
    then: ["OfficerEnrolled"],
  },
  {
    name: "nor into those whose approvals a policy counts",
    given: [by(group("team", ["officer:alice", "officer:bob"]), alice, bob), by(byTeam, alice, bob)],
    when: by(group("team", ["officer:alice", "officer:bob", "officer:carol"]), alice, carol),
    then: "governance.own-gain",
  },
  {
    name: "a policy needs enough approvers in its group: a revoker there is none",
    given: [by(group("team", ["officer:alice", "officer:dave"]), alice, bob)],
    when: by(byTeam, alice, bob),
    then: "governance.quorum-broken",
  },
  {
    name: "a group keeps as many as a policy needs",
    given: [team, by(byTeam, alice, bob)],
    when: by(group("team", ["officer:alice", "officer:dave"], ["web-ca"]), alice, bob),
    then: "governance.quorum-broken",
  },
  {
    name: "who was given the right to sign signs",
    given: [by(assign("officer:dave", "approver"), alice, bob)],
    when: by(define("desk", ["requests.read"]), alice, dave),
    then: ["RoleDefined"],
  },
  {
    name: "and who lost it does not",
    given: [by(assign("officer:carol", "auditor"), alice, bob)],
    when: by(define("desk", ["requests.read"]), alice, carol),
    then: "statement.signer-not-entitled",
  },
])("$name", ({ given = [], when, then }) => expectDecided(governance, [founded, ...given], asked(when), then));

test("a role that nobody gave is the kind's, and what is assigned takes its place", () => {
  const state = at(desk, carolAtDesk, by(assign("operator:other"), alice, bob));
  expect(rolesOf(state, "operator:admin")).toEqual(["operator"]);
  expect(rolesOf(state, "service:web")).toEqual(["requester"]);
  expect(rolesOf(state, "officer:alice")).toEqual(["approver", "revoker", "security-officer"]);
  expect(rolesOf(state, "officer:nobody")).toEqual([]);
  expect(rolesOf(state, "system:recovery")).toEqual([]);
  expect([...entitlementOf(state, "officer:carol")]).toEqual([["requests.read", 1]]);
  expect([...entitlementOf(state, "operator:other")]).toEqual([]);
});

test("of several roles with a right the one that asks for the fewest logins counts", () => {
  const two = by(define("two", ["requests.read", "webhooks.manage"], 2), alice, bob);
  const state = at(desk, two, by(assign("officer:carol", "two", "desk"), alice, bob));
  expect([...entitlementOf(state, "officer:carol")]).toEqual([
    ["requests.read", 1],
    ["webhooks.manage", 2],
  ]);
});

test("who comes after under an old id has not their roles, and is still known as the same person", () => {
  const state = at(carolHerself, by(assign("officer:carol", "auditor"), alice, bob), by(retire("carol"), alice, bob));
  expect([rolesOf(state, "officer:carol"), personOf(state, "officer:carol")]).toEqual([[], "carol"]);
  expect(accountsOf(at(carolHerself, carolIsAdmin), "officer:carol")).toEqual(["officer:carol", "operator:admin"]);
});

test("who comes after under an old id is not in their groups", () => {
  const state = at(team, by(retire("dave"), alice, bob));
  expect(state.groups.get("team")?.members).toEqual(["officer:alice", "officer:bob"]);
});

test("a right that there is not is in no role, and in no event", () => {
  const role = { id: "desk", rights: ["everything"], logins: 1 };
  expect(v.is(ChangeSchema, { type: "DefineRole", role })).toBe(false);
  expect(v.is(governanceEvents.RoleDefined.body, { role, approvals: desk.body.approvals })).toBe(false);
  expect(v.is(governanceEvents.RoleDefined.body, desk.body)).toBe(true);
});

test("the auditor reads, and nothing else", () => {
  const rights = builtInRoles.get("auditor")?.rights ?? [];
  expect(rights.length).toBeGreaterThan(10);
  expect(rights.filter((right) => !/\.read(?:-any)?$/.test(right))).toEqual([]);
});

test("signing is the approver's alone among the roles of every ledger", () => {
  expect(BUILT_IN_ROLES.filter((id) => builtInRoles.get(id)?.rights.includes("statements.sign"))).toEqual(["approver"]);
});

test("a statement that allowed a role allows it once", () => {
  const before = [desk, carolAtDesk, by(assign("officer:carol", "approver"), alice, bob)];
  expect(decided(governance, [founded, ...before], asked(carolAtDesk))).toBe("statement.repeated");
});
