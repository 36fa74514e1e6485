/** Batches, and long work as operations. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import type { Subject } from "../../domain/statement/verdict.ts";
import { type App, makeApp } from "../support/app.ts";
import { signed } from "../support/officer.ts";
import { requestsOver } from "../support/requests.ts";

let app: App;
const { wish, submit, issue } = requestsOver(() => app);
beforeAll(async () => {
  app = await makeApp();
});

type Part = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };
const batch = async (holder: string, what: string, items: readonly unknown[], headers = {}) => {
  const { status, body } = await app.call(holder, "POST", `/v1/batches/${what}`, { items }, headers);
  return { status, ...(body as { succeeded: number; failed: number; items: Part[] }) };
};
const count = async () => (await app.world.store.readAll("start", 100_000)).length;

describe("a batch", () => {
  test("answers each part by itself, in order", async () => {
    const items = [await wish(), await wish({ profile: "none" }), await wish({ csr: "x" }), await wish()];
    const done = await batch("service:web", "requests", items);
    expect([done.status, done.succeeded, done.failed]).toEqual([200, 2, 2]);
    expect(done.items.map((i) => i.body.state ?? i.body.type)).toEqual([
      "planned",
      "urn:cartulary:problem:profile.unknown",
      "urn:cartulary:problem:input.malformed",
      "planned",
    ]);
  });

  test("is safe to repeat", async () => {
    const items = [await wish(), await wish()];
    const headers = { "idempotency-key": randomUUID() };
    const first = await batch("service:web", "requests", items, headers);
    const before = await count();
    const again = await batch("service:web", "requests", items, headers);
    expect(again.items.map((i) => i.body.id)).toEqual(first.items.map((i) => i.body.id));
    expect(await count()).toBe(before);
    const other = await batch("service:web", "requests", [items[1], items[0]], headers);
    expect(other.items.map((i) => i.body.type)).toEqual(Array(2).fill("urn:cartulary:problem:command.reused"));
  });

  test("has no more rights than its parts", async () => {
    const [issuer, serial] = (await issue()).split("/");
    const done = await batch("service:other", "revocations", [{ issuer, serial, reason: "superseded" }]);
    expect(done.items.map((i) => i.status)).toEqual([403]);
  });

  test("revokes", async () => {
    const places = [await issue(), await issue()].map((p) => p.split("/"));
    const items = places.map(([issuer, serial]) => ({ issuer, serial, reason: "superseded" }));
    const done = await batch("officer:alice", "revocations", items);
    expect(done.items.map((i) => i.body.status)).toEqual(["revoked", "revoked"]);
  });

  test("approves", async () => {
    const ids = [(await submit()).id, (await submit()).id];
    const items = await Promise.all(
      ids.map(async (request) => {
        const { body } = await app.call("operator:admin", "GET", `/v1/requests/${request}`);
        return { request, approval: signed(app.world.alice, body.statement as Subject) };
      }),
    );
    const done = await batch("operator:admin", "approvals", items);
    expect(done.items.map((i) => i.body.approvers)).toEqual([["alice"], ["alice"]]);
  });

  test.for([
    { name: "nothing", items: [], field: "items" },
    { name: "too much", items: Array(101).fill({ authority: "a", profile: "b", csr: "c" }), field: "items" },
    { name: "a part of the wrong shape", items: [{ authority: "a" }], field: "items.0.profile" },
  ])("of $name is refused as a whole", async ({ items, field }) => {
    const { status, body } = await app.call("service:web", "POST", "/v1/batches/requests", { items });
    expect([status, body.field]).toEqual([400, field]);
  });

  test("takes more than a single call, and no more than it says", async () => {
    const large = { authority: "web-ca", profile: "tls-server", csr: "x".repeat(90_000) };
    const done = await batch("service:web", "requests", Array(4).fill(large));
    expect(done.failed).toBe(4);
    const csr = "x".repeat(99_000);
    const huge = await app.call("service:web", "POST", "/v1/batches/requests", {
      items: Array(60).fill({ ...large, csr }),
    });
    expect([huge.status, huge.body.type]).toEqual([413, "urn:cartulary:problem:input.too-large"]);
  });
});

describe("an operation", () => {
  const begin = (holder: string, path: string, body?: unknown) =>
    app.call(holder, "POST", path, body, { prefer: "respond-async" });
  const ended = async (holder: string, at: string) => {
    for (;;) {
      const { body } = await app.call(holder, "GET", at);
      if (body.status !== "running") return body;
      await pause(10);
    }
  };

  test("goes on by itself and tells what the call would have answered", async () => {
    const started = await begin("service:web", "/v1/requests", await wish());
    const at = started.headers.get("location") ?? "";
    expect([started.status, started.body.status, started.headers.get("preference-applied")]).toEqual([
      202,
      "running",
      "respond-async",
    ]);
    const done = await ended("service:web", at);
    expect([done.status, (done.answer as Part).status, (done.answer as Part).body.state]).toEqual([
      "succeeded",
      201,
      "planned",
    ]);
  });

  test("that is refused has failed, with the problem", async () => {
    const started = await begin("service:web", "/v1/requests", await wish({ profile: "none" }));
    const done = await ended("service:web", started.headers.get("location") ?? "");
    expect([done.status, (done.answer as Part).body.type]).toEqual(["failed", "urn:cartulary:problem:profile.unknown"]);
  });

  test("is seen by the token that began it, and by no other", async () => {
    const started = await begin("service:web", "/v1/requests", await wish());
    const at = started.headers.get("location") ?? "";
    const other = await app.call("service:other", "GET", at);
    expect([other.status, other.body.type]).toEqual([404, "urn:cartulary:problem:operation.unknown"]);
    await ended("service:web", at);
  });

  test("goes on for every kind of write that the document says so of", async () => {
    const none = `/v1/webhooks/${"0".repeat(32)}`;
    const started = await app.call("operator:admin", "DELETE", none, undefined, { prefer: "respond-async" });
    expect(started.status).toBe(202);
    const done = await ended("operator:admin", started.headers.get("location") ?? "");
    expect([done.status, (done.answer as Part).status]).toEqual(["failed", 404]);
  });

  test("is begun by nobody without a token", async () => {
    const started = await app.call(null, "POST", "/v1/requests", await wish(), { prefer: "respond-async" });
    expect(started.status).toBe(401);
  });

  test("streams how far it is, to the end", async () => {
    const items = await Promise.all(Array.from({ length: 4 }, () => wish()));
    const started = await begin("service:web", "/v1/batches/requests", { items });
    const stream = await app.request(started.headers.get("location") ?? "", {
      headers: { authorization: `Bearer ${app.tokens["service:web"]}`, accept: "text/event-stream" },
    });
    const text = await stream.text();
    const told = [...text.matchAll(/^data: (.*)$/gm)].map(
      (m) => JSON.parse(m[1] ?? "") as { status: string; progress: { done: number; total: number } | null },
    );
    expect(told.at(-1)).toMatchObject({ status: "succeeded", progress: { done: 4, total: 4 } });
    const progress = told.flatMap((t) => (t.progress === null ? [] : [t.progress.done]));
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });
});
