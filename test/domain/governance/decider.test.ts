import { expect, test } from "vitest";
import { type GovernanceCommand, governance } from "../../../domain/governance/decider.ts";
import type { Founding, GovernanceEvent, Officer } from "../../../domain/governance/events.ts";
import { changeOf, proveGovernance } from "../../../domain/governance/proof.ts";
import { holdsRole, signatory, tokenHolder } from "../../../domain/governance/state.ts";
import { fold } from "../../../domain/kernel/decider.ts";
import type { Instant } from "../../../domain/kernel/instant.ts";
import { makeOfficer, signed, type TestOfficer } from "../../support/officer.ts";
import { decided, expectDecided } from "../../support/spec.ts";

const now = "2026-06-01T00:00:00.000Z" as Instant;
const [alice, bob, carol, mallory] = [
  makeOfficer("alice"),
  makeOfficer("bob", "p256"),
  makeOfficer("carol"),
  makeOfficer("mallory"),
];
const name = { subject: "0".repeat(32), iv: "", ct: "", cm: "A".repeat(43) as never };
const officer = ({ id, spki }: TestOfficer, roles: Officer["roles"] = ["approver", "revoker"]): Officer => ({
  id,
  name,
  spki,
  roles,
});
const founding: Founding = { ledger: "test/1", quorum: 2, officers: [officer(alice), officer(bob)], profiles: [] };
const token = {
  id: "00000000-0000-8000-8000-000000000001",
  digest: "T".repeat(43) as never,
  holder: "service:web",
  notAfter: "2026-07-01T00:00:00.000Z" as Instant,
};

/** An event with the signatures of `by`. */
const event = <E extends GovernanceEvent>(unsigned: E, by: readonly TestOfficer[]): E => {
  const approvals = by.map((o) => signed(o, { ledger: "test/1", requester: null, ...changeOf(unsigned) }));
  return { ...unsigned, body: { ...unsigned.body, approvals } };
};
const founded = event({ type: "LedgerFounded", body: { founding, approvals: [] } }, [alice, bob]);
const enrolled = event({ type: "OfficerEnrolled", body: { officer: officer(carol), approvals: [] } }, [alice, bob]);
const retired = event({ type: "OfficerRetired", body: { officer: "carol", approvals: [] } }, [alice, bob]);
const tokenIssued = event({ type: "TokenIssued", body: { token, approvals: [] } }, [alice]);
const tokenRevoked = event({ type: "TokenRevoked", body: { token: token.id, approvals: [] } }, [bob]);

const found = (change: Partial<Founding> = {}, by: readonly TestOfficer[] = [alice, bob]): GovernanceCommand => {
  const f = { ...founding, ...change };
  return {
    type: "Found",
    founding: f,
    now,
    approvals: event({ type: "LedgerFounded", body: { founding: f, approvals: [] } }, by).body.approvals,
  };
};
const command = (e: GovernanceEvent): GovernanceCommand => {
  const { approvals } = e.body;
  switch (e.type) {
    case "LedgerFounded":
      return { type: "Found", founding: e.body.founding, approvals, now };
    case "OfficerEnrolled":
      return { type: "EnrolOfficer", officer: e.body.officer, approvals, now };
    case "OfficerRetired":
      return { type: "RetireOfficer", officer: e.body.officer, approvals, now };
    case "TokenIssued":
      return { type: "IssueToken", token: e.body.token, approvals, now };
    case "TokenRevoked":
      return { type: "RevokeToken", token: e.body.token, approvals, now };
  }
};
const by = <E extends GovernanceEvent>(e: E, ...officers: readonly TestOfficer[]): GovernanceCommand =>
  command(event(e, officers));
const retire = (id: string): GovernanceEvent => ({ type: "OfficerRetired", body: { officer: id, approvals: [] } });
const short = { ...officer(mallory), spki: "AAAA" };

