/** Who tries to come in as somebody else, or to act in their session. One app, real Argon2id, the clock of the test. */
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { openMemoryPasswordBook } from "../../adapters/memory/password-book.ts";
import { readEvent } from "../../domain/catalogue.ts";
import type { PasswordBook } from "../../domain/ports/password-book.ts";
import { passwordChecker } from "../../domain/process/login/check-password.ts";
import { API_URL, type App, loginsIn, makeApp } from "../support/app.ts";
import {
  type Browser,
  browserOf,
  endLogin,
  from,
  hash,
  linkPassword,
  logIn,
  OWN_PAGE,
  tryPassword,
} from "../support/logins.ts";
import { makeOfficer, signedChange } from "../support/officer.ts";
import { LEDGER, makeFounding } from "../support/world.ts";

const PASSWORD = "correct horse battery staple";
const code = (type: unknown): string => String(type).replace("urn:cartulary:problem:", "");

let app: App;
let passwords: PasswordBook;
let login: string;
beforeAll(async () => {
  passwords = openMemoryPasswordBook();
  app = await makeApp({ logins: (ports) => loginsIn(ports, passwords) });
  login = (await linkPassword(app, app.world.alice, PASSWORD)).id;
});

/** How often each reason was counted up to now. */
const counted = async (reason: string): Promise<number> => {
  await app.attempts.flush();
  const events = (await app.world.store.readAll("start", 10_000)).map((r) => readEvent(r.bytes));
  return events.reduce((sum, e) => {
    const isIt = e.ok && e.value.type === "AttemptsRefused" && e.value.body.code === reason;
    return isIt ? sum + (e.value.body as { count: number }).count : sum;
  }, 0);
};

const expectOver = async (who: Browser): Promise<void> => {
  const { status, body } = await who.read("/v1/sessions/current");
  expect([status, code(body.type)]).toEqual([401, "session.ended"]);
};

