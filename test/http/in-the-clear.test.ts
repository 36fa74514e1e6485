/** What somebody gets who meant the API and came to the public listener. */
import { Hono } from "hono";
import { expect, test } from "vitest";
import type { RefusalCode } from "../../domain/kernel/refusal.ts";
import { inTheClear } from "../../http/in-the-clear.ts";

const API = "https://pki.test:8443";
const ask = async (method: string, path: string, headers: Record<string, string> = {}) => {
  const noted: RefusalCode[] = [];
  const app = new Hono().mount("/", inTheClear(() => API, { note: (code) => noted.push(code) }).fetch);
  const response = await app.request(`http://pki.test${path}`, { method, headers });
  return { status: response.status, location: response.headers.get("location"), text: await response.text(), noted };
};

test.for<{ method: string; path: string; status: number; location?: string }>([
  { method: "GET", path: "/", status: 308, location: `${API}/` },
  { method: "HEAD", path: "/", status: 308, location: `${API}/` },
  { method: "GET", path: "/docs", status: 308, location: `${API}/docs` },
  { method: "GET", path: "/docs/a/b?c=d&e", status: 308, location: `${API}/docs/a/b?c=d&e` },
  { method: "GET", path: "/docs/%2e%2e//evil.test", status: 404 },
  { method: "POST", path: "/", status: 404 },
  { method: "POST", path: "/docs", status: 404 },
  { method: "GET", path: "//evil.test", status: 404 },
  { method: "GET", path: "/other", status: 404 },
  { method: "GET", path: "/v1x", status: 404 },
])("$method $path: $status", async ({ method, path, status, location = null }) => {
  const answer = await ask(method, path);
  expect([answer.status, answer.location, answer.text]).toEqual([status, location, ""]);
});

test.for(["GET /v1", "GET /v1/authorities", "POST /v1/requests", "DELETE /v1/x", "GET /v1/openapi.json"])(
  "%s is refused, not redirected, and counted when a token was seen",
  async (call) => {
    const [method = "", path = ""] = call.split(" ");
    const without = await ask(method, path);
    expect([without.status, without.location, without.noted]).toEqual([403, null, []]);
    expect(JSON.parse(without.text)).toMatchObject({
      type: "urn:cartulary:problem:transport.insecure",
      facts: { url: API },
      remedy: expect.stringContaining("replaced"),
    });
    const seen = await ask(method, path, { authorization: "Bearer secret-of-mine" });
    expect([seen.status, seen.noted]).toEqual([403, ["transport.insecure"]]);
    expect(seen.text).not.toContain("secret-of-mine");
  },
);
