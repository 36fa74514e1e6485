/** A real browser, with an authenticator that it simulates: registers, approves a request, and its copy is refused. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, type CDPSession, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Change } from "../../domain/governance/change.ts";
import { type Proposal, subjectOfProposal } from "../../domain/governance/proposal.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import type { WebauthnCredential } from "../../domain/statement/credential.ts";
import type * as SecurityKey from "../../http/client/security-key.ts";
import { type App, makeApp } from "../support/app.ts";
import { makeCsr } from "../support/csr.ts";
import { signed } from "../support/officer.ts";

const ADMIN = "operator:admin";
const script = readFileSync(new URL("../../http/client/dist/security-key.js", import.meta.url));
const AUTHENTICATOR = {
  protocol: "ctap2",
  transport: "usb",
  hasResidentKey: false,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

let app: App;
let server: Server;
let browser: Browser;
let page: Page;
let devices: CDPSession;
let authenticatorId: string;

beforeAll(async () => {
  app = await makeApp();
  server = createServer((request, response) => {
    const isScript = request.url === "/security-key.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : "<!doctype html><title>officers</title>");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  page = await browser.newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  devices = await page.context().newCDPSession(page);
  await devices.send("WebAuthn.enable");
  ({ authenticatorId } = await devices.send("WebAuthn.addVirtualAuthenticator", { options: AUTHENTICATOR }));
}, 60_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** Calls a function of the script within the page. */
const inPage = <F extends keyof typeof SecurityKey>(
  name: F,
  ...args: Parameters<(typeof SecurityKey)[F]>
): Promise<unknown> =>
  // As text: the test runner would make its own of an import.
  page.evaluate(`import("/security-key.js").then((own) => own.${name}(...${JSON.stringify(args)}))`);

const submit = async (): Promise<string> => {
  const csr = encodePem("CERTIFICATE REQUEST", await makeCsr());
  const wanted = { authority: "web-ca", profile: "tls-server", csr };
  return `/v1/requests/${(await app.call("service:web", "POST", "/v1/requests", wanted)).body.id}`;
};
const approve = async (path: string) => {
  const made = (await app.call(ADMIN, "GET", `${path}/statement?approver=alice`)).body;
  return app.call(ADMIN, "POST", `${path}/approvals`, await inPage("signStatement", made as never));
};
const counter = async (): Promise<unknown> => {
  const { credentials } = await devices.send("WebAuthn.getCredentials", { authenticatorId });
  return credentials[0]?.signCount;
};

test("a security key is registered in a page, enrolled, and approves; a copy of it does not", {
  timeout: 60_000,
}, async () => {
  const who = { id: "alice-key", officer: "alice" };
  const options = await app.call(
    ADMIN,
    "GET",
    "/v1/governance/credentials/registration?officer=alice&id=alice-key&rpId=localhost",
  );
  expect(options.status).toBe(200);
  const credential = (await inPage("registerSecurityKey", options.body as never, who)) as WebauthnCredential;
  expect(credential).toMatchObject({ rpId: "localhost", isBackupEligible: false });

  const proposed = await app.call(ADMIN, "POST", "/v1/governance/proposals", { type: "EnrolCredential", credential });
  expect([proposed.status, proposed.body]).toEqual([200, expect.anything()]);
  const proposal = proposed.body as unknown as Proposal;
  const change = proposal.change as Extract<Change, { type: "EnrolCredential" }>;
  const subject = subjectOfProposal(proposal);
  const statement = await inPage(
    "statementOfEnrolment",
    proposal.ledger,
    change.credential,
    "2099-01-01T00:00:00.000Z",
  );
  // The page computed for itself what the server computes.
  expect(statement).toMatchObject({ subject: subject.subject, digest: subject.digest, operation: subject.operation });
  const own = await inPage("signEnrolment", statement as object, credential);
  const approvals = [...[app.world.alice, app.world.bob].map((o) => signed(o, subject)), own];
  const enrolled = await app.call(ADMIN, "POST", "/v1/governance/changes", { change, approvals });
  expect([enrolled.status, enrolled.body.type]).toEqual([201, "CredentialEnrolled"]);

  const before = await counter();
  const { credentials } = await devices.send("WebAuthn.getCredentials", { authenticatorId });
  const [copy] = credentials;
  const one = await submit();
  const approved = await approve(one);
  expect([approved.status, approved.body.approvers]).toEqual([200, ["alice"]]);
  expect(await counter()).toBeGreaterThan(before as number);
  const listed = (await app.call(ADMIN, "GET", "/v1/governance/credentials")).body.items;
  expect(listed).toMatchObject([{ id: "alice-key", kind: "webauthn" }]);

  // The thief's: as it was before.
  await devices.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
  ({ authenticatorId } = await devices.send("WebAuthn.addVirtualAuthenticator", { options: AUTHENTICATOR }));
  if (copy === undefined) throw new TypeError("no credential");
  await devices.send("WebAuthn.addCredential", { authenticatorId, credential: copy });
  const refused = await approve(await submit());
  expect([refused.status, refused.body.type]).toEqual([403, "urn:cartulary:problem:statement.counter-behind"]);
});
