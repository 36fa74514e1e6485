/**
 * Requests that two readers could take for different ones, byte by byte over a socket, before the whole API: whoever stands
 * in front must never be able to hide a request inside another.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { proxyList } from "../../../http/listen/client-address.ts";
import { type Listening, listen } from "../../../http/listen/listener.ts";
import { type App, makeApp } from "../../support/app.ts";
import { rawClient } from "../../support/raw-client.ts";

let app: App;
let open: Listening;
const seen: string[] = [];
beforeAll(async () => {
  app = await makeApp();
  open = await listen({
    role: "api",
    host: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const { pathname, search } = new URL(request.url);
      seen.push(`${request.method} ${pathname}`);
      return app.request(`${pathname}${search}`, request);
    },
    limits: {
      headerBytes: 32 << 10,
      headerCount: 100,
      headerMs: 500,
      requestMs: 500,
      answerMs: 10_000,
      keepAliveMs: 500,
      connections: 100,
      requestsPerConnection: 100,
    },
    proxies: proxyList([]),
    onPressed: () => undefined,
  });
});
afterAll(() => open.drain(0));

/** Sends it and waits for the end: what was answered, and which requests the application saw. */
const say = async (text: string) => {
  seen.length = 0;
  const client = await rawClient(open.port);
  client.send(text);
  const said = await client.end();
  return { statuses: [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((m) => Number(m[1])), said, seen: [...seen] };
};

const HIDDEN = "GET /v1/hidden HTTP/1.1\r\nHost: a\r\n\r\n";
const chunked = (size: string, text: string): string => `${size}\r\n${text}\r\n0\r\n\r\n`;
const post = (headers: string, body: string): string =>
  `POST /v1/requests HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`;

describe("a request inside another", () => {
  test.for([
    ["length and chunks", post(`Content-Length: 5\r\nTransfer-Encoding: chunked`, `0\r\n\r\n${HIDDEN}`)],
    [
      "chunks and length",
      post(`Transfer-Encoding: chunked\r\nContent-Length: ${HIDDEN.length + 5}`, `0\r\n\r\n${HIDDEN}`),
    ],
    ["two lengths", post(`Content-Length: 0\r\nContent-Length: ${HIDDEN.length}`, HIDDEN)],
    ["two lengths in one line", post(`Content-Length: 0, ${HIDDEN.length}`, HIDDEN)],
    ["a length with a sign", post(`Content-Length: +${HIDDEN.length}`, HIDDEN)],
    ["a length in hex", post("Content-Length: 0x0", HIDDEN)],
    ["a length below zero", post("Content-Length: -1", HIDDEN)],
    ["a length that is too large to count", post("Content-Length: 99999999999999999999999", HIDDEN)],
    ["chunks twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", `0\r\n\r\n${HIDDEN}`)],
    ["chunks by another name", post("Transfer-Encoding: xchunked", `0\r\n\r\n${HIDDEN}`)],
    ["chunks before another coding", post("Transfer-Encoding: chunked, gzip", `0\r\n\r\n${HIDDEN}`)],
    ["a space before the colon", post("Transfer-Encoding : chunked", `0\r\n\r\n${HIDDEN}`)],
    ["a folded header", post("Transfer-Encoding:\r\n chunked", `0\r\n\r\n${HIDDEN}`)],
    ["a vertical tab in a header", post("Transfer-Encoding: \u000bchunked", `0\r\n\r\n${HIDDEN}`)],
    ["a header that ends with a line feed alone", post("X: y\nContent-Length: 0", HIDDEN)],
    ["a carriage return in a header", post("X: y\rContent-Length: 0", HIDDEN)],
    ["a zero octet in a header", post("X: \u0000", HIDDEN)],
    ["a chunk of a size that is none", post("Transfer-Encoding: chunked", chunked("zz", "x") + HIDDEN)],
    ["a chunk of a huge size", post("Transfer-Encoding: chunked", chunked("ffffffffffffffff0", "x") + HIDDEN)],
    ["a chunk shorter than it says", post("Transfer-Encoding: chunked", `${HIDDEN.length.toString(16)}\r\n${HIDDEN}`)],
  ] as const)("%s: is not found", async ([, text]) => {
    const { statuses, seen: requests, said } = await say(text);
    expect(requests.filter((r) => r.includes("hidden"))).toEqual([]);
    expect(statuses.length).toBeLessThanOrEqual(1);
    expect(statuses.filter((s) => s < 400 || s >= 500)).toEqual([]);
    expect(said).not.toMatch(/node_modules|\.ts:|Error:/);
  });

  test("two that follow one another are two: the table above could fail", async () => {
    const { seen: requests } = await say(post("Content-Length: 2", "{}") + HIDDEN);
    expect(requests).toEqual(["POST /v1/requests", "GET /v1/hidden"]);
  });
});

describe("an address that is not what it seems", () => {
  test.for([
    ["dots", "/v1/../v1/authorities"],
    ["dots in percent", "/docs/%2e%2e/v1/authorities"],
    ["slashes in percent", "/v1%2fauthorities"],
    ["two slashes", "//v1/authorities"],
    ["a backslash", "/v1\\authorities"],
    ["a zero octet in percent", "/v1/authorities/%00"],
    ["half a percent", "/v1/authorities/%"],
    ["octets that are no UTF-8", "/v1/authorities/%ff%fe"],
    ["a whole address of somebody else", "http://other.example/v1/authorities"],
    ["a user before the host", "http://a@b/v1/authorities"],
    ["a fragment", "/v1/authorities#/../docs"],
    ["a star", "*"],
    ["nothing", ""],
    ["a line feed in percent", "/v1/authorities%0d%0aSet-Cookie:a=b"],
  ] as const)("%s: is refused or read as one thing, without a token always 401 or less", async ([, path]) => {
    const { statuses, said } = await say(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(statuses.length).toBe(1);
    // Nothing of /v1 is ever answered to nobody.
    expect([400, 401, 404]).toContain(statuses[0]);
    expect(said).not.toMatch(/set-cookie|node_modules|\.ts:|Error:/i);
  });

  test.for(["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "OPTIONS", "FOO", "get"])("method %s", async (method) => {
    const target = method === "CONNECT" ? "a:443" : "/v1/authorities";
    const { statuses, said } = await say(`${method} ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(statuses.filter((s) => s < 400 || s >= 502)).toEqual([]);
    expect(said).not.toMatch(/node_modules|\.ts:|Error:/);
  });

  test.for(["GET /v1/authorities\r\n\r\n", "GET /v1/authorities HTTP/3.0\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"])(
    "another HTTP: %j",
    async (text) => {
      const { statuses } = await say(text);
      expect(statuses.filter((s) => s < 400 || s >= 506)).toEqual([]);
    },
  );

  test.for(["a b", "a\u0000b", "a/b", "", "[::1", "a:99999999"])("host %j is no reason to break", async (host) => {
    const { statuses } = await say(`GET /livez HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(statuses.length).toBeLessThanOrEqual(1);
    expect(statuses.filter((s) => s >= 500)).toEqual([]);
  });
});
