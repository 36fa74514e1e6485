/**
 * Statements of every form through the whole of it: taken in, believed by the signer, looked at again by whoever checks
 * the ledger. Then somebody writes to the store, and each kind of lie is told by its name and place.
 */
import { createPrivateKey, randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { DomainEvent } from "../../domain/catalogue.ts";
import { certificate as certificateAggregate } from "../../domain/certificate/decider.ts";
import type { Change } from "../../domain/governance/change.ts";
import { addSeconds, fromMillis, secondsBetween } from "../../domain/kernel/instant.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { certificateStream, GOVERNANCE, requestStream } from "../../domain/kernel/stream.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { changeGovernance } from "../../domain/process/found.ts";
import { governanceReader } from "../../domain/process/governance-reader.ts";
import { issue } from "../../domain/process/issue.ts";
import { judgeRequest } from "../../domain/process/judge-request.ts";
import { loadState } from "../../domain/process/ledger.ts";
import { changeStatus } from "../../domain/process/revoke.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { subjectOf } from "../../domain/request/decider.ts";
import type { Credential } from "../../domain/statement/credential.ts";
import type { SignedStatement } from "../../domain/statement/statement.ts";
import type { Subject } from "../../domain/statement/verdict.ts";
import { asserted, cloned, makeAuthenticator, type SoftAuthenticator } from "../support/authenticator.ts";
import { enrolCredential, registeredFor } from "../support/credential.ts";
import { makeCsr, makeCsrKeys } from "../support/csr.ts";
import { forge } from "../support/forge.ts";
import { makeOfficer, signed, signedChange, statementOf } from "../support/officer.ts";
import { type Card, cardOf, cardsDirectory, cmsSigned, makeCard } from "../support/openssl-cms.ts";
import {
  ALICE,
  approveAndIssue,
  LEDGER,
  loadRequest,
  makeWorld,
  OPERATOR,
  WEB,
  type World,
  withHierarchy,
} from "../support/world.ts";

const { dir, remove } = cardsDirectory();
afterAll(remove);

let world: World;
let key: SoftAuthenticator;
let card: Card;
beforeEach(async () => {
  world = await withHierarchy(await makeWorld());
  // openssl has no other clock.
  world.clock.advance(Math.ceil(secondsBetween(world.clock.now(), fromMillis(Date.now()))) + 60);
  key = makeAuthenticator();
  card = makeCard(dir, `bob-${randomUUID()}`);
  await enrolCredential(world, registeredFor(key, { id: "yubi", officer: "alice" }), (s) =>
    asserted(key, "yubi", statementOf(world.alice, s)),
  );
  const ofCard: Credential = { kind: "cms", id: "card", officer: "bob", certificate: card.certificate };
  await enrolCredential(world, ofCard, (s) => cmsSigned([card], statementOf(world.bob, s)));
});

const submit = async (): Promise<string> => {
  const wanted = { authority: "web-ca", profile: "tls-server", csr: await makeCsr(), note: null };
  return expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted)).id;
};
const about = async (id: string): Promise<Subject> => subjectOf(LEDGER, await loadRequest(world, id));
const hand = async (id: string, approval: SignedStatement): Promise<string> => {
  const judged = await judgeRequest(world.ports, randomUUID(), id, approval);
  await world.runner.catchUp();
  return judged.ok ? "ok" : judged.error.code;
};
const byKey = async (id: string, a = key): Promise<SignedStatement> =>
  asserted(a, "yubi", statementOf(world.alice, await about(id)));
const byCard = async (id: string): Promise<SignedStatement> =>
  cmsSigned([card], statementOf(world.bob, await about(id)));
const withdraw = async (credential: string): Promise<void> => {
  const change: Change = { type: "WithdrawCredential", credential };
  expectOk(
    await changeGovernance(world.ports, OPERATOR, randomUUID(), change, signedChange(LEDGER, change, [world.bob])),
  );
};
const check = async () => checkLedger(world.store, { statements: true });
const basis = async (): Promise<number> => expectOk(await world.ports.governance()).revision;

