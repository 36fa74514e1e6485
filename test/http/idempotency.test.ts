/** The same Idempotency-Key is the same command, on every route; with another body it is refused, and nothing is written. */
import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import type { Change } from "../../domain/governance/change.ts";
import { addSeconds } from "../../domain/kernel/instant.ts";
import type { Subject } from "../../domain/statement/verdict.ts";
import { type App, makeApp } from "../support/app.ts";
import { signed, signedChange } from "../support/officer.ts";
import { requestsOver } from "../support/requests.ts";
import { LEDGER } from "../support/world.ts";

let app: App;
beforeAll(async () => {
  app = await makeApp();
});
const { wish, submit, judge, issue } = requestsOver(() => app);

type Call = { readonly path: string; readonly body?: unknown };
/** What is asked first, and what else is asked under the same key. */
type Reuse = { readonly name: string; readonly holder: string; readonly calls: () => Promise<readonly [Call, Call]> };
const statement = async (id: unknown, decision: "approve" | "deny" = "approve") => {
  const { body } = await app.call("operator:admin", "GET", `/v1/requests/${id}`);
  return signed(app.world.alice, body.statement as Subject, { decision });
};
const authority = (id: string, change: object = {}) => ({
  path: "/v1/authorities",
  body: { id, kind: "root", name: `CN=${id}`, ...change },
});
const responder = (id: string, cn: string) => ({
  path: `/v1/authorities/${id}/responder`,
  body: { name: `CN=${cn}` },
});
const approvalsOf = (change: Change) => signedChange(LEDGER, change, [app.world.alice, app.world.bob]);
const tokenFor = (holder: string) => {
  const notAfter = addSeconds(app.world.clock.now(), 60);
  const token = { id: randomUUID(), digest: "A".repeat(43) as never, holder, notAfter };
  const change = { type: "IssueToken", token } as const;
  return { path: "/v1/governance/changes", body: { change, approvals: approvalsOf(change) } };
};
const reuses: readonly Reuse[] = [
  {
    name: "submitRequest, another note",
    holder: "service:web",
    calls: async () => {
      const body = await wish();
      return [
        { path: "/v1/requests", body },
        { path: "/v1/requests", body: { ...body, note: "x" } },
      ];
    },
  },
  {
    name: "judgeRequest, another decision",
    holder: "operator:admin",
    calls: async () => {
      const { id } = await submit();
      const path = `/v1/requests/${id}/approvals`;
      return [
        { path, body: await statement(id) },
        { path, body: await statement(id, "deny") },
      ];
    },
  },
  {
    name: "cancelRequest, and then an approval",
    holder: "service:web",
    calls: async () => {
      const path = `/v1/requests/${(await submit()).id}`;
      const body = await statement(path.slice("/v1/requests/".length));
      return [{ path: `${path}/cancellation` }, { path: `${path}/approvals`, body }];
    },
  },
  {
    name: "revokeCertificate, another reason",
    holder: "officer:alice",
    calls: async () => {
      const path = `/v1/certificates/${await issue()}/revocation`;
      return [
        { path, body: { reason: "superseded" } },
        { path, body: { reason: "keyCompromise" } },
      ];
    },
  },
  {
    name: "holdCertificate, and then a release",
    holder: "officer:alice",
    calls: async () => {
      const path = `/v1/certificates/${await issue()}`;
      return [{ path: `${path}/hold` }, { path: `${path}/release` }];
    },
  },
  {
    name: "releaseCertificate, and then a hold",
    holder: "officer:alice",
    calls: async () => {
      const path = `/v1/certificates/${await issue()}`;
      await app.call("officer:alice", "POST", `${path}/hold`);
      return [{ path: `${path}/release` }, { path: `${path}/hold` }];
    },
  },
  {
    name: "registerWebhook, another address",
    holder: "operator:admin",
    calls: async () => [
      { path: "/v1/webhooks", body: { url: "https://one.example/" } },
      { path: "/v1/webhooks", body: { url: "https://two.example/" } },
    ],
  },
  {
    name: "createAuthority, another id",
    holder: "operator:admin",
    calls: async () => [authority("one"), authority("two")],
  },
  {
    name: "createAuthority, an id that exists",
    holder: "operator:admin",
    calls: async () => [authority("three"), authority("root")],
  },
  {
    name: "createAuthority, another name",
    holder: "operator:admin",
    calls: async () => [authority("four"), authority("four", { name: "CN=other" })],
  },
  {
    name: "createAuthority, and then a responder",
    holder: "operator:admin",
    calls: async () => [authority("five"), responder("web-ca", "OCSP five")],
  },
  {
    name: "renewAuthorityRequest, another authority",
    holder: "operator:admin",
    calls: async () => {
      const path = (id: string) => `/v1/authorities/${id}/request`;
      for (const id of ["six", "seven"]) {
        const { body } = await app.call("operator:admin", "POST", "/v1/authorities", authority(id).body);
        expect((await judge(body.request, "alice", { decision: "deny" })).body.state).toBe("denied");
      }
      return [{ path: path("six") }, { path: path("seven") }];
    },
  },
  {
    name: "changeGovernance, other signatures",
    holder: "operator:admin",
    calls: async () => {
      const { path, body } = tokenFor("service:third");
      return [
        { path, body },
        { path, body: { ...body, approvals: approvalsOf(body.change) } },
      ];
    },
  },
  {
    name: "createResponder, another name",
    holder: "operator:admin",
    calls: async () => [responder("web-ca", "OCSP a"), responder("web-ca", "OCSP b")],
  },
  {
    name: "createResponder, another authority",
    holder: "operator:admin",
    calls: async () => [responder("web-ca", "OCSP c"), responder("root", "OCSP c")],
  },
  {
    name: "changeGovernance, another change",
    holder: "operator:admin",
    calls: async () => [tokenFor("service:one"), tokenFor("service:two")],
  },
];

