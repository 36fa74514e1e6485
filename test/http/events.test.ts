/** /v1/events, followed: what a program that listens can rely on. */
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectOk } from "../../domain/kernel/result.ts";
import { changeGovernance } from "../../domain/process/found.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { type App, makeApp } from "../support/app.ts";
import { makeCsr } from "../support/csr.ts";
import { eventSource } from "../support/event-source.ts";
import { signedChange } from "../support/officer.ts";
import { until } from "../support/server.ts";
import { LEDGER, OPERATOR, WEB } from "../support/world.ts";

let app: App;
beforeAll(async () => {
  app = await makeApp({ limits: { heartbeatMs: 20, maxStreams: 6, maxPerReader: 4 } });
});
afterAll(() => app.events.streams.close());

const follow = async (
  query = "",
  headers: Record<string, string> = {},
  token = app.tokens["operator:admin"],
  of = app,
) => {
  const response = await of.request(`/v1/events${query}`, {
    headers: { authorization: `Bearer ${token}`, accept: "text/event-stream", ...headers },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  return eventSource(response);
};

const submit = async (): Promise<string> =>
  expectOk(
    await submitRequest(app.world.ports, WEB, randomUUID(), {
      authority: "web-ca",
      profile: "tls-server",
      csr: await makeCsr(),
      note: null,
    }),
  ).id;

const list = async (query = "") =>
  (await app.call("operator:admin", "GET", `/v1/events${query}`)).body as unknown as {
    readonly items: readonly { readonly position: string; readonly type: string; readonly stream: string }[];
    readonly next: string | null;
  };

describe("followed", () => {
  test("it tells what the list tells, and then what happens", async () => {
    const { items } = await list("?limit=1000");
    const source = await follow();
    const seen = await source.next(items.length);
    expect(seen.map((e) => JSON.parse(e.data))).toEqual(items);
    expect(seen.map((e) => [e.id, e.event])).toEqual(items.map((i) => [i.position, i.type]));
    const id = await submit();
    const [first] = await source.next(1);
    expect(JSON.parse(first?.data ?? "")).toMatchObject({ type: "RequestSubmitted", stream: `request-${id}` });
    await source.close();
  });

  test("it resumes after what was seen, by header before address", async () => {
    const { items } = await list("?limit=1000");
    const [a, b] = [items.at(-4)?.position ?? "", items.at(-2)?.position ?? ""];
    const byAddress = await follow(`?cursor=${a}`);
    expect((await byAddress.next(3)).map((e) => e.id)).toEqual(items.slice(-3).map((i) => i.position));
    await byAddress.close();
    const byHeader = await follow(`?cursor=${a}`, { "last-event-id": b });
    expect((await byHeader.next(1)).map((e) => e.id)).toEqual([items.at(-1)?.position]);
    await byHeader.close();
  });

  test("from now on, what was before is not told", async () => {
    const source = await follow("?cursor=now");
    const id = await submit();
    const [first] = await source.next(1);
    expect(JSON.parse(first?.data ?? "").stream).toBe(`request-${id}`);
    await source.close();
  });

  test("a filter lets through what it names, and the id goes on past the rest", async () => {
    const source = await follow("?cursor=now&type=RequestCancelled&stream=request");
    const id = await submit();
    const last = (await list("?limit=1000")).items.at(-1)?.position;
    await until("the id has moved", async () => {
      await source.heartbeat();
      return source.lastId() === last ? true : undefined;
    });
    const { status } = await app.call("service:web", "POST", `/v1/requests/${id}/cancellation`);
    expect(status).toBe(200);
    expect((await source.next(1)).map((e) => e.event)).toEqual(["RequestCancelled"]);
    await source.close();
  });

  test("a stream whose reader left is closed", async () => {
    const before = app.events.streams.count();
    const source = await follow();
    expect(app.events.streams.count()).toBe(before + 1);
    await source.next(1);
    await source.close();
    expect(app.events.streams.count()).toBe(before);
  });
});

describe("filters of the list", () => {
  test.for<[string, (e: { type: string; stream: string; actor: string }) => boolean]>([
    ["type=CertificateIssued,KeyPlanned", (e) => ["CertificateIssued", "KeyPlanned"].includes(e.type)],
    ["stream=authority", (e) => e.stream.startsWith("authority-")],
    ["stream=authority-web-ca", (e) => e.stream === "authority-web-ca"],
    ["stream=governance,key", (e) => /^(?:governance$|key-)/.test(e.stream)],
    ["actor=service:web&type=RequestSubmitted", (e) => e.actor === "service:web" && e.type === "RequestSubmitted"],
  ])("%s", async ([query, keeps]) => {
    const { items } = await list("?limit=1000");
    const wanted = items.filter((e) => keeps(e as never));
    expect(wanted.length).toBeGreaterThan(0);
    expect((await list(`?limit=1000&${query}`)).items).toEqual(wanted);
  });

  test("one piece of work, by its correlation", async () => {
    const id = await submit();
    const { items } = await list("?limit=1000");
    const [first] = items.filter((e) => e.stream === `request-${id}`) as unknown as { correlation: string }[];
    const found = (await list(`?correlation=${first?.correlation}`)).items;
    expect(found.map((e) => e.type)).toEqual(["RequestSubmitted", "IssuancePlanned"]);
  });

  test.for(["type=Nonsense", "type=", "stream=UPPER", "actor=root", "correlation=1", "cursor=now", "cursor=later"])(
    "%s is refused by the field's name",
    async (query) => {
      const { status, body } = await app.call("operator:admin", "GET", `/v1/events?${query}`);
      expect([status, body.facts]).toEqual([400, { field: query.split("=")[0] }]);
    },
  );

  test("an id that is no position is refused", async () => {
    const headers = { accept: "text/event-stream", "last-event-id": "x" };
    const { status, body } = await app.call("operator:admin", "GET", "/v1/events", undefined, headers);
    expect([status, body.facts]).toEqual([400, { field: "Last-Event-ID" }]);
  });
});

describe("rights", () => {
  test("services do not listen", async () => {
    const headers = { accept: "text/event-stream" };
    const { status } = await app.call("service:web", "GET", "/v1/events", undefined, headers);
    expect(status).toBe(403);
  });

  test("a stream ends with its token, others go on", async () => {
    // No heartbeat comes to its help: the revocation itself must be heard.
    const mine = await makeApp({ limits: { heartbeatMs: 3_600_000, maxStreams: 6, maxPerReader: 4 } });
    const token = await mine.issueToken("operator:brief");
    const revoked = await follow("?cursor=now&type=RequestSubmitted", {}, token, mine);
    const other = await follow("?cursor=now&type=TokenRevoked", {}, mine.tokens["operator:admin"], mine);
    await Promise.all([revoked.heartbeat(), other.heartbeat()]);
    const change = { type: "RevokeToken", token: token.slice("cartulary_".length).split("_")[0] ?? "" } as const;
    const approvals = signedChange(LEDGER, change, [mine.world.alice]);
    expectOk(await changeGovernance(mine.world.ports, OPERATOR, randomUUID(), change, approvals));
    await revoked.ended();
    expect((await other.next(1)).map((e) => e.event)).toEqual(["TokenRevoked"]);
    mine.events.streams.close();
    await other.ended();
  });

  test("a stream ends when its token's time is up", async () => {
    const lasting = await app.issueToken("operator:brief");
    const outlived = await follow("?cursor=now", {}, lasting);
    await outlived.heartbeat();
    app.world.clock.advance(3601);
    await outlived.ended();
    app.world.clock.advance(-3601);
  });

  test("there are so many streams and no more, for one reader and for all", async () => {
    const sources = [];
    for (let i = 0; i < 4; i++) sources.push(await follow("?cursor=now"));
    const headers = { accept: "text/event-stream" };
    const fifth = await app.call("operator:admin", "GET", "/v1/events", undefined, headers);
    expect([fifth.status, fifth.body.type]).toEqual([429, "urn:cartulary:problem:events.too-many-streams"]);
    for (let i = 0; i < 2; i++) sources.push(await follow("?cursor=now", {}, app.tokens["officer:alice"]));
    expect((await app.call("officer:alice", "GET", "/v1/events", undefined, headers)).status).toBe(429);
    for (const source of sources) await source.close();
    await (await follow("?cursor=now")).close();
  });
});

describe("over a socket", () => {
  test("a reader that takes nothing is disconnected, one that listens is not, and a stop ends it at once", async () => {
    const mine = await makeApp({ limits: { heartbeatMs: 20, maxStreams: 10, maxPerReader: 10 } });
    const answer = getRequestListener((request, env) => mine.request(new URL(request.url).pathname, request, env));
    const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const { streams } = mine.events;
    const authorization = `Bearer ${mine.tokens["operator:admin"]}`;
    const listening = eventSource(
      await fetch(`http://127.0.0.1:${port}/v1/events`, { headers: { authorization, accept: "text/event-stream" } }),
    );
    await listening.next(3);
    const slow = connect(port, "127.0.0.1");
    slow.pause();
    const gone = new Promise<void>((resolve) => slow.once("close", () => resolve()).once("error", () => resolve()));
    slow.write(
      `GET /v1/events HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\nAccept: text/event-stream\r\n\r\n`,
    );
    await until("the slow reader has a stream", () => (streams.count() === 2 ? true : undefined));
    // So much that no buffer on the way takes it: only then a reader that does not read can be told from one that does.
    const row = mine.world.runner.view("audit-trail").list("", { limit: 1 })[0]?.value as object;
    const read = mine.events.feed.read;
    const padded = { ...row, padding: "x".repeat(1 << 20) } as never;
    Object.assign(mine.events.feed, {
      read: (...asked: Parameters<typeof read>) =>
        asked[0].streams.length > 0 ? read(...asked) : { rows: [padded], upTo: asked[1], isEnd: false },
    });
    const reading = listening.ended().catch(() => undefined);
    await until("the slow reader's stream is closed", () => (streams.count() === 1 ? true : undefined));
    slow.resume();
    await gone;

    streams.close();
    await reading;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(streams.count()).toBe(0);
    expect(streams.open({ reader: "x", filter: {} as never, after: undefined, mayListen: async () => true })).toBe(
      undefined,
    );
  });
});
