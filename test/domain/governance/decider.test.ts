import { expect, test } from "vitest";
import { changeOf, kindOf } from "../../../domain/governance/change.ts";
import { type GovernanceCommand, governance } from "../../../domain/governance/decider.ts";
import { entitlementOf } from "../../../domain/governance/entitlement.ts";
import type { GovernanceEvent } from "../../../domain/governance/events.ts";
import type { Founding } from "../../../domain/governance/founding.ts";
import type { Officer } from "../../../domain/governance/officer.ts";
import { proveGovernance } from "../../../domain/governance/proof.ts";
import { type Governance, signatory, tokenHolder } from "../../../domain/governance/state.ts";
import type { Token } from "../../../domain/governance/token.ts";
import { fold } from "../../../domain/kernel/decider.ts";
import { algorithmOfKey } from "../../../domain/kernel/digest.ts";
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
/** Carol after she lost her key: the same id, another key. */
const carolAnew = makeOfficer("carol");
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
type Enrolled = Extract<GovernanceEvent, { type: "OfficerEnrolled" }>;
const enrolment = (o: TestOfficer, change: Partial<Officer> = {}): Enrolled => ({
  type: "OfficerEnrolled",
  body: { officer: { ...officer(o), ...change }, approvals: [] },
});
const issuance = (change: Partial<Token> = {}): GovernanceEvent => ({
  type: "TokenIssued",
  body: { token: { ...token, ...change }, approvals: [] },
});
const carols = { id: "00000000-0000-8000-8000-000000000002", holder: "officer:carol" };
const enrolled = event(enrolment(carol), [alice, bob, carol]);
const retired = event({ type: "OfficerRetired", body: { officer: "carol", approvals: [] } }, [alice, bob]);
const enrolledAnew = event(enrolment(carolAnew), [alice, bob, carolAnew]);
const tokenIssued = event(issuance(), [alice, bob]);
const carolsToken = event(issuance(carols), [carol]);
const tokenRevoked = event({ type: "TokenRevoked", body: { token: token.id, approvals: [] } }, [bob]);
const carolsTokenEnds: GovernanceEvent = { type: "TokenRevoked", body: { token: carols.id, approvals: [] } };

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
  const type = e.type === "LedgerFounded" ? "Found" : kindOf(e.type).command;
  return { ...e.body, type, now } as GovernanceCommand;
};
const by = <E extends GovernanceEvent>(e: E, ...officers: readonly TestOfficer[]): GovernanceCommand =>
  command(event(e, officers));