test.for<{ name: string; given: GovernanceEvent[]; when: GovernanceCommand; then: string | string[] }>([
  { name: "founders found", given: [], when: found(), then: ["LedgerFounded"] },
  { name: "a ledger is founded once", given: [founded], when: found(), then: "governance.already-founded" },
  { name: "every founder must sign", given: [], when: found({}, [alice]), then: "statement.too-few" },
  {
    name: "a founder cannot sign twice for two",
    given: [],
    when: found({}, [alice, alice]),
    then: "statement.repeated",
  },
  {
    name: "a stranger's signature does not help",
    given: [],
    when: found({}, [alice, mallory]),
    then: "statement.signer-unknown",
  },
  {
    name: "a quorum of three needs three approvers",
    given: [],
    when: found({ quorum: 3 }),
    then: "governance.founders-too-few",
  },
  {
    name: "two founders do not share a key",
    given: [],
    when: found({ officers: [officer(alice), { ...officer(bob), spki: alice.spki }] }),
    then: "governance.credential-reused",
  },
  {
    name: "nor an id",
    given: [],
    when: found({ officers: [officer(alice), { ...officer(bob), id: "alice" }] }),
    then: "governance.officer-exists",
  },
  {
    name: "an officer's key must be usable",
    given: [],
    when: found({ officers: [officer(alice), officer(bob), short] }),
    then: "csr.unsupported-key",
  },
  {
    name: "nothing is governed before the founding",
    given: [],
    when: command(enrolled),
    then: "governance.not-founded",
  },
  { name: "a quorum enrols", given: [founded], when: command(enrolled), then: ["OfficerEnrolled"] },
  {
    name: "one officer does not",
    given: [founded],
    when: by({ ...enrolled, body: { ...enrolled.body, approvals: [] } }, alice),
    then: "statement.too-few",
  },
  {
    name: "the newcomer's own signature does not count",
    given: [founded],
    when: by(enrolled, alice, carol),
    then: "statement.signer-unknown",
  },
  {
    name: "an id is enrolled once",
    given: [founded, enrolled],
    when: command(enrolled),
    then: "governance.officer-exists",
  },
  {
    name: "a key is enrolled once, for ever",
    given: [founded, enrolled, retired],
    when: by(
      { type: "OfficerEnrolled", body: { officer: { ...officer(carol), id: "carola" }, approvals: [] } },
      alice,
      bob,
    ),
    then: "governance.credential-reused",
  },
  { name: "a quorum retires", given: [founded, enrolled], when: command(retired), then: ["OfficerRetired"] },
  {
    name: "the quorum itself must stay",
    given: [founded],
    when: by(retire("bob"), alice, bob),
    then: "governance.quorum-broken",
  },
  {
    name: "nobody unknown is retired",
    given: [founded],
    when: by(retire("nobody"), alice, bob),
    then: "governance.officer-unknown",
  },
  {
    name: "a retired officer signs nothing more",
    given: [founded, enrolled, retired],
    when: by(tokenIssued, carol),
    then: "statement.signer-unknown",
  },
  { name: "one officer lets somebody in", given: [founded], when: command(tokenIssued), then: ["TokenIssued"] },
  {
    name: "but not twice by one id",
    given: [founded, tokenIssued],
    when: command(tokenIssued),
    then: "command.reused",
  },
  { name: "and another ends it", given: [founded, tokenIssued], when: command(tokenRevoked), then: ["TokenRevoked"] },
  {
    name: "once",
    given: [founded, tokenIssued, tokenRevoked],
    when: command(tokenRevoked),
    then: "governance.token-unknown",
  },
])("$name", ({ given, when, then }) => expectDecided(governance, given, when, then));

test("signatures are over this change: moved to another they are nothing", () => {
  const moved = command({ ...enrolled, body: { officer: officer(mallory), approvals: enrolled.body.approvals } });
  expect(decided(governance, [founded], moved)).toBe("statement.wrong-subject");
  const elevated = command({
    ...enrolled,
    body: { officer: { ...officer(carol), roles: ["approver"] }, approvals: enrolled.body.approvals },
  });
  expect(decided(governance, [founded], elevated)).toBe("statement.wrong-subject");
});

test("whoever reads the ledger comes to the same judgement", () => {
  const before = fold(governance, [founded]);
  expect(proveGovernance(before, enrolled, now).ok).toBe(true);
  expect(proveGovernance(before, { ...enrolled, body: { ...enrolled.body, approvals: [] } }, now)).toMatchObject({
    error: { code: "statement.too-few" },
  });
});

test("roles and tokens as of a state", () => {
  const [before, after] = [
    fold(governance, [founded, enrolled, tokenIssued]),
    fold(governance, [founded, enrolled, retired, tokenIssued, tokenRevoked]),
  ];
  expect([holdsRole(before, "officer:carol", "revoker"), holdsRole(after, "officer:carol", "revoker")]).toEqual([
    true,
    false,
  ]);
  expect([
    holdsRole(before, "service:carol", "revoker"),
    holdsRole(governance.initial, "officer:carol", "revoker"),
  ]).toEqual([false, false]);
  expect([
    signatory(before)("carol")?.mayApprove,
    signatory(after)("carol"),
    signatory(governance.initial)("alice"),
  ]).toEqual([true, undefined, undefined]);
  expect([
    tokenHolder(before, token.id, now)?.holder,
    tokenHolder(before, token.id, "2026-08-01T00:00:00.000Z" as Instant),
    tokenHolder(after, token.id, now),
  ]).toEqual(["service:web", undefined, undefined]);
});