test.for(reuses)("$name: 422, and nothing is written", async ({ name, holder, calls }) => {
  const [first, other] = await calls();
  const send = ({ path, body }: Call) => app.call(holder, "POST", path, body, { "idempotency-key": name });
  const done = await send(first);
  expect(done.status).toBeLessThan(300);
  const before = await app.world.store.readAll("start", 10_000);
  const refused = await send(other);
  expect([refused.status, refused.body.type]).toEqual([422, "urn:cartulary:problem:command.reused"]);
  const again = await send(first);
  expect([again.status, again.body.request ?? again.body.id]).toEqual([done.status, done.body.request ?? done.body.id]);
  const wrote = (await app.world.store.readAll("start", 10_000)).slice(before.length).map((e) => e.type);
  // A change of status publishes a list each time it is asked for; nothing else may have been written.
  expect(wrote.filter((type) => !type.startsWith("Crl"))).toEqual([]);
});

test("every POST route stands in the table, but for those that write no command", async () => {
  const { body } = await app.call(null, "GET", "/v1/openapi.json");
  const paths = Object.values(body.paths as Record<string, { post?: { operationId: string } }>);
  const posts = paths.flatMap(({ post }) => (post ? [post.operationId] : []));
  const told = new Set(reuses.map((r) => r.name.split(",")[0]));
  // Batches are the same calls again: test/http/batch.test.ts.
  const batches = ["submitRequests", "revokeCertificates", "judgeRequests"];
  expect(posts.filter((id) => !told.has(id))).toEqual([
    "publishCrl",
    "proposeChange",
    // Sessions are no events, and each login is another: test/attack/logins.test.ts.
    "openSession",
    "joinSession",
    // Messages, of which no event tells.
    "pingWebhook",
    "retryDeadLetter",
    ...batches,
  ]);
});

test("it is the caller's own: another caller may use the same", async () => {
  const body = await wish();
  const send = (holder: string) => app.call(holder, "POST", "/v1/requests", body, { "idempotency-key": "mine" });
  expect((await send("service:web")).body.id).not.toBe((await send("service:other")).body.id);
});

test.for([
  { name: "empty", key: "" },
  { name: "blank", key: "   " },
  { name: "longer than 200 characters", key: "k".repeat(201) },
  { name: "not ASCII", key: "schlüssel" },
  { name: "with a tab in it", key: "a\tb" },
])("a key that is $name is refused, and the header named", async ({ key }) => {
  const before = await app.world.store.readAll("start", 10_000);
  const answer = await app.call("service:web", "POST", "/v1/requests", await wish(), { "idempotency-key": key });
  expect([answer.status, answer.body.type, answer.body.facts]).toEqual([
    400,
    "urn:cartulary:problem:input.malformed",
    { field: "Idempotency-Key" },
  ]);
  expect(await app.world.store.readAll("start", 10_000)).toEqual(before);
});

test("200 characters count, to the last", async () => {
  const body = await wish();
  const send = (key: string) => app.call("service:web", "POST", "/v1/requests", body, { "idempotency-key": key });
  const [a, b] = [await send(`${"k".repeat(199)}a`), await send(`${"k".repeat(199)}b`)];
  expect([a.status, b.status]).toEqual([201, 201]);
  expect(a.body.id).not.toBe(b.body.id);
});
