import { randomUUID, X509Certificate } from "node:crypto";
import * as v from "valibot";
import { beforeAll, describe, expect, test } from "vitest";
import { addSeconds } from "../../domain/kernel/instant.ts";
import { REFUSAL_CODES } from "../../domain/kernel/refusal.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import type { Subject } from "../../domain/statement/verdict.ts";
import { PROBLEMS } from "../../http/api/problem.ts";
import {
  AuthorityAnswer,
  CertificateAnswer,
  GovernanceAnswer,
  pageOf,
  RequestAnswer,
  StatusAnswer,
} from "../../http/api/schemas.ts";
import { type App, makeApp } from "../support/app.ts";
import { makeCsr } from "../support/csr.ts";
import { signed, signedChange } from "../support/officer.ts";
import { LEDGER } from "../support/world.ts";

let app: App;
beforeAll(async () => {
  app = await makeApp();
});

const pem = async (options = {}) => encodePem("CERTIFICATE REQUEST", await makeCsr(options));
const wish = async (change: object = {}) => ({
  authority: "web-ca",
  profile: "tls-server",
  csr: await pem(),
  ...change,
});
const submit = async (headers = {}) =>
  (await app.call("service:web", "POST", "/v1/requests", await wish(), headers)).body;
const judge = async (id: unknown, officer: "alice" | "bob", change = {}) => {
  const { body } = await app.call("operator:admin", "GET", `/v1/requests/${id}`);
  return app.call(
    "operator:admin",
    "POST",
    `/v1/requests/${id}/approvals`,
    signed(app.world[officer], body.statement as Subject, change),
  );
};
const issue = async () => {
  const { id } = await submit();
  await judge(id, "alice");
  const { body } = await judge(id, "bob");
  const { issuer, serial } = body.certificate as { issuer: string; serial: string };
  return `${issuer}/${serial}`;
};

describe("a request's life", () => {
  test("submitted, approved twice, issued, and read in three forms", async () => {
    const submitted = await app.call("service:web", "POST", "/v1/requests", await wish({ note: "hello" }));
    expect([submitted.status, submitted.body.state, submitted.headers.get("cartulary-position")]).toEqual([
      201,
      "planned",
      submitted.body.position,
    ]);
    expect(v.safeParse(RequestAnswer, submitted.body).issues).toBeUndefined();
    const { id } = submitted.body;
    expect((await judge(id, "alice")).body).toMatchObject({ state: "planned", approvers: ["alice"], quorum: 2 });
    const done = await judge(id, "bob");
    expect(done.body).toMatchObject({ state: "fulfilled", approvers: ["alice", "bob"], pending: null });
    const { issuer, serial } = done.body.certificate as { issuer: string; serial: string };
    const path = `/v1/certificates/${issuer}/${serial}`;
    const row = await app.call("service:web", "GET", path, undefined, {
      "cartulary-position": done.body.position as string,
    });
    expect(v.safeParse(CertificateAnswer, row.body).issues).toBeUndefined();
    const read = (accept: string) =>
      app.request(path, { headers: { authorization: `Bearer ${app.tokens["service:web"]}`, accept } });
    const [asPem, asDer] = [await read("application/pem-certificate-chain"), await read("application/pkix-cert")];
    expect(new X509Certificate(await asPem.text()).raw).toEqual(Buffer.from(await asDer.arrayBuffer()));
    expect(asDer.headers.get("etag")).toBe(`"${row.body.digest}"`);
  });

  test("denied, it ends", async () => {
    const { id } = await submit();
    expect((await judge(id, "alice", { decision: "deny" })).body).toMatchObject({ state: "denied" });
    expect((await judge(id, "bob")).body).toMatchObject({
      type: "urn:cartulary:problem:request.not-open",
      status: 409,
    });
  });

  test("withdrawn by who asked, and by nobody else", async () => {
    const { id } = await submit();
    expect((await app.call("service:other", "POST", `/v1/requests/${id}/cancellation`)).status).toBe(404);
    expect((await app.call("service:web", "POST", `/v1/requests/${id}/cancellation`)).body).toMatchObject({
      state: "cancelled",
    });
  });

  test("services see their own requests only", async () => {
    const { id } = await submit();
    expect((await app.call("service:other", "GET", `/v1/requests/${id}`)).status).toBe(404);
    expect((await app.call("service:web", "GET", "/v1/requests")).status).toBe(403);
    expect((await app.call("officer:alice", "GET", `/v1/requests/${id}`)).status).toBe(200);
  });
});

