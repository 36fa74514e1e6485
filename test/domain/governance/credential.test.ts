/** Officers' credentials: who can enrol which, what shows that they hold it, and what ends it. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { Change } from "../../../domain/governance/change.ts";
import { firstPolicy, type Policy } from "../../../domain/governance/policy.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { changeGovernance } from "../../../domain/process/found.ts";
import { governanceReader } from "../../../domain/process/governance-reader.ts";
import type { Credential, WebauthnCredential } from "../../../domain/statement/credential.ts";
import type { SignedStatement } from "../../../domain/statement/statement.ts";
import type { Subject } from "../../../domain/statement/verdict.ts";
import {
  AAGUID,
  asserted,
  cloned,
  FLAGS,
  makeAuthenticator,
  PAGE,
  type SoftAuthenticator,
} from "../../support/authenticator.ts";
import { enrolCredential, registeredFor, subjectOfChange, tryEnrolCredential } from "../../support/credential.ts";
import { jwsHeader, jwsSigned } from "../../support/jws.ts";
import { makeOfficer, signed, signedChange, statementOf } from "../../support/officer.ts";
import { cardsDirectory, cmsSigned, makeCard } from "../../support/openssl-cms.ts";
import { LEDGER, makeWorld, OPERATOR, type World } from "../../support/world.ts";

const { dir, remove } = cardsDirectory();
afterAll(remove);

let world: World;
let key: SoftAuthenticator;
let yubi: WebauthnCredential;
beforeEach(async () => {
  world = await makeWorld();
  key = makeAuthenticator();
  yubi = registeredFor(key, { id: "yubi", officer: "alice" });
});

const by =
  (a: SoftAuthenticator, id = "yubi") =>
  (subject: Subject): SignedStatement =>
    asserted(a, id, statementOf(world.alice, subject));
const codeOf = (r: Awaited<ReturnType<typeof tryEnrolCredential>>): string => (r.ok ? "ok" : r.error.code);
const change = async (what: Change, approvals: (subject: Subject) => readonly SignedStatement[]) =>
  codeOf(await changeGovernance(world.ports, OPERATOR, randomUUID(), what, approvals(subjectOfChange(what))));
const state = async () => expectOk(await world.ports.governance()).governance;
/** What the signer makes of it: everything proven again, from the founding. */
const proven = async () => expectOk(await governanceReader(world.store, { isProven: true })()).governance;

test("a security key, a card and a machine's key are enrolled, and everybody who reads proves it again", async () => {
  const card = makeCard(dir, "alice");
  const machine = makeOfficer("machine");
  await enrolCredential(world, yubi, by(key));
  const ofCard: Credential = { kind: "cms", id: "card", officer: "alice", certificate: card.certificate };
  world.clock.advance(Math.ceil((Date.now() - Date.parse(world.clock.now())) / 1000));
  await enrolCredential(world, ofCard, (s) => cmsSigned([card], statementOf(world.alice, s)));
  const ofMachine: Credential = { kind: "jws", id: "machine", officer: "bob", spki: machine.spki };
  await enrolCredential(world, ofMachine, (s) =>
    jwsSigned(machine.key, statementOf(world.bob, s), jwsHeader("EdDSA", "machine")),
  );
  expect([...(await proven()).enrolled.values()].map((e) => [e.credential.id, e.isActive, e.counter])).toEqual([
    ["yubi", true, 1],
    ["card", true, 0],
    ["machine", true, 0],
  ]);
});

test.for<{ name: string; of: () => readonly ((s: Subject) => SignedStatement)[]; then: string }>([
  { name: "nobody signs with it", of: () => [], then: "governance.possession-unproven" },
  {
    name: "another key signs under its name",
    of: () => [by(makeAuthenticator())],
    then: "governance.possession-unproven",
  },
  {
    name: "it signed something else",
    of: () => [(s) => by(key)({ ...s, subject: "other" })],
    then: "governance.possession-unproven",
  },
  { name: "it signs twice", of: () => [by(key), by(key)], then: "statement.repeated" },
  {
    name: "a copy of it signs, whose counter stood still",
    of: () => [(s) => asserted(key, "yubi", statementOf(world.alice, s), { counter: 0 })],
    then: "ok",
  },
])("possession: $name", async ({ of, then }) => {
  expect(codeOf(await tryEnrolCredential(world, yubi, ...of()))).toBe(then);
});

