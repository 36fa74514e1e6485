/** /login in a real browser: cookie, token against forged writes, a second person, a security key that it simulates. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LoginWay } from "../../domain/governance/login.ts";
import { type App, makeApp } from "../support/app.ts";
import { link, linkPassword } from "../support/logins.ts";

const [ALICE, BOB] = ["alice's own password", "bob's own password"];

let app: App;
let server: Server;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  app = await makeApp();
  await linkPassword(app, app.world.alice, ALICE);
  await linkPassword(app, app.world.bob, BOB);
  // For a browser localhost is as good as TLS.
  const answer = async (asked: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk as Buffer);
    const { method = "GET", url = "/" } = asked;
    const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks).toString() };
    const got = await app.request(url, { method, headers: asked.headers as Record<string, string>, ...body });
    response.writeHead(got.status, Object.fromEntries(got.headers));
    response.end(Buffer.from(await got.arrayBuffer()));
  };
  server = createServer((asked, response) => void answer(asked, response)).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  page = await browser.newPage();
  page.on(
    "console",
    (said) => void (/Content Security Policy|Refused/.test(said.text()) && complaints.push(said.text())),
  );
  page.on("pageerror", (error) => void complaints.push(String(error)));
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/login`);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
});

const logIn = async (name: string, password: string): Promise<void> => {
  await page.fill("[name=name]", name);
  await page.fill("[name=password]", password);
  await page.click("#form button");
};
const people = (): Promise<string | null> => page.textContent("#people");
const said = (): Promise<string | null> => page.textContent("#said");

test("a wrong password is told, and kept nowhere", async () => {
  await logIn("alice", "wrong");
  await expect.poll(said).toContain("Not logged in");
  expect(await page.inputValue("[name=password]")).toBe("");
});

test("alice logs in, bob joins, the session outlives a reload, and ends", { timeout: 30_000 }, async () => {
  await logIn("alice", ALICE);
  await expect.poll(people).toBe("officer:alice");
  await logIn("bob", BOB);
  await expect.poll(people).toBe("officer:alice, officer:bob");
  await page.reload();
  await expect.poll(people).toBe("officer:alice, officer:bob");
  expect(await page.evaluate("document.cookie")).toBe("");
  if (process.env.LOGIN_SCREENSHOT !== undefined) await page.screenshot({ path: process.env.LOGIN_SCREENSHOT });
  await page.click("#out");
  await expect.poll(said).toBe("Logged out.");
  await page.reload();
  expect(await page.isVisible("#in")).toBe(false);
});

test("a security key is registered, linked, and needed from then on", { timeout: 30_000 }, async () => {
  const devices = await page.context().newCDPSession(page);
  await devices.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "usb",
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  const { authenticatorId } = await devices.send("WebAuthn.addVirtualAuthenticator", { options });
  // As docs/logins.md has it.
  const text = await page.evaluate(`navigator.credentials.create({ publicKey: {
    rp: { name: "Cartulary" }, user: { id: crypto.getRandomValues(new Uint8Array(16)), name: "alice", displayName: "alice" },
    challenge: new Uint8Array(32), pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -8 }],
    authenticatorSelection: { userVerification: "required" } } }).then((key) => JSON.stringify(key))`);
  const { id, response } = JSON.parse(text as string) as { id: string; response: { publicKey: string } };
  const by = {
    way: "security-key" as const,
    credentialId: id,
    spki: response.publicKey,
    rpId: "localhost",
    origins: [new URL(page.url()).origin],
    isBackupEligible: false,
  } satisfies LoginWay;
  expect(await link(app, { holder: "officer:alice", by }, [app.world.alice])).toMatchObject({ status: 201 });
  await logIn("alice", ALICE);
  await expect.poll(people).toBe("officer:alice");
  expect(await page.isVisible("#in")).toBe(true);
  await page.click("#out");
  await devices.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await logIn("alice", ALICE);
  await expect.poll(said, { timeout: 15_000 }).toContain("did not work");
});

test("the page asks for nothing that its policy forbids", () => expect(complaints).toEqual([]));
