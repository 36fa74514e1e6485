/**
 * Those who try to act about an authority that belongs to a group of others: over each route, in a batch, tried out, left to
 * go on, by a statement, and by what stands in the store.
 */
import { beforeAll, describe, expect, test } from "vitest";
import type { Change } from "../../domain/governance/change.ts";
import { GOVERNANCE, requestStream } from "../../domain/kernel/stream.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { checkLedger } from "../../domain/process/check-ledger.ts";
import { subjectOf } from "../../domain/request/decider.ts";
import type { Subject } from "../../domain/statement/verdict.ts";
import { type App, makeApp } from "../support/app.ts";
import { approved, attackerOf } from "../support/attacker.ts";
import { makeCsr } from "../support/csr.ts";
import { forge } from "../support/forge.ts";
import { assignRoles, enrol, govern, tryToGovern } from "../support/govern.ts";
import { makeOfficer, signed, signedChange, type TestOfficer } from "../support/officer.ts";
import { LEDGER, loadRequest } from "../support/world.ts";

let app: App;
const carol = makeOfficer("carol");
/** A member, and one who has the same rights and is none. */
const tokens = new Map<string, string>();
/** A request of before there was a group, and a certificate, ISSUER/SERIAL, of the group's authority. */
let waiting: string;
let issued: string;

const team = (members: readonly string[]): Extract<Change, { type: "DefineGroup" }> => ({
  type: "DefineGroup",
  group: { id: "web-team", members: [...members], authorities: ["web-ca"] },
});
const MEMBERS = ["officer:alice", "officer:bob", "operator:inside", "service:web"];

