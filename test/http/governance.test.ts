/** Officers and tokens over the API: proposed, signed by who must, handed in. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import * as v from "valibot";
import { beforeAll, describe, expect, test } from "vitest";
import { openedName, type Proposal, ProposalSchema, subjectOfProposal } from "../../domain/governance/proposal.ts";
import { addSeconds } from "../../domain/kernel/instant.ts";
import type { SignedStatement } from "../../domain/statement/statement.ts";
import { GovernanceAnswer, pageOf, TokenAnswer } from "../../http/api/schemas.ts";
import { type App, makeApp } from "../support/app.ts";
import { makeOfficer, signed, type TestOfficer } from "../support/officer.ts";

let app: App;
const carol = makeOfficer("carol");
beforeAll(async () => {
  app = await makeApp();
});

const propose = (wish: unknown, holder = "operator:admin") =>
  app.call(holder, "POST", "/v1/governance/proposals", wish);
const sign = (proposal: Proposal, officers: readonly TestOfficer[]): readonly SignedStatement[] =>
  officers.map((o) => signed(o, subjectOfProposal(proposal)));
const handIn = (change: unknown, approvals: readonly SignedStatement[], key: string = randomUUID()) =>
  app.call("operator:admin", "POST", "/v1/governance/changes", { change, approvals }, { "idempotency-key": key });

/** Proposed, signed by `officers`, handed in. */
const govern = async (wish: unknown, ...officers: readonly TestOfficer[]) => {
  const { body } = await propose(wish);
  const proposal = v.parse(ProposalSchema, body);
  return handIn(proposal.change, sign(proposal, officers));
};

const enrolment = (officer: TestOfficer, change: object = {}) => ({
  type: "EnrolOfficer",
  officer: { id: officer.id, name: "Carol Müller", spki: officer.spki, roles: ["approver", "revoker"], ...change },
});
const makeToken = (holder: string) => {
  const secret = randomBytes(32);
  const id = randomUUID();
  const digest = createHash("sha256").update(secret).digest("base64url");
  const token = { id, digest, holder, notAfter: addSeconds(app.world.clock.now(), 3600) };
  return { token, bearer: `cartulary_${id}_${secret.toString("base64url")}` };
};
const officers = async () =>
  v.parse(GovernanceAnswer, (await app.call("operator:admin", "GET", "/v1/governance")).body).officers;
const tokens = async () =>
  v.parse(pageOf(TokenAnswer), (await app.call("operator:admin", "GET", "/v1/governance/tokens")).body).items;

test("an officer comes, speaks for herself, and goes", async () => {
  const { alice, bob } = app.world;
  const proposed = await propose(enrolment(carol));
  const proposal = v.parse(ProposalSchema, proposed.body);
  if (proposal.change.type !== "EnrolOfficer") throw new TypeError("proposed something else");
  expect(openedName(proposal, proposal.change.officer.name)).toBe("Carol Müller");

  const key = randomUUID();
  const approvals = sign(proposal, [alice, bob, carol]);
  const enrolled = await handIn(proposal.change, approvals, key);
  expect([enrolled.status, enrolled.body.type]).toEqual([201, "OfficerEnrolled"]);
  expect((await handIn(proposal.change, approvals, key)).body).toEqual(enrolled.body);
  expect(await officers()).toContainEqual({
    id: "carol",
    roles: ["approver", "revoker"],
    isActive: true,
    spki: carol.spki,
  });

  const { token, bearer } = makeToken("officer:carol");
  expect((await app.call(bearer, "GET", "/v1/authorities")).status).toBe(401);
  expect(await govern({ type: "IssueToken", token }, carol)).toMatchObject({ status: 201 });
  expect((await app.call(bearer, "GET", "/v1/authorities")).status).toBe(200);
  expect((await tokens()).find((t) => t.id === token.id)).toMatchObject({ holder: "officer:carol", state: "in force" });

  expect(await govern({ type: "RetireOfficer", officer: "carol" }, alice, bob)).toMatchObject({ status: 201 });
  expect((await app.call(bearer, "GET", "/v1/authorities")).status).toBe(401);
  expect((await tokens()).find((t) => t.id === token.id)?.state).toBe("revoked");
  expect((await officers()).find((o) => o.id === "carol")?.isActive).toBe(false);
});

test("a service's token: the quorum gives it, one officer ends it", async () => {
  const { alice, bob } = app.world;
  const { token, bearer } = makeToken("service:mail");
  expect(await govern({ type: "IssueToken", token }, alice)).toMatchObject({
    status: 409,
    body: { type: "urn:cartulary:problem:statement.too-few", facts: { needed: 2, have: 1 } },
  });
  expect(await govern({ type: "IssueToken", token }, alice, bob)).toMatchObject({ status: 201 });
  expect((await app.call(bearer, "GET", "/v1/authorities")).status).toBe(200);
  expect(await govern({ type: "RevokeToken", token: token.id }, bob)).toMatchObject({ status: 201 });
  expect((await app.call(bearer, "GET", "/v1/authorities")).status).toBe(401);
});

