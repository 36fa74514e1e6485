/** Webhooks over real sockets: what a receiver can rely on, whatever happens between. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openSqliteDeliveryBook } from "../../adapters/sqlite/delivery-book.ts";
import type { CourierPolicy } from "../../domain/process/webhook/courier.ts";
import { type App, type AppOptions, eventsIn, makeApp } from "../support/app.ts";
import { isSigned, type Receiver, receive } from "../support/receiver.ts";
import { requestsOver } from "../support/requests.ts";
import { until } from "../support/server.ts";

const QUICK: CourierPolicy = { attempts: 3, firstPauseMs: 1, maxPauseMs: 4, maxLetters: 100 };

let app: App;
let receiver: Receiver;
let stopping: AbortController;
let running: Promise<void>;
const directory = mkdtempSync(join(tmpdir(), "cartulary-hooks-"));

const begin = async (options: AppOptions = {}): Promise<void> => {
  app = await makeApp({ policy: QUICK, ...options });
  stopping = new AbortController();
  running = app.events.courier.run(stopping.signal);
};
beforeEach(async () => {
  receiver = await receive();
});
afterEach(async () => {
  stopping.abort();
  await running;
  await receiver.close();
});
const { submit } = requestsOver(() => app);

type Json = Record<string, unknown>;
const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  app.call("operator:admin", method, `/v1/webhooks${path}`, body, headers);

const register = async (wanted: Json = {}): Promise<{ readonly id: string; readonly secret: string }> => {
  const { status, body, headers } = await call("POST", "", { url: receiver.url, ...wanted });
  expect(status).toBe(201);
  await call("GET", "", undefined, { "cartulary-position": headers.get("cartulary-position") ?? "" });
  return body as never;
};
const show = async (id: string): Promise<Json> => (await call("GET", `/${id}`)).body;
const letters = async (id: string) =>
  (await call("GET", `/${id}/dead-letters`)).body as unknown as { readonly items: readonly Json[] };
const rows = async (query: string) =>
  (await app.call("operator:admin", "GET", `/v1/events?limit=1000&${query}`)).body.items as readonly Json[];

const arrived = (count: number, at = receiver) =>
  until("the messages arrive", () => (at.received.length >= count ? at.received : undefined), 5_000);
const failing = (status: number) => (_: unknown, response: { writeHead: (n: number) => { end: () => void } }) =>
  response.writeHead(status).end();

describe("a receiver", () => {
  beforeEach(() => begin());

  test("gets what passes the filter, in order, signed by the published formula, as the list has it", async () => {
    const { secret } = await register({ filter: { streams: ["request"], actors: ["service:web"] } });
    const since = (await rows("stream=webhook")).at(-1)?.position;
    await submit();
    await submit();
    const seen = await arrived(4);
    const listed = await rows(`cursor=${since}&stream=request&actor=service:web`);
    expect(seen.map((m) => JSON.parse(m.body).data)).toEqual(listed);
    expect(seen.map((m) => [m.id, m.type])).toEqual(listed.map((r) => [r.position, r.type]));
    for (const { headers, body } of seen) {
      expect(isSigned(secret, headers, body)).toBe(true);
      expect(isSigned(secret, headers, body.replace("service:web", "service:evi"))).toBe(false);
      expect(isSigned(secret, { ...headers, "webhook-id": "0" }, body)).toBe(false);
      expect(isSigned(secret, { ...headers, "webhook-timestamp": "0" }, body)).toBe(false);
      expect(Number(headers["webhook-timestamp"])).toBe(Math.floor(Date.parse(app.world.clock.now()) / 1000));
    }
  });

  test("that fails is tried again, and has each message once when it is back; the order holds", async () => {
    const { id } = await register({ filter: { types: ["RequestSubmitted"] } });
    let left = 2;
    receiver.answer = (_, response) => response.writeHead(left-- > 0 ? 503 : 200).end();
    await submit();
    await submit();
    const seen = await arrived(4);
    expect(seen[0]?.id).toBe(seen[1]?.id);
    expect(new Set(seen.map((m) => m.id)).size).toBe(2);
    expect(seen.map((m) => m.id)).toEqual([...seen.map((m) => m.id)].sort());
    expect(seen[0]?.body).toBe(seen[2]?.body);
    expect((await letters(id)).items).toEqual([]);
  });

  test("that fails for one message does without it; it waits as a dead letter until somebody sends it again", async () => {
    const { id, secret } = await register({ filter: { types: ["RequestSubmitted", "IssuancePlanned"] } });
    receiver.answer = ({ type }, response) => response.writeHead(type === "RequestSubmitted" ? 500 : 200).end();
    await submit();
    await arrived(4);
    expect(receiver.received.map((m) => m.type)).toEqual([...Array(3).fill("RequestSubmitted"), "IssuancePlanned"]);
    const [dead] = (await letters(id)).items;
    const first = receiver.received[0];
    expect(dead).toEqual({
      position: first?.id,
      type: "RequestSubmitted",
      at: expect.any(String),
      attempts: 3,
      outcome: "refused",
      status: 500,
    });
    const retry = () => call("POST", `/${id}/dead-letters/${dead?.position}/retry`);
    expect((await retry()).body).toEqual({ outcome: "refused", status: 500 });
    expect((await letters(id)).items[0]?.attempts).toBe(4);

    receiver.answer = failing(200);
    expect((await retry()).body).toEqual({ outcome: "delivered", status: 200 });
    const last = receiver.received.at(-1);
    expect([last?.id, last?.body]).toEqual([first?.id, first?.body]);
    expect(isSigned(secret, last?.headers ?? {}, last?.body ?? "")).toBe(true);
    expect((await letters(id)).items).toEqual([]);
    expect((await retry()).status).toBe(404);
  });

  test("can tell a message that it had, and one that is old, from a new one", async () => {
    const { id, secret } = await register({ filter: { types: ["RequestSubmitted"] } });
    // The first answer is lost, so the message comes twice.
    let lost = 1;
    receiver.answer = (_, response) => void (lost-- > 0 ? response.destroy() : response.writeHead(200).end());
    await submit();
    const [first, second] = await arrived(2);
    const had = new Set<string>();
    const isNew = (m = first, now = Date.parse(app.world.clock.now()) / 1000): boolean => {
      if (m === undefined || !isSigned(secret, m.headers, m.body)) return false;
      if (Math.abs(now - Number(m.headers["webhook-timestamp"])) > 300 || had.has(m.id)) return false;
      had.add(m.id);
      return true;
    };
    expect([isNew(first), isNew(second)]).toEqual([true, false]);
    had.clear();
    app.world.clock.advance(301);
    expect(isNew(first)).toBe(false);
    await until("all is well", async () => ((await show(id)).trouble === null ? true : undefined));
  });

  test("that is gone gets nothing more, and the ledger says so", async () => {
    const { id } = await register({ filter: { types: ["RequestSubmitted"] } });
    receiver.answer = failing(410);
    await submit();
    await until("it is disabled", async () => ((await show(id)).state === "disabled" ? true : undefined));
    expect(await rows("type=WebhookDisabled")).toMatchObject([{ stream: `webhook-${id}`, actor: "system:webhooks" }]);
    await submit();
    const ping = await call("POST", `/${id}/ping`);
    expect(ping.body).toEqual({ outcome: "gone", status: 410 });
    expect(receiver.received.map((m) => m.type)).toEqual(["RequestSubmitted", "ping"]);
  });

  test("that does not answer keeps nobody else waiting", async () => {
    const slow = await receive();
    slow.answer = () => undefined;
    const stuck = await register({ url: slow.url, filter: { types: ["RequestSubmitted"] } });
    await register({ filter: { types: ["RequestSubmitted"] } });
    for (let i = 0; i < 3; i++) await submit();
    await arrived(3);
    expect(slow.received.length).toBe(1);
    expect((await show(stuck.id)).delivered).toBe(null);
    stopping.abort();
    await running;
    await slow.close();
  });

  test("that nobody answers at shows why; whoever removes the webhook ends it", async () => {
    const { id } = await register({ url: "http://127.0.0.1:1/", filter: { types: ["RequestSubmitted"] } });
    await submit();
    await until("it is given up", async () => ((await show(id)).deadLetters === 1 ? true : undefined));
    expect((await letters(id)).items).toMatchObject([{ outcome: "unreachable", status: null }]);
    expect((await call("DELETE", `/${id}/dead-letters/${"0".repeat(16)}`)).status).toBe(404);
    const [letter] = (await letters(id)).items;
    expect((await call("DELETE", `/${id}/dead-letters/${letter?.position}?dryRun=true`)).status).toBe(200);
    expect((await call("DELETE", `/${id}/dead-letters/${letter?.position}`)).status).toBe(200);
    expect((await letters(id)).items).toEqual([]);

    const removed = await call("DELETE", `/${id}`);
    expect(removed.status).toBe(200);
    const { position } = removed.body as { position: string };
    expect((await call("GET", `/${id}`, undefined, { "cartulary-position": position })).status).toBe(404);
    expect((await call("DELETE", `/${id}`)).body.type).toBe("urn:cartulary:problem:webhook.unknown");
    expect(app.events.book.cursor(id)).toBe(undefined);
  });
});

describe("a secret", () => {
  beforeEach(() => begin());

  test("is shown once, to whoever registered, again to the same command, and stands nowhere", async () => {
    const key = { "idempotency-key": "the same" };
    const first = await call("POST", "", { url: receiver.url }, key);
    const again = await call("POST", "", { url: receiver.url }, key);
    expect(again.body).toMatchObject({ id: first.body.id, secret: first.body.secret });
    const secret = String(first.body.secret);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const raw = Buffer.from(secret.slice(6), "base64");
    const forms = [secret.slice(6), raw.toString("base64url"), raw.toString("hex")];
    const ledger = (await app.world.store.readAll("start", 10_000)).map((r) => Buffer.from(r.bytes).toString()).join();
    const shown = JSON.stringify([(await call("GET", "")).body, await show(String(first.body.id))]);
    for (const form of forms) expect(`${ledger}${shown}`.includes(form)).toBe(false);
    const other = await call("POST", "", { url: receiver.url });
    expect(other.body.secret).not.toBe(secret);
  });

  test("is destroyed with its webhook", async () => {
    const { id } = await register();
    const { secret } = app.events.webhooks.find(id) ?? {};
    if (secret === undefined) throw new TypeError("no webhook");
    expect((await app.world.ports.vault.open(secret)).ok).toBe(true);
    await call("DELETE", `/${id}?dryRun=true`);
    expect((await app.world.ports.vault.open(secret)).ok).toBe(true);
    await call("DELETE", `/${id}`);
    expect((await app.world.ports.vault.open(secret)).ok).toBe(false);
  });
});

describe("who and what", () => {
  beforeEach(() => begin());

  test.for(["service:web", "officer:alice"])("%s may do nothing here", async (holder) => {
    const { id } = await register();
    const paths = ["", `/${id}`, `/${id}/dead-letters`];
    for (const path of paths) expect((await app.call(holder, "GET", `/v1/webhooks${path}`)).status).toBe(403);
    const made = await app.call(holder, "POST", "/v1/webhooks", { url: receiver.url });
    const pinged = await app.call(holder, "POST", `/v1/webhooks/${id}/ping`);
    const gone = await app.call(holder, "DELETE", `/v1/webhooks/${id}`);
    expect([made.status, pinged.status, gone.status, receiver.received.length]).toEqual([403, 403, 403, 0]);
  });

  test.for<[Json, number, string]>([
    [{ url: "https://169.254.169.254/" }, 422, "webhook.target-not-allowed"],
    [{ url: "http://hooks.example/" }, 422, "webhook.target-not-allowed"],
    [{ url: "https://me:pw@hooks.example/" }, 400, "input.malformed"],
    [{ url: "https://hooks.example/", filter: { types: ["Nonsense"] } }, 400, "input.malformed"],
    [{ url: "https://hooks.example/", secret: "mine" }, 400, "input.malformed"],
    [{}, 400, "input.malformed"],
  ])("%j is refused", async ([body, status, code]) => {
    const answer = await call("POST", "", body);
    expect([answer.status, answer.body.type]).toEqual([status, `urn:cartulary:problem:${code}`]);
  });

  test("there are 32 and no more", async () => {
    for (let i = 0; i < 32; i++) await register({ filter: { types: ["KeyPlanned"] } });
    const { status, body } = await call("POST", "", { url: receiver.url });
    expect([status, body.type]).toEqual([409, "urn:cartulary:problem:webhook.too-many"]);
  });

  test("a ping is one signed message, and none in a dry run", async () => {
    const { id, secret } = await register();
    expect((await call("POST", `/${id}/ping?dryRun=true`)).body).toMatchObject({ dryRun: true, events: [] });
    const before = receiver.received.filter((m) => m.type === "ping").length;
    expect((await call("POST", `/${id}/ping`)).body).toEqual({ outcome: "delivered", status: 204 });
    const [ping] = receiver.received.filter((m) => m.type === "ping");
    expect([before, ping?.id.startsWith("ping-")]).toEqual([0, true]);
    expect(isSigned(secret, ping?.headers ?? {}, ping?.body ?? "")).toBe(true);
  });
});

describe("a stop", () => {
  const path = join(directory, "book.sqlite");
  afterEach(() => rmSync(path, { force: true }));

  test("loses nothing: what was not delivered is, after it, from a book that was closed", async () => {
    const before = openSqliteDeliveryBook({ path });
    await begin({ book: before });
    const { id } = await register({ filter: { types: ["RequestSubmitted", "IssuancePlanned"] } });
    await submit();
    await arrived(2);
    receiver.answer = () => undefined;
    await submit();
    await arrived(3);
    stopping.abort();
    await running;
    const delivered = before.cursor(id);
    before.close();
    await submit();
    expect(receiver.received.length).toBe(3);

    receiver.answer = failing(200);
    const after = openSqliteDeliveryBook({ path });
    expect(after.cursor(id)).toBe(delivered);
    stopping = new AbortController();
    running = eventsIn(app.world, { policy: QUICK, book: after }).courier.run(stopping.signal);
    const seen = await arrived(7);
    const wanted = await rows(`cursor=${app.events.webhooks.find(id)?.since}&type=RequestSubmitted,IssuancePlanned`);
    expect([...new Set(seen.map((m) => m.id))]).toEqual(wanted.map((r) => r.position));
    // The one whose answer was never given comes a second time, by its id.
    expect(seen[2]?.id).toBe(seen[3]?.id);
    stopping.abort();
    await running;
    after.close();
  });

  test("and a webhook with too many dead letters waits until somebody has looked at them", async () => {
    await begin({ policy: { ...QUICK, maxLetters: 2 } });
    const { id } = await register({ filter: { types: ["RequestSubmitted"] } });
    receiver.answer = failing(500);
    for (let i = 0; i < 3; i++) await submit();
    await until("two are given up", async () => ((await show(id)).deadLetters === 2 ? true : undefined));
    receiver.answer = failing(200);
    const [letter] = (await letters(id)).items;
    expect(receiver.received.length).toBe(6);
    await call("DELETE", `/${id}/dead-letters/${letter?.position}`);
    await arrived(7);
    expect(new Set(receiver.received.map((m) => m.id)).size).toBe(3);
  });
});
