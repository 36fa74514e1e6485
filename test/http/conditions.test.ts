/** ETags on reads, and writes under the condition that nobody changed the resource meanwhile. RFC 9110 §13. */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { Subject } from "../../domain/statement/verdict.ts";
import { type App, makeApp } from "../support/app.ts";
import { signed } from "../support/officer.ts";
import { requestsOver } from "../support/requests.ts";

let app: App;
const { submit, issue } = requestsOver(() => app);
let certificate: string;
beforeAll(async () => {
  app = await makeApp();
  certificate = `/v1/certificates/${await issue()}`;
});

const tagOf = async (path: string, headers: Record<string, string> = {}) =>
  (await app.call("operator:admin", "GET", path, undefined, headers)).headers.get("etag") ?? "none";

describe("a read is not answered again", () => {
  test.for([
    ["certificate", () => certificate],
    ["request", async () => `/v1/requests/${(await submit()).id}`],
    ["authority", () => "/v1/authorities/web-ca"],
    ["profile", () => "/v1/profiles/tls-server"],
    ["governance", () => "/v1/governance"],
    ["officer", () => "/v1/governance/officers/alice"],
  ] as [string, () => string | Promise<string>][])("%s", async ([, path]) => {
    const at = await path();
    const tag = await tagOf(at);
    const again = (text: string) => app.call("operator:admin", "GET", at, undefined, { "if-none-match": text });
    const statuses = [tag, `W/${tag}`, `"x", ${tag}`, '"x"'].map(async (text) => (await again(text)).status);
    expect(await Promise.all(statuses)).toEqual([304, 304, 304, 200]);
    expect((await again(tag)).headers.get("etag")).toBe(tag);
  });

  test("another form has another tag", async () => {
    const tags = [await tagOf(certificate), await tagOf(certificate, { accept: "application/pkix-cert" })];
    expect(new Set(tags).size).toBe(2);
  });

  test("after a change it is answered", async () => {
    const place = `/v1/certificates/${await issue()}`;
    const tag = await tagOf(place);
    await app.call("officer:alice", "POST", `${place}/hold`);
    const { status, body } = await app.call("operator:admin", "GET", place, undefined, { "if-none-match": tag });
    expect([status, body.status]).toEqual([200, "held"]);
  });
});

describe("a write under a condition", () => {
  test("is carried out when nobody changed the resource, by the tag of any form, and refused after", async () => {
    const place = `/v1/certificates/${await issue()}`;
    const tag = await tagOf(place, { accept: "application/pkix-cert" });
    const hold = () => app.call("officer:alice", "POST", `${place}/hold`, undefined, { "if-match": tag });
    expect((await hold()).status).toBe(200);
    const release = await app.call("officer:alice", "POST", `${place}/release`, undefined, { "if-match": tag });
    expect([release.status, release.body.type]).toEqual([412, "urn:cartulary:problem:state.changed"]);
    expect((await app.call("operator:admin", "GET", place)).body.status).toBe("held");
  });

  test("a repeat is the same call, whatever happened since", async () => {
    const place = `/v1/certificates/${await issue()}`;
    const headers = { "if-match": await tagOf(place), "idempotency-key": randomUUID() };
    const first = await app.call("officer:alice", "POST", `${place}/hold`, undefined, headers);
    const again = await app.call("officer:alice", "POST", `${place}/hold`, undefined, headers);
    expect([first.status, again.status, again.body.position]).toEqual([200, 200, first.body.position]);
  });

  test("an approval is refused when somebody judged meanwhile", async () => {
    const { id } = await submit();
    const path = `/v1/requests/${id}`;
    const { body, headers } = await app.call("operator:admin", "GET", path);
    const tag = headers.get("etag") ?? "";
    const judge = (officer: "alice" | "bob") =>
      app.call("operator:admin", "POST", `${path}/approvals`, signed(app.world[officer], body.statement as Subject), {
        "if-match": tag,
      });
    expect([(await judge("alice")).status, (await judge("bob")).status]).toEqual([200, 412]);
    expect((await app.call("operator:admin", "GET", path)).body.approvers).toEqual(["alice"]);
  });

  test.for(['"abc"', '"1", "2"', "1", 'W/"1"', '"1'])("%s is no condition that can be kept", async (text) => {
    const answer = await app.call("officer:alice", "POST", `${certificate}/hold`, undefined, { "if-match": text });
    expect([answer.status, answer.body.field]).toEqual([400, "If-Match"]);
  });

  test("a call that makes something new takes none", async () => {
    const body = { id: "x", kind: "root", name: "CN=x" };
    const answer = await app.call("operator:admin", "POST", "/v1/authorities", body, { "if-match": '"1"' });
    expect([answer.status, answer.body.field]).toEqual([400, "If-Match"]);
    expect((await app.call("operator:admin", "GET", "/v1/authorities/x")).status).toBe(404);
  });
});