describe("a service reads the certificates of its own requests", () => {
  const read = async (holder: string, path: string, accept: string) => {
    const authorization = `Bearer ${app.tokens[holder]}`;
    const response = await app.request(path, { headers: { authorization, accept } });
    const text = await response.text();
    return { status: response.status, isUnknown: text.includes("certificate.unknown") };
  };

  test.for(["application/json", "application/pem-certificate-chain", "application/pkix-cert"])(
    "and no other, as %s",
    async (accept) => {
      const own = `/v1/certificates/${await issue()}`;
      const root = (await app.call("operator:admin", "GET", "/v1/certificates?limit=1")).body.items as Place[];
      const others = `/v1/certificates/${root[0]?.issuer}/${root[0]?.serial}`;
      for (const holder of ["service:web", "officer:alice", "operator:admin"])
        expect(await read(holder, own, accept)).toEqual({ status: 200, isUnknown: false });
      expect(await read("service:other", own, accept)).toEqual({ status: 404, isUnknown: true });
      expect(await read("service:web", others, accept)).toEqual({ status: 404, isUnknown: true });
      expect(await read("officer:alice", others, accept)).toEqual({ status: 200, isUnknown: false });
    },
  );

  type Place = { readonly issuer: string; readonly serial: string; readonly request: string };

  test("and lists no other, page by page", async () => {
    const wanted = await Promise.all([issue(), issue(), issue()]);
    const pages = async (holder: string): Promise<Place[]> => {
      const seen: Place[] = [];
      for (let cursor = ""; ; ) {
        const { body } = await app.call(holder, "GET", `/v1/certificates?limit=2${cursor}`);
        seen.push(...(body.items as Place[]));
        if (body.next === null) return seen;
        cursor = `&cursor=${body.next}`;
      }
    };
    const all = await pages("operator:admin");
    const own: Place[] = [];
    for (const place of all) {
      const { body } = await app.call("operator:admin", "GET", `/v1/requests/${place.request}`);
      if (body.requester === "service:web") own.push(place);
    }
    expect(await pages("service:web")).toEqual(own);
    expect(own.map((p) => `${p.issuer}/${p.serial}`)).toEqual(expect.arrayContaining(wanted));
    expect(own.length).toBeLessThan(all.length);
    expect(await pages("service:other")).toEqual([]);
  });
});

