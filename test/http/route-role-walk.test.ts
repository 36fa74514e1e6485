/**
 * Every route of the API in every role, with none and without a token. The rows below are written by hand: a route that
 * is new fails until somebody has said here what it asks for, and one that asks for less than it did fails too.
 */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { RIGHT_NAMES, WITHOUT_ROUTE } from "../../domain/governance/rights.ts";
import { builtInRoles } from "../../domain/governance/roles.ts";
import { type App, makeApp } from "../support/app.ts";
import { type DocumentedRoute, documentedRoutes } from "../support/documented-routes.ts";
import { openApiDocument } from "../support/openapi-document.ts";

/** What each operation asks for; behind the stroke what is enough for one's own. */
const ASKED: Readonly<Record<string, string>> = {
  submitRequest: "requests.submit",
  listRequests: "requests.read",
  readRequest: "requests.read/requests.submit",
  makeStatement: "requests.read/requests.submit",
  judgeRequest: "requests.decide/requests.submit",
  cancelRequest: "requests.cancel/requests.submit",
  listCertificates: "certificates.read/requests.submit",
  readCertificate: "certificates.read/requests.submit",
  revokeCertificate: "certificates.revoke/requests.submit",
  holdCertificate: "certificates.hold",
  releaseCertificate: "certificates.hold",
  listAuthorities: "authorities.read",
  createAuthority: "authorities.create",
  readAuthority: "authorities.read",
  renewAuthorityRequest: "authorities.create",
  createResponder: "authorities.create",
  readCrl: "crls.read",
  publishCrl: "crls.publish",
  listKeys: "keys.read",
  readKey: "keys.read",
  listProfiles: "profiles.read",
  readProfile: "profiles.read",
  readGovernance: "governance.read",
  listOfficers: "governance.read",
  readOfficer: "governance.read",
  listTokens: "tokens.read",
  readToken: "tokens.read",
  proposeChange: "governance.propose",
  changeGovernance: "governance.submit",
  listMandates: "mandates.read",
  readMandate: "mandates.read",
  listEvents: "ledger.read",
  registerWebhook: "webhooks.manage",
  listWebhooks: "webhooks.read",
  readWebhook: "webhooks.read",
  removeWebhook: "webhooks.manage",
  pingWebhook: "webhooks.manage",
  listDeadLetters: "webhooks.read",
  retryDeadLetter: "webhooks.manage",
  discardDeadLetter: "webhooks.manage",
  readMetrics: "metrics.read",
  submitRequests: "requests.submit",
  revokeCertificates: "certificates.revoke/requests.submit",
  judgeRequests: "requests.decide/requests.submit",
  readOperation: "self",
  listLogins: "tokens.read",
  readLogin: "tokens.read",
  openSession: "self",
  listSessions: "self",
  readSession: "self",
  endThisSession: "self",
  endSession: "self",
};

/** Who calls, and the roles that they have without anybody having assigned them any. */
const CALLERS: readonly { readonly holder: string; readonly roles: readonly string[] }[] = [
  { holder: "operator:admin", roles: ["operator"] },
  { holder: "officer:alice", roles: ["approver", "revoker", "security-officer"] },
  { holder: "service:web", roles: ["requester"] },
];

let app: App;
let routes: readonly DocumentedRoute[];
beforeAll(async () => {
  app = await makeApp();
  routes = documentedRoutes(await openApiDocument());
});

/** Of nothing that exists, in each shape that a parameter has. */
const NOTHING = ["0".repeat(32), "01", randomUUID(), "0".repeat(16), "nobody"];
const address = ({ path, parameters }: DocumentedRoute): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const pattern = parameters.find((p) => p.in === "path" && p.name === name)?.schema.pattern;
    const value = NOTHING.find((text) => new RegExp(pattern ?? "^").test(text));
    if (value === undefined) throw new TypeError(`a parameter of a new shape: ${name}`);
    return value;
  });

/** An empty body is no body of any write: whoever is let in is told so, and nothing is written. */
const ask = (holder: string | null, route: DocumentedRoute) =>
  app.call(holder, route.method, address(route), route.method === "GET" ? undefined : {});

const rightsOf = (roles: readonly string[]): ReadonlySet<string> =>
  new Set(roles.flatMap((id) => builtInRoles.get(id)?.rights ?? []));

/** The right that a caller is told to lack; undefined when the row lets them in. */
const lacking = (id: string, rights: ReadonlySet<string>): string | undefined => {
  const asked = (ASKED[id] ?? "").split("/");
  return asked[0] === "self" || asked.some((right) => rights.has(right)) ? undefined : asked[0];
};

const head = async (): Promise<number> => (await app.world.store.readAll("start", 10_000)).length;

test("every route has its row, and every row its route", () => {
  expect(routes.map((r) => r.id).sort()).toEqual(Object.keys(ASKED).sort());
  const told = routes.map(({ id, asks }) => [id, asks.own === undefined ? asks.right : `${asks.right}/${asks.own}`]);
  expect(Object.fromEntries(told)).toEqual(ASKED);
});

test("every right opens a route, or says that it opens none", () => {
  const asked = new Set(Object.values(ASKED).flatMap((a) => a.split("/")));
  expect(RIGHT_NAMES.filter((right) => !asked.has(right) && !WITHOUT_ROUTE.has(right))).toEqual([]);
  expect([...asked].filter((a) => a !== "self" && !(RIGHT_NAMES as readonly string[]).includes(a))).toEqual([]);
});

describe("the walk", () => {
  test.for(CALLERS)("$holder", async ({ holder, roles }) => {
    const rights = rightsOf(roles);
    for (const route of routes) {
      const { status, body } = await ask(holder, route);
      const right = lacking(route.id, rights);
      if (right === undefined) expect([route.id, [401, 403, 500].includes(status)]).toEqual([route.id, false]);
      else
        expect([route.id, status, body.type, body.facts]).toEqual([
          route.id,
          403,
          "urn:cartulary:problem:caller.forbidden",
          { right },
        ]);
    }
  });

  test.for([
    { name: "no token", holder: null },
    { name: "a token that never was", holder: `cartulary_${randomUUID()}_${"A".repeat(43)}` },
  ])("$name", async ({ holder }) => {
    // Who logs in has nothing yet, and sends nothing here.
    const expected = (id: string): number => (id === "openSession" ? 400 : 401);
    for (const route of routes)
      expect([route.id, (await ask(holder, route)).status]).toEqual([route.id, expected(route.id)]);
  });
});

test("none of it wrote anything", async () => {
  const before = await head();
  for (const route of routes) await ask("operator:admin", route);
  expect(await head()).toBe(before);
});