describe("logging in", () => {
  test("by password gives a session that acts in the officer's name, and is a fact", async () => {
    const alice = await logIn(app, "alice", PASSWORD);
    expect((await alice.read("/v1/sessions/current")).body).toMatchObject({
      holder: "officer:alice",
      csrf: alice.csrf,
    });
    expect((await alice.read("/v1/governance/tokens")).status).toBe(200);
    await app.attempts.flush();
    const facts = (await app.world.store.readAll("start", 10_000)).filter((r) => r.type === "LoginsAccepted");
    expect(Buffer.from(facts[0]?.bytes ?? []).toString()).toContain(login);
  });

  test("sets a cookie that no script reads, no other host sets, and no other site sends", async () => {
    const { headers } = await tryPassword(app, "officer:alice", PASSWORD);
    expect(headers.get("set-cookie")).toMatch(
      /^__Host-cartulary=[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    );
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("can be tried out, and opens nothing then", async () => {
    const before = (await app.call("officer:alice", "GET", "/v1/sessions")).body.items as unknown[];
    const dry = await tryPassword(app, "alice", PASSWORD, {}, "?dryRun=true");
    expect([dry.status, dry.body.dryRun, dry.headers.get("set-cookie")]).toEqual([200, true, null]);
    expect((await app.call("officer:alice", "GET", "/v1/sessions")).body.items).toHaveLength(before.length);
    expect((await tryPassword(app, "alice", "wrong", {}, "?dryRun=true")).status).toBe(401);
  });

  test("leaves nothing in the ledger that could be tried against a dictionary", async () => {
    const all = (await app.world.store.readAll("start", 10_000)).map((r) => Buffer.from(r.bytes).toString()).join("");
    expect(all).toContain('"way":"password"');
    expect(all).not.toContain("argon2id");
  });
});

describe("unknown names", () => {
  test("cost what known ones do: Argon2id runs once, whatever is wrong", async () => {
    const matches = vi.fn(hash.matches);
    const { ports } = app.world;
    const check = passwordChecker({ hash: { make: hash.make, matches }, passwords, entropy: ports.entropy });
    const basis = await ports.governance();
    if (!basis.ok) throw new TypeError("not founded");
    for (const holder of ["officer:nobody", "officer:bob", "operator:admin", "officer:alice"]) {
      matches.mockClear();
      expect((await check(basis.value.governance, holder, "wrong")).ok).toBe(false);
      expect(matches.mock.calls).toEqual([[expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/), "wrong"]]);
    }
  });
  test("are answered as wrong passwords are", async () => {
    const reasons = async () => [await counted("login.unknown"), await counted("login.wrong-password")];
    const [unknowns = 0, wrongs = 0] = await reasons();
    const wrong = await tryPassword(app, "alice", "wrong");
    const unknown = await tryPassword(app, "nobody", "wrong");
    expect([unknown.status, { ...unknown.body, instance: "" }]).toEqual([
      wrong.status,
      { ...wrong.body, instance: "" },
    ]);
    expect([wrong.status, code(wrong.body.type)]).toEqual([401, "login.failed"]);
    expect(await reasons()).toEqual([unknowns + 1, wrongs + 1]);
  });
});

describe("a session", () => {
  let alice: Browser;
  beforeEach(async () => {
    alice = await logIn(app, "alice", PASSWORD);
  });

  test("that an attacker planted before the login is not the one after it (fixation)", async () => {
    const planted = `__Host-cartulary=${"A".repeat(43)}`;
    const opened = await logIn(app, "alice", PASSWORD, { cookie: planted });
    expect(opened.cookie).not.toBe(planted);
    expect((await app.call(null, "GET", "/v1/sessions/current", undefined, { cookie: planted })).status).toBe(401);
  });
  test("that the browser had before a login ends with it", async () => {
    const again = await logIn(app, "alice", PASSWORD, { cookie: alice.cookie });
    expect(again.cookie).not.toBe(alice.cookie);
    await expectOver(alice);
  });
  test("stolen before logging out is worth nothing after it", async () => {
    const out = await alice.write("DELETE", "/v1/sessions/current");
    expect([out.status, out.headers.get("set-cookie")]).toEqual([200, expect.stringContaining("Max-Age=0")]);
    await expectOver(alice);
  });
  test("is listed by who has it, and ended by id", async () => {
    const other = await logIn(app, "alice", PASSWORD);
    const { body } = await alice.read("/v1/sessions");
    const ids = (body.items as { id: string }[]).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([alice.id, other.id]));
    expect(JSON.stringify(body)).not.toContain(alice.cookie.slice(-43));
    expect((await alice.write("DELETE", `/v1/sessions/${other.id}`)).status).toBe(200);
    await expectOver(other);
  });
  test("of somebody else is neither shown nor ended", async () => {
    const list = await app.call("operator:admin", "GET", "/v1/sessions");
    expect(list.body.items).toEqual([]);
    const ended = await app.call("operator:admin", "DELETE", `/v1/sessions/${alice.id}`);
    expect([ended.status, code(ended.body.type)]).toEqual([404, "session.unknown"]);
    expect((await alice.read("/v1/sessions/current")).status).toBe(200);
  });
  test("and a token in one call are refused, whoever they are of", async () => {
    const { status, body } = await app.call("officer:alice", "GET", "/v1/authorities", undefined, {
      cookie: alice.cookie,
    });
    expect([status, code(body.type)]).toEqual([400, "caller.two-credentials"]);
  });
  test("and another one in one call are refused", async () => {
    const cookie = `${alice.cookie}; __Host-cartulary=${"B".repeat(43)}`;
    expect((await app.call(null, "GET", "/v1/authorities", undefined, { cookie })).status).toBe(401);
  });
});

describe("a write by cookie", () => {
  let alice: Browser;
  beforeAll(async () => {
    alice = await logIn(app, "alice", PASSWORD);
  });
  const body = { type: "SuspendMandate", mandate: "web" };
  const write = (headers: Record<string, string>) =>
    app.call(null, "POST", "/v1/governance/proposals", body, { cookie: alice.cookie, ...headers });

  test("from our own page, with the session's token, is let in", async () => {
    const { status, body: answer } = await write({ ...OWN_PAGE, "cartulary-csrf": alice.csrf });
    expect([status, code(answer.type)]).toEqual([404, "mandate.unknown"]);
  });
  test("from the address where people reach the API, through a proxy that calls it otherwise, is let in", async () => {
    const { status } = await write({ ...OWN_PAGE, origin: API_URL, "cartulary-csrf": alice.csrf });
    expect(status).toBe(404);
  });
  test.for<{ name: string; headers: (csrf: string) => Record<string, string>; field: string }>([
    { name: "without the token", headers: () => OWN_PAGE, field: "Cartulary-Csrf" },
    {
      name: "with another token",
      headers: () => ({ ...OWN_PAGE, "cartulary-csrf": "A".repeat(43) }),
      field: "Cartulary-Csrf",
    },
    {
      name: "from another origin",
      headers: (csrf) => ({ origin: "https://evil.example", "cartulary-csrf": csrf }),
      field: "Origin",
    },
    {
      name: "from another port of this host",
      headers: (csrf) => ({ origin: "http://pki.test:8080", "cartulary-csrf": csrf }),
      field: "Origin",
    },
    { name: "from nowhere", headers: (csrf) => ({ "cartulary-csrf": csrf }), field: "Origin" },
    { name: "from a sandboxed page", headers: (csrf) => ({ origin: "null", "cartulary-csrf": csrf }), field: "Origin" },
    ...["cross-site", "same-site", "none"].map((site) => ({
      name: `that the browser calls ${site}`,
      headers: (csrf: string) => ({ ...OWN_PAGE, "sec-fetch-site": site, "cartulary-csrf": csrf }),
      field: "Sec-Fetch-Site",
    })),
  ])("$name is refused", async ({ headers, field }) => {
    const { status, body: answer } = await write(headers(alice.csrf));
    expect([status, code(answer.type), answer.field]).toEqual([403, "session.forged", field]);
  });
  test("with the token of another session is refused", async () => {
    const other = await logIn(app, "alice", PASSWORD);
    expect((await write({ ...OWN_PAGE, "cartulary-csrf": other.csrf })).status).toBe(403);
  });
  test("goes on as an operation, and in a batch, under the same session", async () => {
    const begun = await alice.write("POST", "/v1/governance/proposals", body, { prefer: "respond-async" });
    expect(begun.status).toBe(202);
    await expect
      .poll(async () => (await alice.read(`/v1/operations/${begun.body.id}`)).body.answer)
      .toMatchObject({ status: 404 });
    const items = [{ request: "0".repeat(32), approval: undefined }];
    expect((await alice.write("POST", "/v1/batches/approvals", { items })).status).toBe(400);
  });
  test("a login that another site's page makes is refused", async () => {
    const { status, body: answer } = await tryPassword(app, "alice", PASSWORD, { "sec-fetch-site": "cross-site" });
    expect([status, code(answer.type)]).toEqual([403, "session.forged"]);
  });
});

describe("the password book", () => {
  test("with another verifier in it lets nobody in: not the one who put it there, and not the officer", async () => {
    const kept = await passwords.get(login);
    await passwords.put(login, await hash.make("mallory's"));
    const [mallory, alice] = [await tryPassword(app, "alice", "mallory's"), await tryPassword(app, "alice", PASSWORD)];
    expect([mallory.status, alice.status]).toEqual([401, 401]);
    expect(await counted("login.verifier-replaced")).toBe(2);
    await passwords.put(login, kept ?? "");
    expect((await tryPassword(app, "alice", PASSWORD)).status).toBe(201);
  });
  test("without its entry lets nobody in", async () => {
    const kept = await passwords.get(login);
    await passwords.remove(login);
    expect((await tryPassword(app, "alice", PASSWORD)).status).toBe(401);
    expect(await counted("login.verifier-missing")).toBe(1);
    await passwords.put(login, kept ?? "");
    expect((await tryPassword(app, "alice", PASSWORD)).status).toBe(201);
  });
});

describe("guessing", () => {
  const guess = async (name: string, address: string, password = "guess") => {
    const response = await app.request(
      "/v1/sessions",
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ way: "password", name, password }),
      },
      from(address),
    );
    return { status: response.status, wait: response.headers.get("retry-after") };
  };
  test("locks a name for a while, the right password too, and not for ever", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    try {
      for (let i = 0; i < 5; i++) expect((await guess("alice", "192.0.2.1")).status).toBe(401);
      expect(await guess("alice", "192.0.2.1")).toEqual({ status: 429, wait: "600" });
      expect((await guess("alice", "192.0.2.2", PASSWORD)).status).toBe(429);
      vi.advanceTimersByTime(599_000);
      expect((await guess("alice", "192.0.2.2", PASSWORD)).status).toBe(429);
      vi.advanceTimersByTime(1_001);
      expect((await guess("alice", "192.0.2.2", PASSWORD)).status).toBe(201);
    } finally {
      vi.useRealTimers();
    }
    expect(await counted("login.locked")).toBe(3);
  });
  test("locks an address, whatever names it tries, and its whole network in IPv6", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    try {
      const tries = Array.from({ length: 20 }, (_, i) => guess(`name-${i}`, `2001:db8:0:1::${i + 1}`));
      expect(new Set((await Promise.all(tries)).map((t) => t.status))).toEqual(new Set([401]));
      expect((await guess("alice", "2001:db8:0:1:ffff::1", PASSWORD)).status).toBe(429);
      // Names that were tried from there are not locked by it.
      expect((await guess("alice", "2001:db8:0:2::1", PASSWORD)).status).toBe(201);
    } finally {
      vi.useRealTimers();
    }
  });
  test("a hundred guesses at once are no more than the limit", async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => guess("crowded", "198.51.100.7")));
    expect(all.filter((t) => t.status === 401)).toHaveLength(5);
    expect(all.filter((t) => t.status === 429)).toHaveLength(7);
  });
  test("without TLS is not even tried", async () => {
    const response = await app.request(
      "/v1/sessions",
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ way: "password", name: "alice", password: PASSWORD }),
      },
      { connection: { role: "api", address: "127.0.0.1", isSecure: false } },
    );
    expect([response.status, code(((await response.json()) as { type: string }).type)]).toEqual([
      403,
      "transport.insecure",
    ]);
  });
});

