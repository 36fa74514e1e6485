/** /ledger in a real browser: it checks the proofs itself, and says so when one does not hold. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, makeApp } from "../support/app.ts";
import { linkPassword } from "../support/logins.ts";

const PASSWORD = "alice's own password";
const PATIENT = { timeout: 10_000 };

let app: App;
let server: Server;
let browser: Browser;
let page: Page;
/** What the server answers instead of the truth. */
let lie = (text: string): string => text;
const complaints: string[] = [];

beforeAll(async () => {
  app = await makeApp({ isSealed: true });
  await linkPassword(app, app.world.alice, PASSWORD);
  const answer = async (asked: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk as Buffer);
    const { method = "GET", url = "/" } = asked;
    const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks).toString() };
    const got = await app.request(url, { method, headers: asked.headers as Record<string, string>, ...body });
    response.writeHead(got.status, Object.fromEntries(got.headers));
    const bytes = Buffer.from(await got.arrayBuffer());
    response.end(url.startsWith("/v1/ledger/entries/") ? lie(bytes.toString()) : bytes);
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
}, 60_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
});

const at = (path: string): string => `http://localhost:${(server.address() as AddressInfo).port}${path}`;
const newest = (): Promise<string | null> => page.textContent("#rows tr:first-child td:last-child");

test("who is not logged in is sent to log in", async () => {
  await page.goto(at("/ledger"));
  await expect.poll(() => page.textContent("#said"), PATIENT).toContain("Log in");
});

test("the newest event is proven at once, any other when it is asked for", async () => {
  await page.goto(at("/login"));
  await page.fill("[name=name]", "alice");
  await page.fill("[name=password]", PASSWORD);
  await page.click("#form button");
  await expect.poll(() => page.textContent("#people"), PATIENT).toContain("officer:alice");
  await page.goto(at("/ledger"));
  await expect.poll(newest, PATIENT).toBe("stands in the checkpoint");
  await page.fill("[name=index]", "0");
  await page.click("text=Prove it");
  await expect.poll(() => page.textContent("#rows tr:first-child td:nth-child(4)"), PATIENT).toBe("LedgerFounded");
  expect(await newest()).toBe("stands in the checkpoint");
  if (process.env.CARTULARY_SCREENSHOT) await page.screenshot({ path: process.env.CARTULARY_SCREENSHOT });
});

test("a server that shows another event is found out by the browser", async () => {
  lie = (text) => text.replace(/"digest":"../, '"digest":"AA');
  await page.click("text=Later");
  await expect.poll(newest, PATIENT).toBe("THE PROOF DOES NOT HOLD");
  lie = (text) => text;
  expect(complaints).toEqual([]);
});
