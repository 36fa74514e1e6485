/** Mandates over HTTP: proposed, signed, handed in, used, stopped. */
import { randomUUID, X509Certificate } from "node:crypto";
import * as v from "valibot";
import { beforeEach, describe, expect, test } from "vitest";
import { type Proposal, ProposalSchema, subjectOfProposal } from "../../domain/governance/proposal.ts";
import { addSeconds } from "../../domain/kernel/instant.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { ModuleFault } from "../../domain/ports/key-module.ts";
import { MandateAnswer, pageOf, RequestAnswer } from "../../http/api/schemas.ts";
import { type App, makeApp } from "../support/app.ts";
import { makeCsr } from "../support/csr.ts";
import { signed, type TestOfficer } from "../support/officer.ts";

let app: App;
beforeEach(async () => {
  app = await makeApp();
});

const wishOf = (change: object = {}) => ({
  type: "GrantMandate",
  mandate: {
    id: "web",
    authority: "web-ca",
    profile: "tls-server",
    requesters: ["service:web"],
    subtrees: ["dns:example.test", "dn:O=Example"],
    keyAlgorithms: ["ec-p256"],
    quota: { certificates: 2, seconds: 60 },
    notAfter: addSeconds(app.world.clock.now(), 86_400),
    ...change,
  },
});

const propose = (wish: unknown) => app.call("operator:admin", "POST", "/v1/governance/proposals", wish);
const handIn = (proposal: Proposal, officers: readonly TestOfficer[]) =>
  app.call("operator:admin", "POST", "/v1/governance/changes", {
    change: proposal.change,
    approvals: officers.map((o) => signed(o, subjectOfProposal(proposal))),
  });
const govern = async (wish: unknown, ...officers: readonly TestOfficer[]) =>
  handIn(v.parse(ProposalSchema, (await propose(wish)).body), officers);
const grant = (change: object = {}) => govern(wishOf(change), app.world.alice, app.world.bob);
const suspend = (mandate = "web") => govern({ type: "SuspendMandate", mandate }, app.world.bob);

const submit = async (change: object = {}, headers = {}, csr = {}) => {
  const pem = encodePem("CERTIFICATE REQUEST", await makeCsr(csr));
  const body = { authority: "web-ca", profile: "tls-server", csr: pem, ...change };
  return app.call("service:web", "POST", "/v1/requests", body, headers);
};

test("granted by the quorum, a request is answered with its certificate; suspended, it waits for officers", async () => {
  expect((await submit()).body).toMatchObject({ state: "planned", mandate: null, pem: null });
  expect(await grant()).toMatchObject({ status: 201, body: { type: "MandateGranted" } });

  const done = await submit();
  expect([done.status, done.body.state, done.body.mandate, done.body.approvers]).toEqual([201, "fulfilled", "web", []]);
  expect(v.safeParse(RequestAnswer, done.body).issues).toBeUndefined();
  const certificate = new X509Certificate(done.body.pem as string);
  const { serial } = done.body.certificate as { serial: string };
  expect([certificate.subjectAltName, certificate.serialNumber.toLowerCase()]).toEqual([
    "DNS:www.example.test",
    serial,
  ]);
  expect(done.headers.get("cartulary-position")).toBe(done.body.position);

  expect(await suspend()).toMatchObject({ status: 201, body: { type: "MandateSuspended" } });
  expect((await submit()).body).toMatchObject({ state: "planned", mandate: null });
});

test("the proposal says all that is signed, looked up by the server", async () => {
  const { status, body } = await propose(wishOf());
  const { change } = v.parse(ProposalSchema, body);
  const authority = app.world.ports.queries.authorities().find((a) => a.id === "web-ca");
  expect(status).toBe(200);
  expect(change).toMatchObject({
    type: "GrantMandate",
    mandate: {
      key: authority?.key,
      issuer: authority?.der,
      publicUrl: "http://pki.test",
      profile: { id: "tls-server", version: 1 },
      subtrees: [{ kind: "dns", value: "example.test" }, { kind: "directoryName" }],
      notBefore: app.world.clock.now(),
    },
  });
});