describe("who leaves", () => {
  test("is out at once: the session, the password, and its entry in the book", async () => {
    const carol = makeOfficer("carol");
    const [officer] = (await makeFounding(app.world.ports.vault, [carol])).officers;
    if (officer === undefined) throw new TypeError("no officer");
    const { alice, bob } = app.world;
    const change = async (wanted: Parameters<typeof signedChange>[1], by: Parameters<typeof signedChange>[2]) =>
      app.call("operator:admin", "POST", "/v1/governance/changes", {
        change: wanted,
        approvals: signedChange(LEDGER, wanted, by),
      });
    expect((await change({ type: "EnrolOfficer", officer }, [alice, bob, carol])).status).toBe(201);
    const { id } = await linkPassword(app, carol, "carol's own password");
    const browser = await logIn(app, "carol", "carol's own password");
    expect((await change({ type: "RetireOfficer", officer: "carol" }, [alice, bob])).status).toBe(201);
    const { status, body } = await browser.read("/v1/sessions/current");
    expect([status, code(body.type)]).toEqual([401, "session.ended"]);
    expect((await tryPassword(app, "carol", "carol's own password")).status).toBe(401);
    expect(await passwords.get(id)).toBeUndefined();
  });
  test("of a login by its end: any one approver ends it, and its sessions", async () => {
    const { id } = await linkPassword(app, app.world.bob, "bob's own password");
    const browser = await logIn(app, "bob", "bob's own password");
    expect((await endLogin(app, id, [app.world.alice])).status).toBe(201);
    expect((await browser.read("/v1/sessions/current")).status).toBe(401);
    expect((await tryPassword(app, "bob", "bob's own password")).status).toBe(401);
  });
  test("a new password ends the one before, and what it opened", async () => {
    const first = await linkPassword(app, app.world.bob, "the first password");
    const before = await logIn(app, "bob", "the first password");
    await linkPassword(app, app.world.bob, "the second password");
    expect((await before.read("/v1/sessions/current")).status).toBe(401);
    expect((await tryPassword(app, "bob", "the first password")).status).toBe(401);
    expect(browserOf(app, await tryPassword(app, "bob", "the second password")).csrf).toHaveLength(43);
    expect(await passwords.get(first.id)).toBeUndefined();
  });
});

// Last: the tokens of the others end meanwhile.
describe("time", () => {
  let alice: Browser;
  beforeEach(async () => {
    alice = await logIn(app, "alice", PASSWORD);
  });
  test("ends when nothing was asked for too long, and not before", async () => {
    app.world.clock.advance(899);
    expect((await alice.read("/v1/sessions/current")).status).toBe(200);
    app.world.clock.advance(899);
    expect((await alice.read("/v1/sessions/current")).status).toBe(200);
    app.world.clock.advance(901);
    await expectOver(alice);
  });
  test("ends in the end, however busy it is", async () => {
    for (let minutes = 0; minutes < 60; minutes += 10) {
      expect((await alice.read("/v1/sessions/current")).status).toBe(200);
      app.world.clock.advance(601);
    }
    await expectOver(alice);
  });
});