test.for<{ name: string; of: () => Credential; policy?: Policy["authenticators"]; then: string }>([
  {
    name: "of nobody",
    of: () => registeredFor(key, { id: "yubi", officer: "carol" }),
    then: "governance.officer-unknown",
  },
  {
    name: "that an officer signs with already",
    of: () => ({ kind: "jws", id: "own", officer: "alice", spki: world.alice.spki }),
    then: "governance.credential-reused",
  },
  {
    name: "that another officer signs with",
    of: () => ({ kind: "jws", id: "own", officer: "alice", spki: world.bob.spki }),
    then: "governance.credential-reused",
  },
  {
    name: "registered for another credential's name",
    of: () => ({ ...registeredFor(key, { id: "other", officer: "alice" }), id: "yubi" }),
    then: "governance.credential-unusable",
  },
  {
    name: "registered for another officer",
    of: () => ({ ...registeredFor(key, { id: "yubi", officer: "bob" }), officer: "alice" }),
    then: "governance.credential-unusable",
  },
  {
    name: "registered at another page",
    of: () => registeredFor(key, { id: "yubi", officer: "alice" }, { bent: { origin: "https://evil.test" } }),
    then: "governance.credential-unusable",
  },
  {
    name: "registered for another relying party",
    of: () => registeredFor(key, { id: "yubi", officer: "alice" }, { bent: { rpId: "evil.test" } }),
    then: "governance.credential-unusable",
  },
  {
    name: "with an origin that is not its relying party's",
    of: () => ({ ...yubi, origins: [PAGE.origin, "https://evil.test"] }),
    then: "governance.credential-unusable",
  },
  {
    name: "with an origin without encryption",
    of: () => ({ ...yubi, origins: [PAGE.origin, "http://pki.test"] }),
    then: "governance.credential-unusable",
  },
  {
    name: "with another key than was attested",
    of: () => ({ ...yubi, spki: makeAuthenticator().spki }),
    then: "governance.credential-unusable",
  },
  {
    name: "of another make than was attested",
    of: () => ({ ...yubi, aaguid: "00000000-0000-0000-0000-000000000000" }),
    then: "governance.credential-unusable",
  },
  {
    name: "without user verification",
    of: () => registeredFor(key, { id: "yubi", officer: "alice" }, { bent: { flags: FLAGS.up | FLAGS.at } }),
    then: "governance.credential-unusable",
  },
  {
    name: "that can be copied",
    of: () =>
      registeredFor(
        key,
        { id: "yubi", officer: "alice" },
        { bent: { flags: FLAGS.up | FLAGS.uv | FLAGS.at | FLAGS.be } },
      ),
    then: "governance.credential-unusable",
  },
  {
    name: "that can be copied and says that it cannot",
    of: () => ({
      ...registeredFor(
        key,
        { id: "yubi", officer: "alice" },
        { bent: { flags: FLAGS.up | FLAGS.uv | FLAGS.at | FLAGS.be } },
      ),
      isBackupEligible: false,
    }),
    then: "governance.credential-unusable",
  },
  {
    name: "of a make that the policy does not name",
    of: () => yubi,
    policy: { aaguids: ["00000000-0000-0000-0000-000000000001"], isBackupAllowed: false },
    then: "governance.credential-unusable",
  },
  {
    name: "of a make that the policy names",
    of: () => yubi,
    policy: { aaguids: [AAGUID], isBackupAllowed: false },
    then: "ok",
  },
])("a credential $name: $then", async ({ of, policy, then }) => {
  if (policy !== undefined) {
    const adopted: Change = { type: "AdoptPolicy", policy: { ...firstPolicy(2), version: 2, authenticators: policy } };
    expect(await change(adopted, () => signedChange(LEDGER, adopted, [world.alice, world.bob]))).toBe("ok");
  }
  expect(codeOf(await tryEnrolCredential(world, of(), by(key)))).toBe(then);
});

test("what was ever a credential is none of anybody else's", async () => {
  await enrolCredential(world, yubi, by(key));
  const again = registeredFor(key, { id: "again", officer: "alice" });
  expect(codeOf(await tryEnrolCredential(world, yubi, by(key)))).toBe("governance.credential-exists");
  expect(codeOf(await tryEnrolCredential(world, again, by(key, "again")))).toBe("governance.credential-reused");
  const [carol] = [makeOfficer("carol")];
  const officer = { ...[...(await state()).officers.values()][0], id: "carol", spki: yubi.spki } as never;
  const { isActive: _, ...plain } = officer as { isActive: boolean };
  const enrol = { type: "EnrolOfficer", officer: plain } as unknown as Change;
  expect(await change(enrol, (s) => [world.alice, world.bob, carol].map((o) => signed(o, s)))).toBe(
    "governance.credential-reused",
  );
});