describe("what cannot be granted is refused before anybody signs it", () => {
  test.for<{ name: string; change: object; status: number; code: string }>([
    { name: "an authority that is not there", change: { authority: "nobody" }, status: 404, code: "authority.unknown" },
    { name: "a profile that is not there", change: { profile: "none" }, status: 422, code: "profile.unknown" },
    {
      name: "a profile of authorities",
      change: { profile: "issuing-authority" },
      status: 422,
      code: "mandate.unsound",
    },
    { name: "a subtree that is everything", change: { subtrees: ["dns:."] }, status: 422, code: "mandate.unsound" },
    { name: "a subtree of no kind", change: { subtrees: ["example.test"] }, status: 422, code: "mandate.unsound" },
    { name: "a subtree of another kind", change: { subtrees: ["tel:1"] }, status: 422, code: "mandate.unsound" },
    { name: "no subtree", change: { subtrees: [] }, status: 400, code: "input.malformed" },
    {
      name: "an officer as requester",
      change: { requesters: ["officer:alice"] },
      status: 400,
      code: "input.malformed",
    },
    {
      name: "no certificate at all",
      change: { quota: { certificates: 0, seconds: 1 } },
      status: 400,
      code: "input.malformed",
    },
    {
      name: "an end that is over",
      change: { notAfter: "2020-01-01T00:00:00.000Z" },
      status: 422,
      code: "mandate.unsound",
    },
    { name: "a word too many", change: { key: "a".repeat(32) }, status: 400, code: "input.malformed" },
  ])("$name", async ({ change, status, code }) => {
    expect(await propose(wishOf(change))).toMatchObject({
      status,
      body: { type: `urn:cartulary:problem:${code}` },
    });
  });
});

test("who must sign: the quorum to grant, one officer to stop", async () => {
  const { alice, bob } = app.world;
  expect((await govern(wishOf(), alice)).body.type).toBe("urn:cartulary:problem:statement.too-few");
  expect((await govern(wishOf(), alice, bob)).status).toBe(201);
  expect((await propose(wishOf())).body.type).toBe("urn:cartulary:problem:mandate.exists");
  expect((await govern({ type: "SuspendMandate", mandate: "web" }, alice)).status).toBe(201);
  expect((await propose({ type: "SuspendMandate", mandate: "web" })).body).toMatchObject({
    status: 409,
    type: "urn:cartulary:problem:mandate.suspended",
  });
});

describe("a request that names its mandate", () => {
  test.for<{ name: string; body: object; csr?: object; status: number; code: string }>([
    { name: "one that is not there", body: { mandate: "nobody" }, status: 404, code: "mandate.unknown" },
    {
      name: "one for other names",
      body: { mandate: "web" },
      csr: { subject: "CN=x", dns: ["www.example.com"] },
      status: 422,
      code: "mandate.not-covering",
    },
    { name: "something that is no name", body: { mandate: "No Name" }, status: 400, code: "input.malformed" },
  ])("$name", async ({ body, csr, status, code }) => {
    await grant();
    expect(await submit(body, {}, csr)).toMatchObject({ status, body: { type: `urn:cartulary:problem:${code}` } });
  });

  test("and is not covered by it is counted among the refused attempts", async () => {
    await grant();
    for (let i = 0; i < 2; i++) await submit({ mandate: "web" }, {}, { subject: "CN=x", dns: ["www.example.com"] });
    await app.attempts.flush();
    const guard = await app.world.store.readAll("start", 10_000);
    const refused = guard.filter((r) => r.type === "AttemptsRefused").map((r) => Buffer.from(r.bytes).toString());
    expect(refused).toEqual([expect.stringContaining('"code":"mandate.not-covering","count":2')]);
  });

  test("and finds the quota used up is told so", async () => {
    await grant();
    const seen = [];
    for (let i = 0; i < 3; i++) seen.push((await submit({ mandate: "web" })).status);
    expect(seen).toEqual([201, 201, 429]);
    expect((await submit()).body).toMatchObject({
      status: 429,
      type: "urn:cartulary:problem:mandate.exceeded",
    });
    app.world.clock.advance(61);
    expect((await submit()).status).toBe(201);
  });
});

