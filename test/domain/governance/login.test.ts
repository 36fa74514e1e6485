/** How a login comes into force and ends: who must sign, and what it may not share. */
import { expect, test } from "vitest";
import { type Change, changeOf, factOf } from "../../../domain/governance/change.ts";
import { type GovernanceCommand, governance } from "../../../domain/governance/decider.ts";
import type { GovernanceEvent } from "../../../domain/governance/events.ts";
import type { Login, LoginWay } from "../../../domain/governance/login.ts";
import { fold } from "../../../domain/kernel/decider.ts";
import type { Instant } from "../../../domain/kernel/instant.ts";
import { makeOfficer, signed, signedChange, type TestOfficer } from "../../support/officer.ts";
import { expectDecided } from "../../support/spec.ts";

const now = "2026-06-01T00:00:00.000Z" as Instant;
const LEDGER = "test/1";
const [alice, bob, carol] = [makeOfficer("alice"), makeOfficer("bob", "p256"), makeOfficer("carol")];
const name = { subject: "0".repeat(32), iv: "", ct: "", cm: "A".repeat(43) as never };
const officers = [alice, bob, carol].map(({ id, spki }) => ({
  id,
  name,
  spki,
  roles: [id === "carol" ? ("revoker" as const) : ("approver" as const)],
}));
const founded: GovernanceEvent = {
  type: "LedgerFounded",
  body: { founding: { ledger: LEDGER, quorum: 2, officers, profiles: [] }, approvals: [] },
};

const id = (n: number): string => `00000000-0000-8000-8000-00000000000${n}`;
const password = { way: "password", verifier: "V".repeat(43) as never } as const;
const ldap = (subject = "S"): LoginWay => ({ way: "ldap", directory: "corp", subject: subject.repeat(43) as never });
const link = (n: number, holder = "officer:carol", by: LoginWay = password): Change => ({
  type: "LinkLogin",
  login: { id: id(n), holder, by },
});
const end = (n: number): Change => ({ type: "EndLogin", login: id(n) });
const by = (change: Change, ...who: readonly TestOfficer[]): GovernanceCommand => ({
  ...change,
  now,
  approvals: signedChange(LEDGER, change, who),
});
const done = (change: Change, ...who: readonly TestOfficer[]): GovernanceEvent =>
  factOf(change, signedChange(LEDGER, change, who));
const carols = done(link(1), carol);

test.for<{ name: string; given?: GovernanceEvent[]; when: GovernanceCommand; then: string | string[] }>([
  { name: "an officer links their own", when: by(link(1), carol), then: ["LoginLinked"] },
  { name: "a quorum links another's", when: by(link(1), alice, bob), then: ["LoginLinked"] },
  { name: "one approver does not link another's", when: by(link(1), alice), then: "statement.too-few" },
  { name: "an operator's needs the quorum", when: by(link(1, "operator:ops"), alice), then: "statement.too-few" },
  { name: "an operator's with it", when: by(link(1, "operator:ops"), alice, bob), then: ["LoginLinked"] },
  {
    name: "who may not approve links no operator's",
    when: by(link(1, "operator:ops"), alice, carol),
    then: "statement.signer-not-entitled",
  },
  { name: "a service has none", when: by(link(1, "service:web"), alice, bob), then: "governance.holder-reserved" },
  { name: "nor the system", when: by(link(1, "system:x"), alice, bob), then: "governance.holder-reserved" },
  { name: "nor who is no officer", when: by(link(1, "officer:eve"), alice, bob), then: "governance.officer-unknown" },
  { name: "an id is used once", given: [carols], when: by(link(1), carol), then: "command.reused" },
  {
    name: "a new password takes the old one's place",
    given: [carols],
    when: by(link(2), carol),
    then: ["LoginLinked"],
  },
  {
    name: "one name in a directory is one person",
    given: [done(link(2, "officer:bob", ldap()), bob)],
    when: by(link(3, "officer:carol", ldap()), carol),
    then: "governance.login-exists",
  },
  {
    name: "another name in it is another",
    given: [done(link(2, "officer:bob", ldap()), bob)],
    when: by(link(3, "officer:carol", ldap("T")), carol),
    then: ["LoginLinked"],
  },
  {
    name: "a name is free again when its login has ended",
    given: [done(link(2, "officer:bob", ldap()), bob), done(end(2), bob)],
    when: by(link(3, "officer:carol", ldap()), carol),
    then: ["LoginLinked"],
  },
  { name: "its officer ends it", given: [carols], when: by(end(1), carol), then: ["LoginEnded"] },
  { name: "any one approver ends it", given: [carols], when: by(end(1), bob), then: ["LoginEnded"] },
  {
    name: "who may not approve does not end another's",
    given: [done(link(2, "officer:bob"), bob)],
    when: by(end(2), carol),
    then: "statement.signer-not-entitled",
  },
  {
    name: "it ends once",
    given: [carols, done(end(1), bob)],
    when: by(end(1), alice),
    then: "governance.login-unknown",
  },
  { name: "what never was does not end", when: by(end(7), alice), then: "governance.login-unknown" },
  {
    name: "a signature for one login is none for another",
    when: { ...link(2), now, approvals: signedChange(LEDGER, link(1), [carol]) } as GovernanceCommand,
    then: "statement.wrong-subject",
  },
  {
    name: "a signature for one verifier is none for another",
    when: {
      ...link(1, "officer:carol", { ...password, verifier: "W".repeat(43) as never }),
      now,
      approvals: signedChange(LEDGER, link(1), [carol]),
    } as GovernanceCommand,
    then: "statement.wrong-subject",
  },
])("$name", ({ given = [], when, then }) => expectDecided(governance, [founded, ...given], when, then));

test("who retires has no logins left, and nobody inherits them", () => {
  const retired = done({ type: "RetireOfficer", officer: "carol" }, alice, bob);
  const state = fold(governance, [founded, carols, done(link(2, "officer:bob"), bob), retired]);
  const active = state.at === "founded" ? [...state.logins.values()].filter((l) => l.isActive) : [];
  expect(active.map((l: Login) => l.holder)).toEqual(["officer:bob"]);
});

test("a new password ends the one before, and no other way in", () => {
  const state = fold(governance, [
    founded,
    carols,
    done(link(2, "officer:carol", ldap()), carol),
    done(link(3), carol),
  ]);
  const active = state.at === "founded" ? [...state.logins.values()].filter((l) => l.isActive) : [];
  expect(active.map((l) => l.id)).toEqual([id(2), id(3)]);
});

test("what is signed names the login and all of it", () => {
  const digest = (change: Change) => changeOf(factOf(change, [])).digest;
  expect(changeOf(factOf(link(1), []))).toMatchObject({ operation: "login.link", subject: id(1) });
  expect(digest(link(1))).not.toBe(digest(link(1, "officer:bob")));
  expect(signed(alice, { ledger: LEDGER, requester: null, ...changeOf(factOf(end(1), [])) }).statement.subject).toBe(
    id(1),
  );
});
