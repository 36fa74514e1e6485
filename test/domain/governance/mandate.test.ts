/** Mandates in governance: granted by the quorum, suspended by any one officer, once. */
import { expect, test } from "vitest";
import { changeOf } from "../../../domain/governance/change.ts";
import { governance } from "../../../domain/governance/decider.ts";
import type { GovernanceEvent } from "../../../domain/governance/events.ts";
import type { Founding } from "../../../domain/governance/founding.ts";
import type { Officer } from "../../../domain/governance/officer.ts";
import { proveGovernance } from "../../../domain/governance/proof.ts";
import { standingMandate } from "../../../domain/governance/state.ts";
import { fold } from "../../../domain/kernel/decider.ts";
import { canonicalDigest } from "../../../domain/kernel/envelope.ts";
import { builtInProfiles } from "../../../domain/policy/built-in.ts";
import { makeOfficer, signed, type TestOfficer } from "../../support/officer.ts";
import { decided, expectDecided } from "../../support/spec.ts";
import { mandateOf, now } from "../policy/mandate/case.ts";

const [alice, bob, rita, mallory] = ["alice", "bob", "rita", "mallory"].map((id) => makeOfficer(id)) as [
  TestOfficer,
  TestOfficer,
  TestOfficer,
  TestOfficer,
];
const name = { subject: "0".repeat(32), iv: "", ct: "", cm: "A".repeat(43) as never };
const officer = ({ id, spki }: TestOfficer, roles: Officer["roles"]): Officer => ({ id, name, spki, roles });
const founding: Founding = {
  ledger: "test/1",
  quorum: 2,
  officers: [officer(alice, ["approver"]), officer(bob, ["approver"]), officer(rita, ["revoker"])],
  profiles: [...builtInProfiles],
};

const event = <E extends GovernanceEvent>(unsigned: E, by: readonly TestOfficer[]): E => {
  const approvals = by.map((o) => signed(o, { ledger: "test/1", requester: null, ...changeOf(unsigned) }));
  return { ...unsigned, body: { ...unsigned.body, approvals } };
};
const founded = event({ type: "LedgerFounded", body: { founding, approvals: [] } }, [alice, bob, rita]);
const granted = (change = {}, by = [alice, bob]) =>
  event({ type: "MandateGranted", body: { mandate: mandateOf(change), approvals: [] } }, by);
const suspended = (by = [bob], mandate = "web") =>
  event({ type: "MandateSuspended", body: { mandate, approvals: [] } }, by);

const grant = ({ body }: ReturnType<typeof granted>) => ({ type: "GrantMandate" as const, ...body, now });
const suspend = ({ body }: ReturnType<typeof suspended>) => ({ type: "SuspendMandate" as const, ...body, now });

test.for<{
  name: string;
  given: GovernanceEvent[];
  when: ReturnType<typeof grant | typeof suspend>;
  then: string | string[];
}>([
  { name: "a quorum grants", given: [founded], when: grant(granted()), then: ["MandateGranted"] },
  { name: "one officer does not", given: [founded], when: grant(granted({}, [alice])), then: "statement.too-few" },
  {
    name: "one officer twice does not",
    given: [founded],
    when: grant(granted({}, [alice, alice])),
    then: "statement.repeated",
  },
  {
    name: "who may only revoke does not",
    given: [founded],
    when: grant(granted({}, [alice, rita])),
    then: "statement.signer-not-entitled",
  },
  {
    name: "a stranger does not",
    given: [founded],
    when: grant(granted({}, [alice, mallory])),
    then: "statement.signer-unknown",
  },
  { name: "nobody, before there is a founding", given: [], when: grant(granted()), then: "governance.not-founded" },
  {
    name: "an unsound one is granted by nobody",
    given: [founded],
    when: grant(granted({ subtrees: [{ kind: "dns", value: "." }] })),
    then: "mandate.unsound",
  },
  { name: "an id is used once", given: [founded, granted()], when: grant(granted()), then: "mandate.exists" },
  {
    name: "also after it was suspended",
    given: [founded, granted(), suspended()],
    when: grant(granted()),
    then: "mandate.exists",
  },
  { name: "one officer suspends", given: [founded, granted()], when: suspend(suspended()), then: ["MandateSuspended"] },
  {
    name: "whoever is an officer",
    given: [founded, granted()],
    when: suspend(suspended([rita])),
    then: ["MandateSuspended"],
  },
  {
    name: "a stranger does not suspend",
    given: [founded, granted()],
    when: suspend(suspended([mallory])),
    then: "statement.signer-unknown",
  },
  {
    name: "nobody suspends without a signature",
    given: [founded, granted()],
    when: suspend(suspended([])),
    then: "statement.too-few",
  },
  {
    name: "what is suspended stays so",
    given: [founded, granted(), suspended()],
    when: suspend(suspended()),
    then: "mandate.suspended",
  },
  { name: "nothing unknown is suspended", given: [founded], when: suspend(suspended()), then: "mandate.unknown" },
])("$name", ({ given, when, then }) => expectDecided(governance, given, when, then));

test("signatures are over this mandate: with one word changed they are nothing", () => {
  const { approvals } = granted().body;
  const wide = mandateOf({ quota: { certificates: 11, seconds: 60 } });
  expect(decided(governance, [founded], { type: "GrantMandate", mandate: wide, approvals, now })).toBe(
    "statement.wrong-subject",
  );
});

test("a grant does not suspend, a suspension of one does not suspend another", () => {
  const given = [founded, granted(), granted({ id: "other" })];
  const ofOther = suspended([bob], "other").body.approvals;
  for (const approvals of [granted({}, [alice]).body.approvals, ofOther])
    expect(decided(governance, given, { type: "SuspendMandate", mandate: "web", approvals, now })).toBe(
      "statement.wrong-subject",
    );
});

test("which mandate stands", () => {
  const [before, after] = [fold(governance, [founded, granted()]), fold(governance, [founded, granted(), suspended()])];
  if (before.at !== "founded" || after.at !== "founded") throw new TypeError("not founded");
  expect(standingMandate(before, "web")).toMatchObject({ ok: true, value: { digest: canonicalDigest(mandateOf()) } });
  expect(standingMandate(after, "web")).toMatchObject({ error: { code: "mandate.suspended" } });
  expect(standingMandate(before, "nobody")).toMatchObject({ error: { code: "mandate.unknown" } });
});

test("whoever reads the ledger comes to the same judgement", () => {
  const before = fold(governance, [founded]);
  expect(proveGovernance(before, granted(), now).ok).toBe(true);
  expect(proveGovernance(before, granted({}, [bob]), now)).toMatchObject({ error: { code: "statement.too-few" } });
});
