/** A listener that is told to stop: whatever was received is answered in full, and no connection outlives it. */
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { proxyList } from "../../../http/listen/client-address.ts";
import { type ListenerOptions, type Listening, listen } from "../../../http/listen/listener.ts";
import { rawClient } from "../../support/raw-client.ts";
import { until } from "../../support/server.ts";

let open: Listening | undefined;
afterEach(() => open?.drain(0));

const LIMITS = {
  headerBytes: 1 << 14,
  headerCount: 20,
  headerMs: 60_000,
  requestMs: 60_000,
  answerMs: 60_000,
  keepAliveMs: 60_000,
  connections: 100,
  requestsPerConnection: 100,
};
const start = async (fetch: ListenerOptions["fetch"]): Promise<Listening> => {
  const proxies = proxyList([]);
  open = await listen({
    role: "api",
    host: "127.0.0.1",
    port: 0,
    fetch,
    limits: LIMITS,
    proxies,
    onPressed: () => undefined,
  });
  return open;
};
/** Answers when it is told to. */
const held = () => {
  const waiting: ((text: string) => void)[] = [];
  const fetch: ListenerOptions["fetch"] = () =>
    new Promise((resolve) => waiting.push((text) => resolve(new Response(text))));
  const answerAll = (): void => {
    for (const [i, w] of waiting.splice(0).entries()) w(`answer ${i};`);
  };
  return { fetch, waiting, answerAll };
};
const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const isOver = async (drained: Promise<void>): Promise<boolean> =>
  Promise.race([drained.then(() => true), new Promise<boolean>((r) => setTimeout(() => r(false), 500))]);

test("a request underway is answered, and told that the connection ends", async () => {
  const { fetch, waiting, answerAll } = held();
  const { port, drain } = await start(fetch);
  const client = await rawClient(port);
  client.send(GET);
  await until("it is received", () => waiting[0] && true);
  const drained = drain(60_000);
  expect(await isOver(drained)).toBe(false);
  answerAll();
  expect(await client.end()).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*Connection: close[\s\S]*answer 0;/i);
  await drained;
  await expect(rawClient(port)).rejects.toThrow("not connected");
});

test("several sent at once on one connection are all answered, and the last ends it", async () => {
  const { fetch, waiting, answerAll } = held();
  const { port, drain } = await start(fetch);
  const client = await rawClient(port);
  client.send(GET + GET);
  await until("they are received", () => waiting[1] && true);
  const drained = drain(60_000);
  client.send(GET);
  await until("one more is received", () => waiting[2] && true);
  answerAll();
  const said = await client.end();
  expect(said.match(/answer \d;/g)).toEqual(["answer 0;", "answer 1;", "answer 2;"]);
  expect(said.match(/connection: close/gi)).toHaveLength(1);
  await drained;
});

test("a request that arrives on a kept connection right after the stop is answered", async () => {
  const { port, drain } = await start(() => new Response("answer;"));
  const client = await rawClient(port);
  client.send(GET);
  await client.until(/answer;/);
  const drained = drain(60_000, 60_000);
  await pause(100);
  client.send(GET);
  const said = await client.end();
  expect(said.match(/answer;/g)).toHaveLength(2);
  expect(said).toMatch(/connection: close\r\n/i);
  await drained;
});

test("connections on which nothing is owed end, whether they said something or not", async () => {
  const { port, drain } = await start(() => new Response("answer;"));
  const [silent, idle] = [await rawClient(port), await rawClient(port)];
  idle.send(GET);
  await idle.until(/answer;/);
  await drain(60_000);
  expect([await silent.end(), (await idle.end()).match(/answer;/g)?.length]).toEqual(["", 1]);
});

test("an answer without an end learns of it, and its connection ends with it", async () => {
  const { port, drain } = await start((_request, { connection }) => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(Buffer.from("event;"));
        connection.ending.addEventListener("abort", () => controller.close());
      },
    });
    return new Response(body);
  });
  const client = await rawClient(port);
  client.send(GET);
  await client.until(/event;/);
  await drain(60_000);
  expect(await client.end()).toMatch(/event;[\s\S]*0\r\n\r\n$/);
});

test("the deadline cuts off what is not answered", async () => {
  const { fetch, waiting } = held();
  const { port, drain } = await start(fetch);
  const client = await rawClient(port);
  client.send(GET);
  await until("it is received", () => waiting[0] && true);
  await drain(300);
  expect(await client.end()).toBe("");
});
