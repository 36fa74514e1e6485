/** What commands make of the answers they get: good ones, refusals, and none. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { addAuthority } from "../../../adapters/cli/authority.ts";
import { addCertificate } from "../../../adapters/cli/certificate.ts";
import { addRequest } from "../../../adapters/cli/request.ts";
import { crlVector } from "../../domain/pki/vector.ts";
import { runCommand } from "../../support/commands.ts";
import { type Answered, type LyingServer, startLyingServer } from "../../support/lying-server.ts";

const directory = mkdtempSync(join(tmpdir(), "answers-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string): string => join(directory, name);
writeFileSync(file("token"), "any");

let server: LyingServer;
afterEach(() => server.close());
type Answer = Parameters<typeof startLyingServer>[0];
const run = async (add: (program: Command) => void, answer: Answer, ...args: readonly string[]) => {
  server = await startLyingServer(answer);
  return runCommand(add, ["--server", server.url, "--token-file", file("token"), ...args]);
};

const hex = (n: number): string => n.toString(16).padStart(32, "0");
const instant = "2026-06-01T12:00:00.000Z";

describe("an answer that is none", () => {
  const problem = {
    type: "urn:cartulary:problem:request.unknown",
    title: "No such request",
    status: 404,
    detail: "no",
  };
  test.for<{ name: string; answered: Answered; status: number; code: string; says: RegExp }>([
    {
      name: "a refusal",
      answered: { status: 404, body: problem },
      status: 1,
      code: "request.unknown",
      says: /^No such/,
    },
    {
      name: "a refusal with facts",
      answered: { status: 409, body: { ...problem, facts: { needed: 2 } } },
      status: 1,
      code: "request.unknown",
      says: /\(needed: 2\)$/,
    },
    { name: "a fault", answered: { status: 503, body: problem }, status: 3, code: "request.unknown", says: /^No such/ },
    {
      name: "a refusal with what to do",
      answered: { status: 404, body: { ...problem, remedy: "ask for the list" } },
      status: 1,
      code: "request.unknown",
      says: /^No such request: no: ask for the list$/,
    },
    {
      name: "a refusal in HTML",
      answered: { status: 403, body: "<p>" },
      status: 1,
      code: "http.403",
      says: /answered 403$/,
    },
    { name: "a refusal of null", answered: { status: 404, body: "null" }, status: 1, code: "http.404", says: /404$/ },
    {
      name: "a refusal of wrong fields",
      answered: { status: 400, body: { type: 7 } },
      status: 1,
      code: "http.400",
      says: /400$/,
    },
    { name: "a fault of a proxy", answered: { status: 502, body: "" }, status: 3, code: "http.502", says: /502$/ },
    { name: "nothing", answered: { body: "" }, status: 3, code: "cli.answer-unreadable", says: /\(no JSON\)/ },
    { name: "a page", answered: { body: "<p>" }, status: 3, code: "cli.answer-unreadable", says: /\(no JSON\)/ },
    { name: "null", answered: { body: "null" }, status: 3, code: "cli.answer-unreadable", says: /at the top/ },
    {
      name: "other fields",
      answered: { body: { items: [{}] } },
      status: 3,
      code: "cli.answer-unreadable",
      says: /field items/,
    },
  ])("$name", async ({ answered, status, code, says }) => {
    const ended = await run(addAuthority, () => answered, "authority", "list");
    expect(ended).toMatchObject({ status, code, message: expect.stringMatching(says) });
  });
});

describe("lists do not end in silence", () => {
  const certificate = (n: number) => ({
    issuer: hex(1),
    serial: hex(n),
    authority: "web-ca",
    profile: "tls-server",
    request: hex(n),
    requester: "service:web",
    notBefore: instant,
    notAfter: instant,
    state: "issued",
    status: "good",
    reason: null,
    since: null,
    digest: null,
  });
  const request = (n: number) => ({
    id: hex(n),
    state: "planned",
    authority: "web-ca",
    profile: "tls-server",
    requester: "service:web",
    submittedAt: instant,
    approvers: [],
    mandate: null,
    certificate: null,
  });
  /** `total` rows from 1, in pages as the API has them: a page that is just full names a next one. */
  const pages =
    (total: number, row: (n: number) => object, asked: string[] = []): Answer =>
    (_, path) => {
      asked.push(path);
      const { searchParams } = new URL(path, "http://any.test");
      const from = Number.parseInt(searchParams.get("cursor") ?? "0", 16) + 1;
      const limit = Number(searchParams.get("limit"));
      const items = Array.from({ length: Math.max(0, Math.min(limit, total - from + 1)) }, (_x, i) => row(from + i));
      return { body: { items, next: items.length === limit ? hex(from + items.length - 1) : null } };
    };
  const kinds = [
    { kind: "certificate", add: addCertificate, row: certificate },
    { kind: "request", add: addRequest, row: request },
  ] as const;

  test.for(kinds)("$kind list: all of them, and nothing to add", async ({ kind, add, row }) => {
    const { stdout, stderr } = await run(add, pages(100, row), "--json", kind, "list");
    expect([JSON.parse(stdout).length, stderr]).toEqual([100, ""]);
  });

  test.for(kinds)("$kind list: more than are shown, and it says so", async ({ kind, add, row }) => {
    const { stdout, stderr } = await run(add, pages(101, row), "--json", kind, "list");
    expect([JSON.parse(stdout).length, stderr]).toEqual([100, expect.stringContaining(`--after ${hex(100)} goes on`)]);
  });

  test.for(kinds)("$kind list --limit goes over many pages", async ({ kind, add, row }) => {
    const asked: string[] = [];
    const { stdout, stderr } = await run(add, pages(2345, row, asked), "--json", kind, "list", "--limit", "5000");
    expect([JSON.parse(stdout).length, stderr]).toEqual([2345, ""]);
    expect(asked.length).toBe(3);
  });

  test.for(kinds)("$kind list --after goes on", async ({ kind, add, row }) => {
    const answer = pages(105, row);
    const { stdout } = await run(add, answer, "--json", kind, "list", "--after", hex(100));
    expect(JSON.parse(stdout).length).toBe(5);
  });

  test("a server whose lists never end is not followed for ever", async () => {
    const answer: Answer = () => ({ body: { items: [], next: hex(1) } });
    expect(await run(addCertificate, answer, "certificate", "list")).toMatchObject({ status: 0 });
    let n = 1;
    const further: Answer = () => ({ body: { items: [], next: hex(++n) } });
    expect(await run(addCertificate, further, "certificate", "list")).toMatchObject({ status: 0 });
  });

  test("a page with nothing on it is not the last", async () => {
    let asked = 0;
    const answer: Answer = () => ({
      body: ++asked < 4 ? { items: [], next: hex(asked) } : { items: [certificate(9)], next: null },
    });
    const { stdout } = await run(addCertificate, answer, "--json", "certificate", "list", "--status", "held");
    expect([JSON.parse(stdout).length, asked]).toEqual([1, 4]);
  });

  test.for(["0", "-1", "1.5", "many", ""])("a limit that is none: %s", async (limit) => {
    await expect(
      run(addCertificate, pages(1, certificate), "certificate", "list", "--limit", limit),
    ).rejects.toMatchObject({
      code: "commander.invalidArgument",
    });
  });
});