const retire = (id: string): GovernanceEvent => ({ type: "OfficerRetired", body: { officer: id, approvals: [] } });
const short = { ...officer(mallory), spki: "AAAA" };
const crowd = Array.from({ length: 17 }, (_, i) => officer(makeOfficer(`officer-${i}`)));
/** A P-256 key as OpenSSL takes it too: with its point compressed (SEC 1 §2.3.3). */
const compressed = ({ spki }: TestOfficer): string => {
  const der = Buffer.from(spki, "base64url");
  const [x, y] = [der.subarray(27, 59), der.subarray(59)];
  const head = Buffer.from("3039301306072a8648ce3d020106082a8648ce3d030107032200", "hex");
  return Buffer.concat([head, Buffer.of(2 + ((y.at(-1) ?? 0) & 1)), x]).toString("base64url");
};

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
  { name: "one officer is no quorum", given: [], when: found({ quorum: 1 }), then: "governance.founders-too-few" },
  { name: "nor are seventeen", given: [], when: found({ quorum: 17, officers: crowd }), then: "input.malformed" },
  { name: "a ledger's name has its shape", given: [], when: found({ ledger: "My_Ledger" }), then: "input.malformed" },
  {
    name: "a founder's id has its shape",
    given: [],
    when: found({ officers: [officer(alice), { ...officer(bob), id: "Bob" }] }),
    then: "input.malformed",
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
    when: by(enrolment(carol), alice, carol),
    then: "statement.too-few",
  },
  {
    name: "nobody is enrolled who does not show that they hold the key",
    given: [founded],
    when: by(enrolment(carol), alice, bob),
    then: "governance.possession-unproven",
  },
  {
    name: "and shows it with that very key",
    given: [founded],
    when: by(enrolment(carol), alice, bob, { ...mallory, id: "carol" }),
    then: "statement.bad-signature",
  },
  {
    name: "an id is enrolled once",
    given: [founded, enrolled],
    when: by(enrolment(carolAnew), alice, bob, carolAnew),
    then: "governance.officer-exists",
  },
  {
    name: "nobody is two officers with one key",
    given: [founded],
    when: by(enrolment(alice, { id: "alicia" }), alice, bob, { ...alice, id: "alicia" }),
    then: "governance.credential-reused",
  },
  {
    name: "a key is enrolled once, for ever",
    given: [founded, enrolled, retired],
    when: by(enrolment(carol, { id: "carola" }), alice, bob, { ...carol, id: "carola" }),
    then: "governance.credential-reused",
  },
  {
    name: "also when its officer has another since",
    given: [founded, enrolled, retired, enrolledAnew],
    when: by(enrolment(carol, { id: "carola" }), alice, bob, { ...carol, id: "carola" }),
    then: "governance.credential-reused",
  },
  {
    name: "nor is one key two by being written in another form",
    given: [founded],
    when: by(enrolment(bob, { id: "bobby", spki: compressed(bob) }), alice, bob, { ...bob, id: "bobby" }),
    then: "csr.unsupported-key",
  },
  {
    name: "who retired may come back under the old id with a new key",
    given: [founded, enrolled, retired],
    when: command(enrolledAnew),
    then: ["OfficerEnrolled"],
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
    name: "signatures that retired somebody do not retire who comes after",
    given: [founded, enrolled, retired, enrolledAnew],
    when: command(retired),
    then: "statement.repeated",
  },
  {
    name: "a retired officer signs nothing more",
    given: [founded, enrolled, retired],
    when: by(tokenIssued, bob, carol),
    then: "statement.signer-unknown",
  },
  { name: "a quorum gives a service its voice", given: [founded], when: command(tokenIssued), then: ["TokenIssued"] },
  { name: "one officer does not", given: [founded], when: by(issuance(), alice), then: "statement.too-few" },
  {
    name: "nor an operator's",
    given: [founded],
    when: by(issuance({ holder: "operator:admin" }), alice),
    then: "statement.too-few",
  },
  {
    name: "nor another officer's",
    given: [founded, enrolled],
    when: by(issuance(carols), alice),
    then: "statement.too-few",
  },
  { name: "but their own", given: [founded, enrolled], when: command(carolsToken), then: ["TokenIssued"] },
  {
    name: "also without the role approver",
    given: [founded, event(enrolment(carol, { roles: ["revoker"] }), [alice, bob, carol])],
    when: command(carolsToken),
    then: ["TokenIssued"],
  },
  {
    name: "and a quorum can for them",
    given: [founded, enrolled],
    when: by(issuance(carols), alice, bob),
    then: ["TokenIssued"],
  },
  {
    name: "whose own signature must hold",
    given: [founded, enrolled],
    when: by(issuance(carols), { ...mallory, id: "carol" }),
    then: "statement.bad-signature",
  },
  {
    name: "nobody calls in the name of one who is no officer",
    given: [founded],
    when: by(issuance(carols), alice, bob),
    then: "governance.officer-unknown",
  },
  {
    name: "nor of the system",
    given: [founded],
    when: by(issuance({ holder: "system:recovery" }), alice, bob),
    then: "governance.holder-reserved",
  },
  {
    name: "a token that is over before it begins is none",
    given: [founded],
    when: by(issuance({ notAfter: now }), alice, bob),
    then: "validity.out-of-bounds",
  },
  {
    name: "nor is one issued twice by one id",
    given: [founded, tokenIssued],
    when: by(issuance(), alice, bob),
    then: "command.reused",
  },
  {
    name: "one officer ends a token",
    given: [founded, tokenIssued],
    when: command(tokenRevoked),
    then: ["TokenRevoked"],
  },
  {
    name: "once",
    given: [founded, tokenIssued, tokenRevoked],
    when: command(tokenRevoked),
    then: "governance.token-unknown",
  },
  {
    name: "an officer ends their own",
    given: [founded, event(enrolment(carol, { roles: ["revoker"] }), [alice, bob, carol]), carolsToken],
    when: by(carolsTokenEnds, carol),
    then: ["TokenRevoked"],
  },
  {
    name: "but without the role nobody else's",
    given: [founded, event(enrolment(carol, { roles: ["revoker"] }), [alice, bob, carol]), tokenIssued],
    when: by(tokenRevoked, carol),
    then: "statement.signer-not-entitled",
  },
  {
    name: "a retirement ends the officer's tokens",
    given: [founded, enrolled, carolsToken, retired],
    when: by(carolsTokenEnds, alice),
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

test("a compressed key is a key to OpenSSL: the refusal above is ours", () => {
  expect(algorithmOfKey(new Uint8Array(Buffer.from(compressed(bob), "base64url")))).toBe("ecdsa-sha256");
});

test("whoever reads the ledger comes to the same judgement", () => {
  const before = fold(governance, [founded]);
  expect(proveGovernance(fold(governance, [founded, enrolled, retired]), enrolled, now)).toMatchObject({
    error: { code: "governance.credential-reused" },
  });
  // Enrolments without the newcomer's signature stand in older ledgers, and must be read for ever.
  expect(proveGovernance(before, event(enrolment(carol), [alice, bob]), now).ok).toBe(true);
  expect(proveGovernance(before, enrolled, now).ok).toBe(true);
  expect(proveGovernance(before, { ...enrolled, body: { ...enrolled.body, approvals: [] } }, now)).toMatchObject({
    error: { code: "statement.too-few" },
  });
});

test("whoever comes after under an old id does not inherit its tokens", () => {
  const holder = (...events: readonly GovernanceEvent[]) =>
    tokenHolder(fold(governance, [founded, enrolled, carolsToken, ...events]), carols.id, now)?.holder;
  expect([holder(), holder(retired), holder(retired, enrolledAnew)]).toEqual(["officer:carol", undefined, undefined]);
});

test("roles and tokens as of a state", () => {
  const [before, after] = [
    fold(governance, [founded, enrolled, tokenIssued]),
    fold(governance, [founded, enrolled, retired, tokenIssued, tokenRevoked]),
  ];
  const revokes = (state: Governance, actor: string) =>
    state.at === "founded" && entitlementOf(state, actor).has("certificates.revoke");
  expect([revokes(before, "officer:carol"), revokes(after, "officer:carol"), revokes(before, "service:carol")]).toEqual(
    [true, false, false],
  );
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