describe("honest", () => {
  test("a certificate comes of a security key and a card, and the check counts them", async () => {
    const id = await submit();
    expect(await hand(id, await byKey(id))).toBe("ok");
    expect(await hand(id, await byCard(id))).toBe("ok");
    expect(expectOk(await issue(world.ports, id)).outcome).toBe("fulfilled");
    const report = await check();
    expect(report.findings).toEqual([]);
    expect(report.statements).toMatchObject({
      forms: { webauthn: 2, cms: 2, jws: 0 },
      doubts: [],
    });
    expect(report.statements?.officers).toContainEqual({
      officer: "alice",
      form: "webauthn",
      approvals: 2,
      denials: 0,
    });
    expect(report.statements?.officers).toContainEqual({ officer: "bob", form: "cms", approvals: 2, denials: 0 });
  });

  test("a denial by a security key is final", async () => {
    const id = await submit();
    expect(await hand(id, asserted(key, "yubi", statementOf(world.alice, await about(id), { decision: "deny" })))).toBe(
      "ok",
    );
    expect(await hand(id, await byCard(id))).toBe("request.not-open");
    expect((await check()).findings).toEqual([]);
  });
});

describe("at entry, and at the signer", () => {
  test("a replayed assertion, and one of a copy of the key", async () => {
    const [one, two] = [await submit(), await submit()];
    const copy = cloned(key);
    const assertion = await byKey(one);
    expect(await hand(one, assertion)).toBe("ok");
    expect(await hand(one, assertion)).toBe("statement.counter-behind");
    expect(await hand(two, assertion)).toBe("statement.wrong-subject");
    expect(await hand(two, await byKey(two, copy))).toBe("statement.counter-behind");
    expect(await hand(two, await byKey(two))).toBe("ok");
  });

  test("a copy of the key that signs a change of governance after it signed for requests", async () => {
    const copy = cloned(key);
    const id = await submit();
    expect(await hand(id, await byKey(id))).toBe("ok");
    const change: Change = { type: "WithdrawCredential", credential: "card" };
    const subject = { ledger: LEDGER, requester: null } as const;
    const approvals = signedChange(LEDGER, change, [world.alice]).map((s) =>
      asserted(copy, "yubi", { ...s.statement, ...subject }),
    );
    const changed = await changeGovernance(world.ports, OPERATOR, randomUUID(), change, approvals);
    expect(changed.ok ? "ok" : changed.error.code).toBe("statement.counter-behind");
  });

  test("a key that is withdrawn between approval and signature", async () => {
    const id = await submit();
    expect(await hand(id, await byKey(id))).toBe("ok");
    expect(await hand(id, await byCard(id))).toBe("ok");
    await withdraw("yubi");
    expect(await hand(await submit(), await byKey(id))).toBe("statement.wrong-subject");
    await issue(world.ports, id);
    const state = await loadRequest(world, id);
    expect(state.at === "failed" ? state.code : state.at).toBe("statement.credential-unknown");
    expect((await check()).findings).toEqual([]);
  });

  test("a card whose certificate is of this ledger, and was held, then revoked", async () => {
    const keys = await makeCsrKeys();
    const wanted = { authority: "web-ca", profile: "tls-server", csr: await makeCsr({ keys }), note: null };
    const { id } = expectOk(await submitRequest(world.ports, WEB, randomUUID(), wanted));
    const outcome = expectOk(await approveAndIssue(world, id));
    if (outcome.outcome !== "fulfilled") throw new TypeError("not issued");
    const stream = certificateStream(outcome.issuer, outcome.serial);
    const issued = await loadState(world.store, certificateAggregate, stream);
    const der = issued.at === "issued" && "plain" in issued.issued.der ? issued.issued.der.plain : "";
    const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey));
    const own = cardOf(dir, "own", createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }), der);
    const ofOwn: Credential = { kind: "cms", id: "own", officer: "bob", certificate: der };
    await enrolCredential(world, ofOwn, (s) => cmsSigned([own], statementOf(world.bob, s)));
    const byOwn = async (r: string): Promise<SignedStatement> =>
      cmsSigned([own], statementOf(world.bob, await about(r)));

    const [approved, later] = [await submit(), await submit()];
    expect(await hand(approved, await byKey(approved))).toBe("ok");
    expect(await hand(approved, await byOwn(approved))).toBe("ok");
    expectOk(await changeStatus(world.ports, ALICE, randomUUID(), outcome, { act: "hold" }));
    expect(await hand(later, await byOwn(later))).toBe("statement.credential-ended");
    const revoke = { act: "revoke", reason: "keyCompromise", invalidSince: null } as const;
    expectOk(await changeStatus(world.ports, ALICE, randomUUID(), outcome, revoke));
    await issue(world.ports, approved);
    const state = await loadRequest(world, approved);
    expect(state.at === "failed" ? state.code : state.at).toBe("statement.credential-ended");
    // What it signed before remains true, for the signer too.
    expect((await governanceReader(world.store, { isProven: true })()).ok).toBe(true);
    expect((await check()).findings).toEqual([]);
    await write(later, await byOwn(later));
    expect((await check()).findings.map((f) => f.what)).toEqual([
      "the statement of bob is forged: statement.credential-ended",
    ]);
  });
});

