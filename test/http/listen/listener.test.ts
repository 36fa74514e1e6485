/** What a client can make a listener hold, with real sockets: each limit ends in a clean answer or in the end. */
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { proxyList } from "../../../http/listen/client-address.ts";
import { type ListenerLimits, type ListenerOptions, type Listening, listen } from "../../../http/listen/listener.ts";
import { rawClient } from "../../support/raw-client.ts";
import { until } from "../../support/server.ts";

const LIMITS: ListenerLimits = {
  headerBytes: 32 << 10,
  headerCount: 20,
  headerMs: 60_000,
  requestMs: 60_000,
  answerMs: 60_000,
  keepAliveMs: 60_000,
  connections: 100,
  requestsPerConnection: 100,
};

let open: Listening | undefined;
afterEach(async () => {
  await open?.drain(0);
  open = undefined;
});

const pressed: string[] = [];
const start = async (
  limits: Partial<ListenerLimits>,
  fetch: ListenerOptions["fetch"],
  others: Partial<ListenerOptions> = {},
): Promise<number> => {
  pressed.length = 0;
  open = await listen({
    role: "api",
    host: "127.0.0.1",
    port: 0,
    fetch,
    limits: { ...LIMITS, ...limits },
    proxies: proxyList(["127.0.0.1"]),
    onPressed: (what, count) => void pressed.push(`${what} ${count}`),
    ...others,
  });
  return open.port;
};
const echo: ListenerOptions["fetch"] = async (request) => new Response(`got ${(await request.text()).length}`);
const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

test("headers that come too slowly: 408, and the end", async () => {
  const client = await rawClient(await start({ headerMs: 300 }, echo));
  client.send("GET / HTTP/1.1\r\n");
  // A line now and again does not help: the time is for all of them.
  const drip = setInterval(() => client.send("X-A: b\r\n"), 50);
  expect(await client.end()).toMatch(/^HTTP\/1\.1 408 /);
  clearInterval(drip);
});

test("a connection on which nothing is said ends", async () => {
  const client = await rawClient(await start({ headerMs: 300 }, echo));
  expect(await client.end()).toMatch(/^HTTP\/1\.1 408 /);
});

test("a body that comes too slowly: 408, and the end", async () => {
  const client = await rawClient(await start({ headerMs: 300, requestMs: 300 }, echo));
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
  const drip = setInterval(() => client.send("x"), 50);
  expect(await client.end()).toMatch(/^HTTP\/1\.1 408 /);
  clearInterval(drip);
});

test.for<{ name: string; request: string; status: number }>([
  {
    name: "headers as large as SCEP needs",
    request: `GET /?${"m".repeat(24 << 10)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    status: 200,
  },
  {
    name: "a request line above the limit",
    request: `GET /?${"m".repeat(33 << 10)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    status: 431,
  },
  {
    name: "a header above the limit",
    request: `GET / HTTP/1.1\r\nHost: a\r\nX: ${"m".repeat(33 << 10)}\r\n\r\n`,
    status: 431,
  },
  {
    name: "as many headers as may be",
    request: `GET / HTTP/1.1\r\nHost: a\r\n${"X: 1\r\n".repeat(19)}\r\n`,
    status: 200,
  },
  { name: "one more", request: `GET / HTTP/1.1\r\nHost: a\r\n${"X: 1\r\n".repeat(20)}\r\n`, status: 431 },
  {
    name: "two lengths",
    request: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    status: 400,
  },
  {
    name: "a length and chunks",
    request: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    status: 400,
  },
  { name: "no host", request: "GET / HTTP/1.1\r\n\r\n", status: 400 },
  { name: "no HTTP", request: "\u0016\u0003\u0001 hello\r\n\r\n", status: 400 },
])("$name: $status", async ({ request, status }) => {
  const client = await rawClient(await start({}, echo));
  client.send(request);
  expect(await client.until(/\r\n\r\n/)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  if (status >= 400) await client.end();
});

test("an answer that its client does not read: cut off, and told", async () => {
  const large = new Uint8Array(32 << 20);
  const client = await rawClient(await start({ answerMs: 300 }, () => new Response(large)));
  client.socket.pause();
  client.send(GET);
  await until("the client is cut off", () => (pressed.length > 0 ? true : undefined));
  expect(pressed).toEqual(["unread 1"]);
  client.socket.resume();
  expect((await client.end()).length).toBeLessThan(large.length);
});

test("an answer that takes its time is nobody's fault", async () => {
  const port = await start({ answerMs: 100 }, async () => {
    await pause(600);
    return new Response("late");
  });
  const client = await rawClient(port);
  client.send(GET);
  expect(await client.until(/late/)).toMatch(/^HTTP\/1\.1 200 /);
  expect(pressed).toEqual([]);
});

test("an idle connection ends after its time", async () => {
  const client = await rawClient(await start({ keepAliveMs: 100 }, echo));
  client.send(GET);
  expect(await client.end()).toMatch(/^HTTP\/1\.1 200 [\s\S]*Connection: keep-alive/);
});

test("connections above the number are closed at once, and told; when one has ended there is room again", async () => {
  const port = await start({ connections: 2 }, echo);
  const [one, two] = [await rawClient(port), await rawClient(port)];
  const third = await rawClient(port);
  expect(await third.end()).toBe("");
  expect(pressed).toEqual(["connections 1"]);
  one.send(GET);
  await one.until(/got 0/);
  two.socket.destroy();
  await until("there is room", async () => {
    const next = await rawClient(port);
    next.send(GET);
    return next.until(/got 0/).catch(() => undefined);
  });
});

test("a connection ends with its last request; what was sent behind it is not done", async () => {
  let done = 0;
  const port = await start({ requestsPerConnection: 2 }, () => new Response(`answer ${++done};`));
  const client = await rawClient(port);
  client.send(GET + GET + GET);
  const said = await client.end();
  expect([said.match(/answer \d;/g), said.match(/connection: close/gi)?.length]).toEqual([
    ["answer 1;", "answer 2;"],
    1,
  ]);
  expect(done).toBe(2);
});

test("what a route knows of the connection", async () => {
  const port = await start({}, (_request, { connection }) => {
    const { role, address, isSecure, clientCertificate } = connection;
    return Response.json({ role, address, isSecure, clientCertificate: clientCertificate ?? null });
  });
  const client = await rawClient(port);
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Proto: https\r\n\r\n");
  const said = await client.until(/\}/);
  expect(JSON.parse(said.slice(said.indexOf("{"), said.indexOf("}") + 1))).toEqual({
    role: "api",
    address: "198.51.100.7",
    isSecure: true,
    clientCertificate: null,
  });
});

test("an address that is taken is told", async () => {
  const port = await start({}, echo);
  await expect(
    listen({
      role: "api",
      host: "127.0.0.1",
      port,
      fetch: echo,
      limits: LIMITS,
      proxies: proxyList([]),
      onPressed: () => undefined,
    }),
  ).rejects.toMatchObject({ code: "EADDRINUSE" });
});