test("the same Idempotency-Key gives the same certificate again, and spends nothing", async () => {
  await grant({ quota: { certificates: 1, seconds: 3600 } });
  const csr = encodePem("CERTIFICATE REQUEST", await makeCsr());
  const key = { "idempotency-key": randomUUID() };
  const [first, second] = [await submit({ csr }, key), await submit({ csr }, key)];
  expect(second.body).toEqual(first.body);
  expect(second.body.pem).toMatch(/^-----BEGIN CERTIFICATE-----/);
  expect((await submit()).status).toBe(429);
});

test("while the module is away the request is pending, and finished by itself", async () => {
  await grant();
  app.world.module.faults.onSign = () => ({ when: "before", fault: new ModuleFault("module.unavailable") });
  const waiting = await submit();
  expect([waiting.status, waiting.body.state, waiting.body.pending, waiting.body.pem]).toEqual([
    201,
    "approved",
    "module.unavailable",
    null,
  ]);
  app.world.module.faults.onSign = () => undefined;
  const { recover } = await import("../../domain/process/recover.ts");
  await app.world.runner.catchUp();
  await recover(app.world.ports);
  const read = await app.call("service:web", "GET", `/v1/requests/${waiting.body.id}`);
  expect(read.body).toMatchObject({ state: "fulfilled", mandate: "web" });
});

test("mandates are read by officers and operators, not by services", async () => {
  await grant();
  await grant({ id: "later", notBefore: addSeconds(app.world.clock.now(), 60) });
  await grant({ id: "old" });
  await suspend("old");
  const { body } = await app.call("operator:admin", "GET", "/v1/mandates");
  const { items } = v.parse(pageOf(MandateAnswer), body);
  expect(items.map((m) => [m.id, m.state, m.subtrees])).toEqual([
    ["web", "in force", ["dns:example.test", "dn:O=Example"]],
    ["later", "not yet", ["dns:example.test", "dn:O=Example"]],
    ["old", "suspended", ["dns:example.test", "dn:O=Example"]],
  ]);
  for (const path of ["/v1/mandates", "/v1/mandates/web"])
    expect((await app.call("service:web", "GET", path)).status).toBe(403);
});

test("one mandate, and what became of it", async () => {
  await grant();
  expect((await app.call("officer:alice", "GET", "/v1/mandates/web")).body).toMatchObject({
    id: "web",
    state: "in force",
  });
  await grant({ id: "short", notAfter: addSeconds(app.world.clock.now(), 60) });
  app.world.clock.advance(61);
  expect((await app.call("officer:alice", "GET", "/v1/mandates/short")).body).toMatchObject({ state: "ended" });
  expect((await app.call("officer:alice", "GET", "/v1/mandates/nobody")).body).toMatchObject({
    status: 404,
    type: "urn:cartulary:problem:mandate.unknown",
  });
});

test("a mandated issuance reads each stream once", async () => {
  await grant();
  const seen: string[] = [];
  const { store } = app.world.ports;
  const { readStream } = store;
  Object.assign(store, {
    readStream: (...asked: Parameters<typeof readStream>) => {
      seen.push(asked[0].split("-")[0] ?? "");
      return readStream(...asked);
    },
  });
  expect((await submit()).status).toBe(201);
  // The server: governance to know the caller, the request's id, the authority. The signer: all that it decides from.
  expect(seen.sort()).toEqual(["authority", "certificate", "governance", "governance", "key", "request", "request"]);
});