/** Whoever may write to the store writes what nobody allowed. */
const write = async (id: string, approval: SignedStatement, at?: number): Promise<void> => {
  const given: DomainEvent = { type: "ApprovalGiven", body: { approval } };
  await forge(world, requestStream(id), [given], at ?? (await basis()));
};

describe("in the store", () => {
  const mallory = makeOfficer("mallory");

  test.for<{ name: string; what: string; lie: (id: string) => Promise<readonly [SignedStatement, number?]> }>([
    {
      name: "forged",
      what: "forged: statement.bad-signature",
      lie: async (id) => [signed(world.alice, await about(id), {}, mallory)],
    },
    {
      name: "forged by a strange security key",
      what: "forged: statement.bad-signature",
      lie: async (id) => [await byKey(id, makeAuthenticator())],
    },
    {
      name: "of nobody",
      what: "forged: statement.signer-unknown",
      lie: async (id) => [signed(mallory, await about(id))],
    },
    { name: "moved", what: "moved: statement.wrong-subject", lie: async () => [await byKey(await submit())] },
    {
      name: "late",
      what: "late: statement.expired",
      lie: async (id) => [signed(world.alice, await about(id), { notAfter: addSeconds(world.clock.now(), -1) })],
    },
    {
      name: "by a key that was enrolled later",
      what: "forged: statement.credential-unknown",
      lie: async (id) => [await byKey(id), (await basis()) - 2],
    },
    {
      name: "with a count of before",
      what: "by a copy: statement.counter-behind",
      lie: async (id) => [asserted(key, "yubi", statementOf(world.alice, await about(id)), { counter: 1 })],
    },
  ])("a statement that is $name", async ({ what, lie }) => {
    const id = await submit();
    const [approval, at] = await lie(id);
    await write(id, approval, at);
    expect((await check()).findings).toMatchObject([
      { stream: requestStream(id), revision: 2, what: `the statement of ${approval.statement.approver} is ${what}` },
    ]);
    // Without being asked for, only what was approved is looked at.
    expect((await checkLedger(world.store)).findings).toEqual([]);
  });

  test("a statement that is replayed, and where it stood first", async () => {
    const [one, two] = [await submit(), await submit()];
    const approval = await byKey(one);
    expect(await hand(one, approval)).toBe("ok");
    await write(two, approval);
    expect((await check()).findings).toMatchObject([
      {
        stream: requestStream(two),
        revision: 2,
        what: `the statement of alice is replayed: its nonce stands in ${requestStream(one)}@2`,
      },
    ]);
  });

  test("a withdrawn key that goes on signing, and an approval that hides a denial", async () => {
    const [one, two] = [await submit(), await submit()];
    await withdraw("yubi");
    await write(one, await byKey(one));
    await write(two, signed(world.alice, await about(two), { decision: "deny" }));
    expect((await check()).findings.map((f) => f.what)).toEqual([
      "the statement of alice is forged: statement.credential-unknown",
      "a statement that decides otherwise is moved",
    ]);
  });

  test("a credential that no quorum enrolled ends all reading", async () => {
    const credential: Credential = { kind: "jws", id: "mine", officer: "alice", spki: mallory.spki };
    const change: Change = { type: "EnrolCredential", credential };
    const approvals = signedChange(LEDGER, change, [mallory]);
    await forge(world, GOVERNANCE, [{ type: "CredentialEnrolled", body: { credential, approvals: [...approvals] } }]);
    expect((await check()).findings.map((f) => f.what)).toEqual([expect.stringContaining("not signed as it must be")]);
  });

  test("two counts in the wrong order are a doubt, and no finding", async () => {
    const [one, two] = [await submit(), await submit()];
    const first = await byKey(one);
    const second = await byKey(two);
    await write(two, second);
    await write(one, first);
    const report = await check();
    expect(report.findings).toEqual([]);
    expect(report.statements?.doubts).toEqual([
      { stream: requestStream(one), revision: 2, what: "the counter of yubi did not grow: 2 after 3" },
    ]);
  });
});
