import { beforeAll, describe, expect, test } from "vitest";
import { readEvent } from "../../domain/catalogue.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { type App, makeApp } from "../support/app.ts";
import { signedChange } from "../support/officer.ts";
import { makeSquareCsr } from "../support/square-csr.ts";
import { LEDGER } from "../support/world.ts";

let app: App;
/** The reasons of refused attempts, as the ledger has them. */
const guarded = async ({ world }: App): Promise<string[]> =>
  (await world.store.readAll("start", 10_000))
    .map((r) => readEvent(r.bytes))
    .flatMap((e) => (e.ok && e.value.type === "AttemptsRefused" ? [e.value.body.code] : []));
beforeAll(async () => {
  app = await makeApp();
});

describe("bad input gets a problem that says what is wrong and repeats nothing", () => {
  const evil = "<script>alert(1)</script>";
  const zero = "0".repeat(32);
  test.for<{
    name: string;
    holder: string | null;
    method: string;
    path: string;
    body?: unknown;
    status: number;
    code: string;
    facts?: object;
  }>([
    {
      name: "no token",
      holder: null,
      method: "GET",
      path: "/v1/authorities",
      status: 401,
      code: "caller.unauthenticated",
    },
    {
      name: "a token that is none",
      holder: evil,
      method: "GET",
      path: "/v1/authorities",
      status: 401,
      code: "caller.unauthenticated",
    },
    {
      name: "a token of nobody",
      holder: `cartulary_00000000-0000-4000-8000-000000000000_${"A".repeat(43)}`,
      method: "GET",
      path: "/v1/authorities",
      status: 401,
      code: "caller.unauthenticated",
    },
    {
      name: "no JSON",
      holder: "service:web",
      method: "POST",
      path: "/v1/requests",
      body: "{",
      status: 400,
      code: "input.malformed",
    },
    {
      name: "an empty body",
      holder: "service:web",
      method: "POST",
      path: "/v1/requests",
      body: "",
      status: 400,
      code: "input.malformed",
    },
    {
      name: "a field of the wrong kind",
      holder: "service:web",
      method: "POST",
      path: "/v1/requests",
      body: { authority: 5 },
      status: 400,
      code: "input.malformed",
      facts: { field: "authority" },
    },
    {
      name: "an unknown field",
      holder: "service:web",
      method: "POST",
      path: "/v1/requests",
      body: { authority: "a", profile: "b", csr: "c", [evil]: 1 },
      status: 400,
      code: "input.malformed",
    },
    {
      name: "a name with signs in it",
      holder: "service:web",
      method: "POST",
      path: "/v1/requests",
      body: { authority: evil, profile: "b", csr: "c" },
      status: 400,
      code: "input.malformed",
      facts: { field: "authority" },
    },
    {
      name: "a note that is no Unicode",
      holder: "service:web",
      method: "POST",
      path: "/v1/requests",
      body: {
        authority: "web-ca",
        profile: "tls-server",
        csr: encodePem("CERTIFICATE REQUEST", makeSquareCsr()),
        note: "\ud800",
      },
      status: 400,
      code: "input.malformed",
      facts: { field: "note" },
    },
    {
      name: "a CSR that is no PEM",
      holder: "service:web",
      method: "POST",
      path: "/v1/requests",
      body: { authority: "web-ca", profile: "tls-server", csr: evil },
      status: 400,
      code: "input.malformed",
    },
    {
      name: "a CSR that is no CSR",
      holder: "service:web",
      method: "POST",
      path: "/v1/requests",
      body: { authority: "web-ca", profile: "tls-server", csr: encodePem("CERTIFICATE REQUEST", Uint8Array.of(1)) },
      status: 400,
      code: "csr.malformed",
    },
    {
      name: "a CSR for a key whose modulus is a square",
      holder: "service:web",
      method: "POST",
      path: "/v1/requests",
      body: {
        authority: "web-ca",
        profile: "tls-server",
        csr: encodePem("CERTIFICATE REQUEST", makeSquareCsr()),
      },
      status: 422,
      code: "csr.weak-key",
    },
    {
      name: "an unknown request",
      holder: "operator:admin",
      method: "GET",
      path: `/v1/requests/${zero}`,
      status: 404,
      code: "request.unknown",
    },
    {
      name: "an id that is none",
      holder: "operator:admin",
      method: "GET",
      path: "/v1/requests/xyz",
      status: 400,
      code: "input.malformed",
      facts: { field: "id" },
    },
    {
      name: "an approval that is no statement",
      holder: "operator:admin",
      method: "POST",
      path: `/v1/requests/${zero}/approvals`,
      body: { statement: {}, signature: "" },
      status: 400,
      code: "input.malformed",
    },
    {
      name: "an unknown certificate",
      holder: "officer:alice",
      method: "GET",
      path: `/v1/certificates/${zero}/01`,
      status: 404,
      code: "certificate.unknown",
    },
    {
      name: "a serial number that is none",
      holder: "officer:alice",
      method: "GET",
      path: `/v1/certificates/${zero}/00`,
      status: 400,
      code: "input.malformed",
      facts: { field: "serial" },
    },
    {
      name: "a reason that is none",
      holder: "officer:alice",
      method: "POST",
      path: `/v1/certificates/${zero}/01/revocation`,
      body: { reason: evil },
      status: 400,
      code: "input.malformed",
      facts: { field: "reason" },
    },
    {
      name: "a page that is none",
      holder: "officer:alice",
      method: "GET",
      path: "/v1/certificates?limit=0",
      status: 400,
      code: "input.malformed",
      facts: { field: "limit" },
    },
    {
      name: "a name that is none",
      holder: "operator:admin",
      method: "POST",
      path: "/v1/authorities",
      body: { id: "x", kind: "root", name: evil },
      status: 422,
      code: "name.malformed",
    },
    {
      name: "an authority that exists",
      holder: "operator:admin",
      method: "POST",
      path: "/v1/authorities",
      body: { id: "root", kind: "root", name: "CN=x" },
      status: 409,
      code: "authority.exists",
    },
    {
      name: "a service that wants an authority",
      holder: "service:web",
      method: "POST",
      path: "/v1/authorities",
      body: { id: "x", kind: "root", name: "CN=x" },
      status: 403,
      code: "caller.forbidden",
    },
    {
      name: "a service that reads the ledger",
      holder: "service:web",
      method: "GET",
      path: "/v1/events",
      status: 403,
      code: "caller.forbidden",
    },
    {
      name: "an unknown route",
      holder: "operator:admin",
      method: "GET",
      path: "/v1/nothing",
      status: 404,
      code: "route.unknown",
    },
    {
      name: "an unknown method",
      holder: "operator:admin",
      method: "DELETE",
      path: "/v1/authorities",
      status: 405,
      code: "route.wrong-method",
    },
  ])("$name", async ({ holder, method, path, body, status, code, facts }) => {
    const answer = await app.call(holder, method, path, body);
    expect([answer.status, answer.body.type, answer.headers.get("content-type")]).toEqual([
      status,
      `urn:cartulary:problem:${code}`,
      "application/problem+json",
    ]);
    if (facts !== undefined) expect(answer.body.facts).toMatchObject(facts);
    expect(JSON.stringify(answer.body)).not.toContain("script");
  });

  test("a body that is too large is not read", async () => {
    const answer = await app.call("service:web", "POST", "/v1/requests", { csr: "x".repeat(300_000) });
    expect([answer.status, answer.body.type, answer.body.facts]).toEqual([
      413,
      "urn:cartulary:problem:input.too-large",
      { maxBytes: 262144 },
    ]);
  });

  test("the right token with another secret is no token", async () => {
    const stolen = `${app.tokens["service:web"]?.slice(0, -43)}${"A".repeat(43)}`;
    expect((await app.call(stolen, "GET", "/v1/authorities")).status).toBe(401);
  });

  test("an expired token is no token", async () => {
    const other = await makeApp();
    other.world.clock.advance(3601);
    expect((await other.call("service:web", "GET", "/v1/authorities")).status).toBe(401);
    await other.attempts.flush();
    expect(await guarded(other)).toEqual(["caller.token-ended"]);
  });

  test("a token that was revoked, and is used all the same, is told apart from one that never was", async () => {
    const other = await makeApp();
    const bearer = await other.issueToken("service:web");
    const id = bearer.split("_")[1] ?? "";
    const change = { type: "RevokeToken", token: id } as const;
    const approvals = signedChange(LEDGER, change, [other.world.alice, other.world.bob]);
    await other.call("operator:admin", "POST", "/v1/governance/changes", { change, approvals });
    const never = `${bearer.slice(0, -43)}${"A".repeat(43)}`;
    const answers = [
      await other.call(bearer, "GET", "/v1/authorities"),
      await other.call(never, "GET", "/v1/authorities"),
    ];
    // The caller is told the same.
    expect(answers.map((a) => a.status)).toEqual([401, 401]);
    const told = answers.map(({ body: { instance: _, ...rest } }) => rest);
    expect(told[0]).toEqual(told[1]);
    await other.attempts.flush();
    expect((await guarded(other)).sort()).toEqual(["caller.token-revoked", "caller.unauthenticated"]);
  });

  test("a position that never comes is 503 with Retry-After", async () => {
    const answer = await app.call("operator:admin", "GET", "/v1/authorities", undefined, {
      "cartulary-position": "f".repeat(16),
    });
    expect([answer.status, answer.body.type, answer.headers.get("retry-after")]).toEqual([
      503,
      "urn:cartulary:problem:read.behind",
      "1",
    ]);
  });
});