describe("Idempotency-Key", () => {
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
  const tokenFor = (holder: string): Call => {
    const notAfter = addSeconds(app.world.clock.now(), 60);
    const token = { id: randomUUID(), digest: "A".repeat(43) as never, holder, notAfter };
    const change = { type: "IssueToken", token } as const;
    const approvals = signedChange(LEDGER, change, [app.world.alice, app.world.bob]);
    return { path: "/v1/governance/changes", body: { change, approvals } };
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
    expect([again.status, again.body.request ?? again.body.id]).toEqual([
      done.status,
      done.body.request ?? done.body.id,
    ]);
    const wrote = (await app.world.store.readAll("start", 10_000)).slice(before.length).map((e) => e.type);
    // A change of status publishes a list each time it is asked for; nothing else may have been written.
    expect(wrote.filter((type) => !type.startsWith("Crl"))).toEqual([]);
  });

  test("every POST route stands in the table, but for those that write no command", async () => {
    const { body } = await app.call(null, "GET", "/v1/openapi.json");
    const paths = Object.values(body.paths as Record<string, { post?: { operationId: string } }>);
    const posts = paths.flatMap(({ post }) => (post ? [post.operationId] : []));
    const told = new Set(reuses.map((r) => r.name.split(",")[0]));
    expect(posts.filter((id) => !told.has(id))).toEqual(["publishCrl", "proposeChange"]);
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
});

describe("status", () => {
  test("hold, release, revoke; each answers with what relying parties will see", async () => {
    const path = `/v1/certificates/${await issue()}`;
    for (const [act, body, status] of [
      ["hold", undefined, "held"],
      ["release", undefined, "good"],
      ["revocation", { reason: "superseded" }, "revoked"],
    ] as const) {
      const answer = await app.call("officer:alice", "POST", `${path}/${act}`, body);
      expect(v.safeParse(StatusAnswer, answer.body).issues).toBeUndefined();
      expect(answer.body).toMatchObject({ status, crl: expect.stringMatching(/^\d+$/) });
    }
    expect((await app.call("officer:alice", "POST", `${path}/release`)).body).toMatchObject({
      type: "urn:cartulary:problem:certificate.not-on-hold",
    });
    expect((await app.call("service:other", "POST", `${path}/revocation`, { reason: "superseded" })).status).toBe(403);
  });
});

describe("reading", () => {
  test("authorities, governance, certificates and events answer in their schemas", async () => {
    const get = async (path: string) => (await app.call("operator:admin", "GET", path)).body;
    expect(v.safeParse(pageOf(AuthorityAnswer), await get("/v1/authorities")).issues).toBeUndefined();
    expect(v.safeParse(pageOf(CertificateAnswer), await get("/v1/certificates")).issues).toBeUndefined();
    expect(v.safeParse(GovernanceAnswer, await get("/v1/governance")).issues).toBeUndefined();
    expect(await get("/v1/authorities/web-ca")).toMatchObject({
      kind: "issuing",
      state: "active",
      parent: "root",
      name: "O=Example, CN=Web CA",
    });
    expect(JSON.stringify(await get("/v1/governance"))).not.toContain("Name of");
  });

  test("pages of events join without loss", async () => {
    const seen: unknown[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await app.call("operator:admin", "GET", `/v1/events?limit=7${cursor}`);
      seen.push(...(body.items as unknown[]));
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    const { body } = await app.call("operator:admin", "GET", "/v1/events?limit=1000");
    expect(seen).toEqual(body.items);
    expect(seen.length).toBeGreaterThan(30);
  });
});

test("every refusal has its problem, and none a status of success", () => {
  expect(Object.keys(PROBLEMS).sort()).toEqual([...REFUSAL_CODES].sort());
  expect(Object.values(PROBLEMS).every((p) => p.status >= 400 && p.title.length > 3)).toBe(true);
});

test("OpenAPI 3.1 describes every route, from the same schemas", async () => {
  const { body } = await app.call(null, "GET", "/v1/openapi.json");
  const paths = body.paths as Record<
    string,
    Record<string, { operationId: string; responses: Record<string, unknown> }>
  >;
  const operations = Object.values(paths).flatMap((p) => Object.values(p));
  expect(body.openapi).toMatch(/^3\.1/);
  expect(operations.map((o) => o.operationId).sort()).toEqual([
    "cancelRequest",
    "changeGovernance",
    "createAuthority",
    "createResponder",
    "holdCertificate",
    "judgeRequest",
    "listAuthorities",
    "listCertificates",
    "listEvents",
    "listMandates",
    "listRequests",
    "listTokens",
    "proposeChange",
    "publishCrl",
    "readAuthority",
    "readCertificate",
    "readGovernance",
    "readMandate",
    "readRequest",
    "releaseCertificate",
    "renewAuthorityRequest",
    "revokeCertificate",
    "submitRequest",
  ]);
  expect(operations.every((o) => "401" in o.responses && "503" in o.responses)).toBe(true);
  expect(JSON.stringify(paths["/v1/requests"])).toContain("PKCS #10");
});