test("a withdrawn credential signs nothing more: one approver ends it, or its own officer; and once", async () => {
  await enrolCredential(world, yubi, by(key));
  const end: Change = { type: "WithdrawCredential", credential: "yubi" };
  const mallory = makeOfficer("mallory");
  expect(await change(end, (s) => [signed(mallory, s)])).toBe("statement.signer-unknown");
  expect(await change({ ...end, credential: "other" }, (s) => [signed(world.bob, s)])).toBe(
    "governance.credential-unknown",
  );
  expect(await change(end, (s) => [by(key)(s)])).toBe("ok");
  expect(await change(end, (s) => [signed(world.bob, s)])).toBe("governance.credential-unknown");
  expect((await proven()).enrolled.get("yubi")?.isActive).toBe(false);
  const token = {
    id: randomUUID(),
    digest: "T".repeat(43) as never,
    holder: "officer:alice",
    notAfter: "2027-01-01T00:00:00.000Z" as never,
  };
  expect(await change({ type: "IssueToken", token }, (s) => [by(key)(s)])).toBe("statement.credential-unknown");
});

test("whoever retires takes their credentials along", async () => {
  const carol = makeOfficer("carol");
  const { isActive: _, ...one } = [...(await state()).officers.values()][0] as { isActive: boolean };
  const enrol = { type: "EnrolOfficer", officer: { ...one, id: "carol", spki: carol.spki } } as unknown as Change;
  expect(await change(enrol, (s) => [world.alice, world.bob, carol].map((o) => signed(o, s)))).toBe("ok");
  const hers = registeredFor(key, { id: "yubi", officer: "carol" });
  await enrolCredential(world, hers, (s) => asserted(key, "yubi", statementOf(carol, s)));
  expect(
    await change({ type: "RetireOfficer", officer: "carol" }, (s) => [world.alice, world.bob].map((o) => signed(o, s))),
  ).toBe("ok");
  expect((await proven()).enrolled.get("yubi")?.isActive).toBe(false);
});

test("the counter of a security key grows with each event of governance, and a copy's is refused", async () => {
  await enrolCredential(world, yubi, by(key));
  const copy = cloned(key);
  const token = (): Change => ({
    type: "IssueToken",
    token: {
      id: randomUUID(),
      digest: "T".repeat(43) as never,
      holder: "officer:alice",
      notAfter: "2027-01-01T00:00:00.000Z" as never,
    },
  });
  expect(await change(token(), (s) => [by(key)(s)])).toBe("ok");
  expect((await proven()).enrolled.get("yubi")?.counter).toBe(2);
  expect(await change(token(), (s) => [by(copy)(s)])).toBe("statement.counter-behind");
  expect(await change(token(), (s) => [by(key)(s)])).toBe("ok");
  expect((await proven()).enrolled.get("yubi")?.counter).toBe(3);
});

test("a form that the policy does not name does not count", async () => {
  await enrolCredential(world, yubi, by(key));
  const rules = firstPolicy(2).rules.map((r) =>
    r.act === "officer.retire" ? { ...r, forms: ["webauthn" as const] } : r,
  );
  const adopted: Change = { type: "AdoptPolicy", policy: { ...firstPolicy(2), version: 2, rules } };
  expect(await change(adopted, (s) => [world.alice, world.bob].map((o) => signed(o, s)))).toBe("ok");
  const carol = makeOfficer("carol");
  const { isActive: _, ...one } = [...(await state()).officers.values()][0] as { isActive: boolean };
  const enrol = { type: "EnrolOfficer", officer: { ...one, id: "carol", spki: carol.spki } } as unknown as Change;
  expect(await change(enrol, (s) => [world.alice, world.bob, carol].map((o) => signed(o, s)))).toBe("ok");
  const retire: Change = { type: "RetireOfficer", officer: "carol" };
  expect(await change(retire, (s) => [by(key)(s), signed(world.bob, s)])).toBe("statement.form-not-counted");
});