test("neither names nor secrets nor their digests are told", async () => {
  const { bearer, token } = makeToken("service:quiet");
  await govern({ type: "IssueToken", token }, app.world.alice, app.world.bob);
  const dora = makeOfficer("dora");
  await govern(enrolment(dora, { name: "Dora Secret", roles: ["revoker"] }), app.world.alice, app.world.bob, dora);
  expect((await officers()).map((o) => o.id)).toContain("dora");
  const told = JSON.stringify([
    (await app.call("operator:admin", "GET", "/v1/governance")).body,
    (await app.call("operator:admin", "GET", "/v1/governance/tokens")).body,
  ]);
  const stored = (await app.world.store.readStream("governance")).map((r) => Buffer.from(r.bytes).toString()).join();
  for (const text of [told, stored]) {
    expect(text).not.toContain("Dora");
    expect(text).not.toContain(bearer.slice(-43));
  }
  expect(told).not.toContain(token.digest);
});

describe("is refused", () => {
  const unsigned = { statement: {}, signature: "AA" };
  test.for<{ name: string; wish: () => unknown; status: number; code: string }>([
    {
      name: "an id that is taken",
      wish: () => enrolment(makeOfficer("alice")),
      status: 409,
      code: "governance.officer-exists",
    },
    {
      name: "a key that is taken",
      wish: () => enrolment(app.world.alice, { id: "alicia" }),
      status: 422,
      code: "governance.credential-reused",
    },
    {
      name: "a key that is none",
      wish: () => enrolment(carol, { id: "eve", spki: "AAAA" }),
      status: 422,
      code: "csr.unsupported-key",
    },
    {
      name: "no role",
      wish: () => enrolment(makeOfficer("eve"), { roles: [] }),
      status: 400,
      code: "input.malformed",
    },
    {
      name: "a retirement that breaks the quorum",
      wish: () => ({ type: "RetireOfficer", officer: "bob" }),
      status: 409,
      code: "governance.quorum-broken",
    },
    {
      name: "nobody's retirement",
      wish: () => ({ type: "RetireOfficer", officer: "nobody" }),
      status: 404,
      code: "governance.officer-unknown",
    },
    {
      name: "a token of the system",
      wish: () => ({ type: "IssueToken", token: makeToken("system:issuer").token }),
      status: 422,
      code: "governance.holder-reserved",
    },
    {
      name: "the end of a token that is none",
      wish: () => ({ type: "RevokeToken", token: randomUUID() }),
      status: 404,
      code: "governance.token-unknown",
    },
    {
      name: "another founding",
      wish: () => ({ type: "Found", founding: app.world.founding }),
      status: 400,
      code: "input.malformed",
    },
  ])("$name, before anybody signs", async ({ wish, status, code }) => {
    expect(await propose(wish())).toMatchObject({ status, body: { type: `urn:cartulary:problem:${code}` } });
  });

  test("a newcomer who did not sign", async () => {
    const { alice, bob } = app.world;
    expect(await govern(enrolment(makeOfficer("fred")), alice, bob)).toMatchObject({
      status: 422,
      body: { type: "urn:cartulary:problem:governance.possession-unproven" },
    });
  });

  test("a statement over another change, and it is counted", async () => {
    const { alice, bob } = app.world;
    const { change } = v.parse(ProposalSchema, (await propose(enrolment(makeOfficer("gina")))).body);
    const other = v.parse(ProposalSchema, (await propose(enrolment(makeOfficer("gina")))).body);
    expect(await handIn(change, sign(other, [alice, bob]))).toMatchObject({
      status: 422,
      body: { type: "urn:cartulary:problem:statement.wrong-subject" },
    });
    await app.attempts.flush();
    const counted = (await app.world.store.readAll("start", 10_000)).filter((e) => e.type === "AttemptsRefused");
    expect(counted.map((e) => Buffer.from(e.bytes).toString()).join()).toContain("statement.wrong-subject");
  });

  test.for(["/v1/governance/proposals", "/v1/governance/changes"])("a service at %s", async (path) => {
    const change = { type: "RetireOfficer", officer: "bob" };
    const body = path.endsWith("changes")
      ? { change, approvals: [sign(proposalOf(change), [app.world.alice])[0]] }
      : change;
    expect((await app.call("service:web", "POST", path, body)).status).toBe(403);
  });

  test("a service that wants to know who else may call", async () => {
    expect((await app.call("service:web", "GET", "/v1/governance/tokens")).status).toBe(403);
  });

  test("a change without a statement, or with one that is none", async () => {
    const change = { type: "RetireOfficer", officer: "bob" };
    for (const approvals of [[], [unsigned]])
      expect((await handIn(change, approvals as never)).body.type).toBe("urn:cartulary:problem:input.malformed");
  });
});

const proposalOf = (change: unknown): Proposal =>
  ({ v: 1, purpose: "cartulary.proposal", ledger: "test/ledger", change, openings: {}, approvals: [] }) as Proposal;