const as = (holder: string, method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  app.call(tokens.get(holder) ?? holder, method, path, body, headers);
const wish = async () => ({
  authority: "web-ca",
  profile: "tls-server",
  csr: encodePem("CERTIFICATE REQUEST", await makeCsr()),
});
const statement = async (id: string, officer: TestOfficer) =>
  signed(officer, subjectOf(LEDGER, await loadRequest(app.world, id)) as Subject);
const head = async () => (await app.world.store.readAll("start", 10_000)).length;

beforeAll(async () => {
  app = await makeApp();
  const { world } = app;
  await enrol(world, carol);
  for (const holder of ["operator:inside", "operator:outside"]) {
    tokens.set(holder, await app.issueToken(holder));
    await assignRoles(world, holder, ["ra-officer", "security-officer"]);
  }
  tokens.set("operator:auditor", await app.issueToken("operator:auditor"));
  await assignRoles(world, "operator:auditor", ["auditor"]);
  waiting = (await as("service:web", "POST", "/v1/requests", await wish())).body.id as string;
  const other = (await as("service:other", "POST", "/v1/requests", await wish())).body.id as string;
  await as("operator:admin", "POST", `/v1/requests/${other}/approvals`, await statement(other, world.alice));
  const done = await as("operator:admin", "POST", `/v1/requests/${other}/approvals`, await statement(other, world.bob));
  const { issuer, serial } = done.body.certificate as { issuer: string; serial: string };
  issued = `${issuer}/${serial}`;
  await govern(world, team(MEMBERS));
});

type Act = { readonly name: string; readonly path: () => string; readonly body?: () => Promise<unknown> };
const ACTS: readonly Act[] = [
  { name: "asks for a certificate", path: () => "/v1/requests", body: wish },
  {
    name: "revokes",
    path: () => `/v1/certificates/${issued}/revocation`,
    body: async () => ({ reason: "superseded" }),
  },
  { name: "holds", path: () => `/v1/certificates/${issued}/hold` },
  { name: "releases", path: () => `/v1/certificates/${issued}/release` },
  { name: "publishes a list", path: () => "/v1/authorities/web-ca/crl" },
  { name: "makes a responder", path: () => "/v1/authorities/web-ca/responder", body: async () => ({ name: "CN=x" }) },
  { name: "requests the authority's certificate", path: () => "/v1/authorities/web-ca/request" },
  {
    name: "makes an authority below it",
    path: () => "/v1/authorities",
    body: async () => ({ id: "below", kind: "issuing", parent: "web-ca", name: "CN=x" }),
  },
  { name: "withdraws a request", path: () => `/v1/requests/${waiting}/cancellation` },
  {
    name: "hands in an approval",
    path: () => `/v1/requests/${waiting}/approvals`,
    body: () => statement(waiting, app.world.alice),
  },
];

describe("somebody outside the group", () => {
  test.for(ACTS)("$name: refused; tried out and left to go on, too; and nothing is written", async ({ path, body }) => {
    const sent = await body?.();
    const before = await head();
    // A request of others that may not be seen either is not there.
    const code = /^\/v1\/requests\/./.test(path()) ? "request.unknown" : "caller.forbidden";
    const type = `urn:cartulary:problem:${code}`;
    expect((await as("operator:outside", "POST", path(), sent)).body.type).toBe(type);
    expect((await as("operator:outside", "POST", `${path()}?dryRun=true`, sent)).body.type).toBe(type);
    const begun = await as("operator:outside", "POST", path(), sent, { prefer: "respond-async" });
    let operation = begun.body;
    while (operation.status === "running")
      operation = (await as("operator:outside", "GET", `/v1/operations/${begun.body.id}`)).body;
    expect(operation).toMatchObject({ status: "failed", answer: { body: { type } } });
    expect(await head()).toBe(before);
  });

  test("in a batch: each part is refused as it would be alone", async () => {
    const [issuer, serial] = issued.split("/");
    const before = await head();
    const calls = [
      ["requests", [await wish()]],
      ["revocations", [{ issuer, serial, reason: "superseded" }]],
      ["approvals", [{ request: waiting, approval: await statement(waiting, app.world.alice) }]],
    ] as const;
    for (const [name, items] of calls) {
      const { status, body } = await as("operator:outside", "POST", `/v1/batches/${name}`, { items });
      expect([name, status, body.succeeded, body.failed]).toEqual([name, 200, 0, 1]);
    }
    expect(await head()).toBe(before);
  });

  test("sees no request of it, no certificate, and neither in lists", async () => {
    expect((await as("operator:outside", "GET", `/v1/requests/${waiting}`)).status).toBe(404);
    expect((await as("operator:outside", "GET", `/v1/requests/${waiting}/statement?approver=alice`)).status).toBe(404);
    expect((await as("operator:outside", "GET", `/v1/certificates/${issued}`)).status).toBe(404);
    const listed = async (holder: string, path: string) => {
      const { body } = await as(holder, "GET", `${path}?authority=web-ca&limit=1000`);
      return (body.items as readonly unknown[]).length;
    };
    for (const path of ["/v1/requests", "/v1/certificates"]) {
      expect([path, await listed("operator:outside", path)]).toEqual([path, 0]);
      expect(await listed("operator:inside", path)).toBeGreaterThan(0);
      expect(await listed("operator:auditor", path)).toBe(await listed("operator:inside", path));
    }
    const csv = await as("operator:outside", "GET", "/v1/requests", undefined, { accept: "text/csv" });
    expect(csv.body.raw).not.toContain("web-ca");
    // What no group owns they see as before.
    expect(JSON.stringify((await as("operator:outside", "GET", "/v1/certificates?authority=root")).body)).toContain(
      "root",
    );
  });

  test("still sees what they asked for themselves, and does nothing more about it", async () => {
    expect((await as("service:other", "GET", `/v1/certificates/${issued}`)).status).toBe(200);
    const refused = await as("service:other", "POST", `/v1/certificates/${issued}/revocation`, {
      reason: "superseded",
    });
    expect([refused.status, refused.body.facts]).toEqual([403, { right: "certificates.revoke" }]);
  });

  test("approves nothing for it, though an approver: at the API, for the signer, in a replay", async () => {
    const refused = await as(
      "operator:inside",
      "POST",
      `/v1/requests/${waiting}/approvals`,
      await statement(waiting, carol),
    );
    expect([refused.status, refused.body.type]).toEqual([403, "urn:cartulary:problem:statement.signer-not-entitled"]);
    const { world } = app;
    const attacker = await attackerOf(world);
    const { id, plan } = await attacker.submit();
    const officers = [world.alice, carol];
    const given = await Promise.all(
      officers.map(async (o) => ({ type: "ApprovalGiven", body: { approval: await statement(id, o) } }) as const),
    );
    const basis = await world.ports.governance();
    const revision = basis.ok ? basis.value.revision : 0;
    await forge(world, requestStream(id), [...given, approved(plan, ["alice", "carol"])], revision);
    await attacker.prepare(plan);
    await attacker.expectRefused(attacker.ask(plan), "statement.signer-not-entitled");
    expect((await checkLedger(world.store)).findings.map((f) => f.what)).toEqual([
      "approved without the signatures: statement.signer-not-entitled",
    ]);
  });

  test("is not let in by their own signature", async () => {
    const change = team([...MEMBERS, "officer:carol"]);
    const result = await tryToGovern(app.world, change, [app.world.alice, carol]);
    expect(result).toMatchObject({ ok: false, error: { code: "governance.own-gain" } });
  });
});

test("an auditor reads it all, and changes nothing of it", async () => {
  expect((await as("operator:auditor", "GET", `/v1/requests/${waiting}`)).status).toBe(200);
  expect((await as("operator:auditor", "GET", `/v1/certificates/${issued}`)).status).toBe(200);
  expect((await as("operator:auditor", "POST", `/v1/certificates/${issued}/hold`)).status).toBe(403);
});

test("a member does all of it: the refusals above are for the reason that they give", async () => {
  const { world } = app;
  for (const name of [
    "asks for a certificate",
    "holds",
    "releases",
    "publishes a list",
    "hands in an approval",
    "revokes",
  ]) {
    const act = ACTS.find((a) => a.name === name) as Act;
    const { status } = await as("operator:inside", "POST", act.path(), await act.body?.());
    expect([name, status < 300]).toEqual([name, true]);
  }
  const last = await as(
    "operator:inside",
    "POST",
    `/v1/requests/${waiting}/approvals`,
    await statement(waiting, world.bob),
  );
  expect(last.body.state).toBe("fulfilled");
});

test("a member who was put out is out at once", async () => {
  const change = team(MEMBERS.filter((m) => m !== "operator:inside"));
  await govern(app.world, change);
  expect((await as("operator:inside", "POST", "/v1/requests", await wish())).status).toBe(403);
});

test("a group that one officer wrote into the store ends all signing, and is found", async () => {
  const { world } = app;
  const attacker = await attackerOf(world);
  const { plan } = await attacker.submit();
  const change = team([...MEMBERS, "officer:carol"]);
  const approvals = [...signedChange(LEDGER, change, [carol])];
  await forge(world, GOVERNANCE, [{ type: "GroupDefined", body: { group: change.group, approvals } }]);
  await attacker.expectRefused(attacker.ask(plan), "signer.history-rewritten");
  expect((await checkLedger(world.store)).findings.map((f) => f.what)).toContain(
    "not signed as it must be: governance.own-gain",
  );
});
