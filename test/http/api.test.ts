import { X509Certificate } from "node:crypto";
import * as v from "valibot";
import { beforeAll, describe, expect, test } from "vitest";
import { REFUSAL_CODES } from "../../domain/kernel/refusal.ts";
import { PROBLEMS } from "../../http/api/problem-table.ts";
import {
  AuthorityAnswer,
  CertificateAnswer,
  GovernanceAnswer,
  pageOf,
  RequestAnswer,
  StatusAnswer,
} from "../../http/api/schemas.ts";
import { type App, makeApp } from "../support/app.ts";
import { requestsOver } from "../support/requests.ts";

let app: App;
beforeAll(async () => {
  app = await makeApp();
});

const { wish, submit, judge, issue } = requestsOver(() => app);

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
    expect(asDer.headers.get("etag")).toBe('"1.application/pkix-cert"');
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
  // Which they are is told by hand in test/http/route-role-walk.test.ts.
  expect(operations.length).toBeGreaterThan(40);
  expect(operations.every((o) => "401" in o.responses && "503" in o.responses)).toBe(true);
  expect(JSON.stringify(paths["/v1/requests"])).toContain("PKCS #10");
});
