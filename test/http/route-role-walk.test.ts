/**
 * Every route of the API in every role, with none and without a token. The rows below are written by hand: a route that
 * is new fails until somebody has said here what it asks for, and one that asks for less than it did fails too.
 */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { RIGHT_NAMES, type Right, WITHOUT_ROUTE } from "../../domain/governance/rights.ts";
import { BUILT_IN_ROLES, builtInRoles } from "../../domain/governance/roles.ts";
import { type App, makeApp } from "../support/app.ts";
import { type DocumentedRoute, documentedRoutes } from "../support/documented-routes.ts";
import { assignRoles } from "../support/govern.ts";
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
  readReceipt: "certificates.read/requests.submit",
  readCheckpoint: "ledger.read",
  readLedgerEntry: "ledger.read",
  readConsistency: "ledger.read",
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
  readPolicy: "governance.read",
  listOfficers: "governance.read",
  readOfficer: "governance.read",
  listCredentials: "governance.read",
  askRegistration: "governance.read",
  listRoles: "governance.read",
  readRole: "governance.read",
  listPersons: "governance.read",
  listGroups: "governance.read",
  readGroup: "governance.read",
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
  joinSession: "self",
  listSessions: "self",
  readSession: "self",
  endThisSession: "self",
  endSession: "self",
};

/** Who calls: first those of each kind, with the roles that they have without anybody having assigned them any. */
const CALLERS: readonly {
  readonly holder: string;
  readonly roles: readonly string[];
  readonly scope?: readonly Right[];
}[] = [
  { holder: "operator:admin", roles: ["operator"] },
  { holder: "officer:alice", roles: ["approver", "revoker", "security-officer"] },
  { holder: "service:web", roles: ["requester"] },
  ...BUILT_IN_ROLES.map((role) => ({ holder: `operator:walks-as-${role}`, roles: [role] })),
  { holder: "operator:walks-as-nobody", roles: [] },
  { holder: "service:walks-as-auditor", roles: ["auditor"] },
  // What the scope has and the roles have not is not had.
  {
    holder: "operator:walks-as-operator-in-a-scope",
    roles: ["operator"],
    scope: ["requests.read", "webhooks.manage", "certificates.revoke"],
  },
  { holder: "service:walks-as-requester-in-a-scope", roles: ["requester"], scope: ["requests.submit"] },
];

let app: App;
let routes: readonly DocumentedRoute[];
const tokens = new Map<string, string>();
beforeAll(async () => {
  app = await makeApp();
  for (const { holder, roles, scope } of CALLERS.filter((c) => c.holder.includes(":walks-as-"))) {
    tokens.set(holder, await app.issueToken(holder, scope));
    await assignRoles(app.world, holder, roles);
  }
  routes = documentedRoutes(await openApiDocument());
});

/** Of nothing that exists, in each shape that a parameter has. */
const NOTHING = ["0".repeat(32), "01", randomUUID(), "0".repeat(16), "nobody", "0"];
const address = ({ path, parameters }: DocumentedRoute): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const pattern = parameters.find((p) => p.in === "path" && p.name === name)?.schema.pattern;
    const value = NOTHING.find((text) => new RegExp(pattern ?? "^").test(text));
    if (value === undefined) throw new TypeError(`a parameter of a new shape: ${name}`);
    return value;
  });

/** An empty body is no body of any write: whoever is let in is told so, and nothing is written. */
const ask = (holder: string | null, route: DocumentedRoute) =>
  app.call(
    (holder && tokens.get(holder)) ?? holder,
    route.method,
    address(route),
    route.method === "GET" ? undefined : {},
  );

/** What an operation that was begun was answered with in the end. */
const begun = async (holder: string, route: DocumentedRoute): Promise<Record<string, unknown>> => {
  const token = tokens.get(holder) ?? holder;
  const started = await app.call(token, route.method, address(route), {}, { prefer: "respond-async" });
  expect([route.id, started.status]).toEqual([route.id, 202]);
  for (;;) {
    const { body } = await app.call(token, "GET", `/v1/operations/${started.body.id}`);
    if (body.status !== "running") return body;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

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
  test.for(CALLERS)("$holder", async ({ holder, roles, scope }) => {
    const rights = new Set([...rightsOf(roles)].filter((right) => scope?.includes(right as Right) ?? true));
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

test("an auditor changes nothing: every write is refused, tried out too, and left to go on", async () => {
  const auditor = "operator:walks-as-auditor";
  const before = await head();
  const writes = routes.filter(({ method, asks }) => method !== "GET" && asks.right !== "self");
  expect(writes.length).toBeGreaterThan(15);
  for (const route of writes) {
    const own = { right: lacking(route.id, rightsOf(["auditor"])) };
    expect([route.id, (await ask(auditor, route)).body.facts]).toEqual([route.id, own]);
    const tried = await ask(auditor, { ...route, path: `${route.path}?dryRun=true` });
    expect([route.id, tried.status, tried.body.facts]).toEqual([route.id, 403, own]);
    expect((await begun(auditor, route)).answer).toMatchObject({ status: 403, body: { facts: own } });
  }
  for (const route of routes.filter(({ method, asks }) => method === "GET" && asks.right.endsWith(".read")))
    expect([route.id, [200, 400, 404].includes((await ask(auditor, route)).status)]).toEqual([route.id, true]);
  expect(await head()).toBe(before);
});

test("roles that were assigned count at once, and a token that is held already", async () => {
  const holder = "service:walks-as-auditor";
  const route = routes.find((r) => r.id === "listEvents") as DocumentedRoute;
  expect((await ask(holder, route)).status).toBe(200);
  await assignRoles(app.world, holder, ["requester"]);
  expect((await ask(holder, route)).status).toBe(403);
});

test("none of it wrote anything", async () => {
  const before = await head();
  for (const route of routes) await ask("operator:admin", route);
  expect(await head()).toBe(before);
});