describe("crl fetch", () => {
  const authority = (crl: string) => ({
    id: "web-ca",
    kind: "issuing",
    state: "active",
    parent: "root",
    issuer: hex(1),
    key: hex(2),
    request: hex(3),
    name: "CN=Web CA",
    notAfter: instant,
    crl,
    responder: null,
  });
  const fetched = async (at: (url: string) => string, answered: Answered | undefined) => {
    const out = file("web.crl");
    rmSync(out, { force: true });
    const answer: Answer = (_, path) =>
      path.endsWith("web-ca") ? { body: authority(at(server.url)) } : (answered ?? { status: 500, body: "" });
    const ended = await run(addAuthority, answer, "crl", "fetch", "web-ca", "--out", out);
    return { ...ended, isWritten: existsSync(out), out };
  };

  test.for<{ name: string; answered: Answered; status: number; code: string }>([
    { name: "none is published", answered: { status: 404, body: "" }, status: 1, code: "http.404" },
    { name: "the server is not well", answered: { status: 503, body: "" }, status: 3, code: "http.503" },
    { name: "nothing comes", answered: { body: "" }, status: 3, code: "cli.answer-unreadable" },
    { name: "a page comes", answered: { body: "<html></html>" }, status: 3, code: "cli.answer-unreadable" },
  ])("$name: it says so, and no file is written", async ({ answered, status, code }) => {
    expect(await fetched((url) => `${url}/crl/1.crl`, answered)).toMatchObject({ status, code, isWritten: false });
  });

  test.for(["http://127.0.0.1:1/1.crl", "no url", "file:///etc/passwd"])("nothing answers at %s", async (url) => {
    expect(await fetched(() => url, undefined)).toMatchObject({ status: 3, code: "cli.unreachable", isWritten: false });
  });

  test("a CRL is written as it is", async () => {
    const body = Buffer.from(crlVector("crl"));
    const { status, out } = await fetched((url) => `${url}/crl/1.crl`, { body });
    expect([status, readFileSync(out)]).toEqual([0, body]);
  });
});

describe("certificate revoke", () => {
  const revoke = async (...more: readonly string[]) => {
    const sent: unknown[] = [];
    const answer: Answer = (_, _path, body) => {
      sent.push(body);
      return { body: { issuer: hex(1), serial: "01", status: "revoked", crl: "2", position: null } };
    };
    const ended = await run(addCertificate, answer, "certificate", "revoke", `${hex(1)}/01`, ...more);
    return { ...ended, sent };
  };

  test("since when it must not be trusted, when that is known", async () => {
    expect((await revoke("--reason", "keyCompromise")).sent).toEqual([{ reason: "keyCompromise" }]);
    const since = ["--reason", "keyCompromise", "--invalid-since"];
    expect((await revoke(...since, "2026-05-01T02:00:00+02:00")).sent).toEqual([
      { reason: "keyCompromise", invalidSince: "2026-05-01T00:00:00.000Z" },
    ]);
    expect((await revoke(...since, "2026-05-01")).sent).toMatchObject([{ invalidSince: "2026-05-01T00:00:00.000Z" }]);
  });

  test.for(["yesterday", "1", "2026-13-01", "99999-01-01"])("no time: %s", async (text) => {
    await expect(revoke("--invalid-since", text)).rejects.toMatchObject({ code: "commander.invalidArgument" });
  });
});

test("names in a table do not move the cursor", async () => {
  const row = { id: "a", kind: "root", state: "active", parent: null, notAfter: null, responder: null };
  const rest = { issuer: hex(1), key: hex(2), request: hex(3), crl: "", name: "CN=\u001b[2J" };
  const { stdout } = await run(
    addAuthority,
    () => ({ body: { items: [{ ...row, ...rest }], next: null } }),
    "authority",
    "list",
  );
  expect(stdout).toContain("CN=\\u{1b}[2J");
});
