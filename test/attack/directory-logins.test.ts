/** Who tries to come in through the organisation's directory. A real slapd, as careless as one may be configured. */
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LdapOptions, ldapDirectory } from "../../adapters/ldap/directory.ts";
import { readEvent } from "../../domain/catalogue.ts";
import type { Directory } from "../../domain/ports/directory.ts";
import { ldapSubject } from "../../domain/process/login/check-directory.ts";
import { type App, loginsIn, makeApp } from "../support/app.ts";
import { browserOf, endLogin, link } from "../support/logins.ts";
import { BASE, group, passwordOf, SERVICE, SERVICE_PASSWORD, type Slapd, startSlapd } from "../support/slapd.ts";

let slapd: Slapd;
let app: App;
/** What the app asks: each test may put another in its place. */
let asked: Directory;
let login: string;

const optionsOf = (change: Partial<LdapOptions> = {}): LdapOptions => ({
  name: "corp",
  url: slapd.ldaps,
  startTls: true,
  ca: slapd.certificate,
  timeoutMs: 5_000,
  bindDn: SERVICE,
  bindPassword: () => SERVICE_PASSWORD,
  base: `ou=people,${BASE}`,
  userAttribute: "uid",
  idAttribute: "entryUUID",
  memberAttribute: "member",
  requiredGroup: group("pki"),
  roles: { auditor: group("auditors"), requester: group("requesters") },
  ...change,
});

beforeAll(async () => {
  slapd = await startSlapd();
  asked = ldapDirectory(optionsOf());
  const through: Directory = { name: "corp", identify: (...who) => asked.identify(...who) };
  app = await makeApp({ logins: (ports) => loginsIn(ports, undefined, through) });
  const { alice } = app.world;
  const by = { way: "ldap", directory: "corp", subject: ldapSubject("corp", slapd.idOf("alice")) as never } as const;
  login = (await link(app, { holder: "officer:alice", by }, [alice])).id;
}, 30_000);
afterAll(() => slapd.stop());

const logIn = (name: string, password: string) =>
  app.call(null, "POST", "/v1/sessions", { way: "ldap", name, password });
const code = (type: unknown): string => String(type).replace("urn:cartulary:problem:", "");
const identify = (name: string, password: string, change: Partial<LdapOptions> = {}) =>
  ldapDirectory(optionsOf(change)).identify(name, password);
const counted = async (): Promise<readonly string[]> => {
  await app.attempts.flush();
  const events = (await app.world.store.readAll("start", 10_000)).map((r) => readEvent(r.bytes));
  return events.flatMap((e) => (e.ok && e.value.type === "AttemptsRefused" ? [e.value.body.code] : []));
};

describe("the directory", () => {
  test("knows alice, what it will call her for ever, and which roles its groups give", async () => {
    const known = { is: "known", id: slapd.idOf("alice"), roles: ["auditor"] };
    expect(await identify("alice", passwordOf("alice"))).toEqual(known);
    expect(await identify("alice", passwordOf("alice"), { url: slapd.ldap })).toEqual(known);
  });
  test.for([
    { name: "a wrong password", who: "alice", password: "wrong", is: "wrong-password" },
    { name: "another's password", who: "alice", password: passwordOf("bob"), is: "wrong-password" },
    { name: "nobody", who: "nobody", password: "x", is: "unknown" },
    { name: "two entries of one name", who: "twin", password: passwordOf("twin-one"), is: "ambiguous" },
    { name: "who is not in the group", who: "carol", password: passwordOf("carol"), is: "not-in-group" },
    { name: "no name", who: "", password: "x", is: "wrong-password" },
  ])("does not know $name", async ({ who, password, is }) => expect(await identify(who, password)).toEqual({ is }));
});

describe("injection:", () => {
  test.for([
    "*",
    "a*",
    "alice)(uid=*",
    "*)(uid=*))(|(uid=*",
    "alice)(objectClass=*)",
    "alice\u0000",
    "alice\\2a",
    "\\61lice",
    "alice,ou=people",
    "cn=alice",
    ")(",
    "((((",
    "|(uid=alice)",
    "alice ) ( & ",
  ])("%j is a name that nobody has", async (name) => {
    expect(await identify(name, passwordOf("alice"))).toEqual({ is: "unknown" });
  });
  test("through the API it is told as any wrong login", async () => {
    const answer = await logIn("*)(uid=*", passwordOf("alice"));
    expect([answer.status, code(answer.body.type)]).toEqual([401, "login.failed"]);
  });
});

describe("a connection that is cut on the way to StartTLS or after it", () => {
  /** Between us and the directory: cuts after so many pieces of ours, or of the directory's, and keeps what it saw. */
  const relayOf = async (pieces: number, of: "ours" | "the directory's") => {
    const seen: Buffer[] = [];
    let answers = 0;
    let connections = 0;
    const { hostname, port } = new URL(slapd.ldap);
    const relay = createServer((ours) => {
      connections += 1;
      const theirs = connect(Number(port), hostname);
      const cut = () => {
        ours.destroy();
        theirs.destroy();
      };
      ours.on("error", cut).on("close", cut);
      theirs.on("error", cut).on("data", (data) => {
        answers += 1;
        if (of === "ours" || answers < pieces) ours.write(data);
        else ours.end(data, cut);
      });
      ours.on("data", (data) => {
        seen.push(data);
        if (of === "ours" && seen.length >= pieces) cut();
        else theirs.write(data);
      });
    });
    await once(relay.listen(0, "127.0.0.1"), "listening");
    const { port: own } = relay.address() as { port: number };
    return { url: `ldap://127.0.0.1:${own}`, seen: () => Buffer.concat(seen), connections: () => connections, relay };
  };

  const CUTS = (["ours", "the directory's"] as const).flatMap((of) => [1, 2, 3, 4].map((n) => ({ of, n })));
  test.for(CUTS)("after $n pieces of $of: it is not made anew, and no password was to be read", async ({ of, n }) => {
    const { url, seen, connections, relay } = await relayOf(n, of);
    try {
      await expect(identify("alice", passwordOf("alice"), { url })).rejects.toMatchObject({
        name: "DirectoryFault",
        code: "directory.unavailable",
      });
      expect(connections()).toBe(1);
      const clear = seen().toString("latin1");
      expect([SERVICE_PASSWORD, passwordOf("alice")].filter((secret) => clear.includes(secret))).toEqual([]);
    } finally {
      relay.close();
    }
  });
});

describe("an empty password", () => {
  test("would be let in by this directory: it is not asked", async () => {
    // Without our own check the name is bound to as nobody, and that succeeds.
    const { Client } = await import("ldapts");
    const client = new Client({ url: slapd.ldap });
    await client.bind(`cn=alice,ou=people,${BASE}`, "");
    await client.unbind();
    expect(await identify("alice", "")).toEqual({ is: "wrong-password" });
  });
  test("is refused by the API before that", async () => {
    const answer = await logIn("alice", "");
    expect([answer.status, answer.body.field]).toEqual([400, "password"]);
  });
});

describe("logging in", () => {
  test("gives a session in the officer's name, with what the directory's groups add", async () => {
    const browser = browserOf(app, await logIn("alice", passwordOf("alice")));
    expect((await browser.read("/v1/sessions/current")).body.holder).toBe("officer:alice");
    // Of the auditor's: alice the officer has it not.
    expect((await browser.read("/v1/webhooks")).status).toBe(200);
    expect((await app.call("officer:alice", "GET", "/v1/webhooks")).status).toBe(403);
  });
  test("is not for who is in the directory and in no login", async () => {
    const before = (await counted()).length;
    const answer = await logIn("bob", passwordOf("bob"));
    expect([answer.status, code(answer.body.type)]).toEqual([401, "login.failed"]);
    expect((await counted()).slice(before)).toEqual(["login.unknown"]);
  });
  test("is over when the login is ended, whatever the directory says", async () => {
    const browser = browserOf(app, await logIn("alice", passwordOf("alice")));
    await endLogin(app, login, [app.world.bob]);
    expect((await browser.read("/v1/sessions/current")).status).toBe(401);
    expect((await logIn("alice", passwordOf("alice"))).status).toBe(401);
    const by = { way: "ldap", directory: "corp", subject: ldapSubject("corp", slapd.idOf("alice")) as never } as const;
    login = (await link(app, { holder: "officer:alice", by }, [app.world.alice])).id;
  });
  test("leaves nothing of the directory in the ledger", async () => {
    const all = (await app.world.store.readAll("start", 10_000)).map((r) => Buffer.from(r.bytes).toString()).join("");
    expect(all).toContain('"way":"ldap"');
    expect(all).not.toContain(slapd.idOf("alice"));
  });
  test("is refused clearly where no directory is", async () => {
    const without = await makeApp();
    const body = { way: "ldap", name: "alice", password: "x" };
    const answer = await without.call(null, "POST", "/v1/sessions", body);
    expect([answer.status, code(answer.body.type)]).toEqual([422, "login.no-directory"]);
  });
});

describe("a directory that cannot be asked lets nobody in, and says so:", () => {
  const fault = (of: "directory.unavailable" | "directory.refused") => ({
    name: "DirectoryFault",
    code: of,
    retryable: of === "directory.unavailable",
  });
  test.for<{
    name: string;
    change: () => Partial<LdapOptions>;
    is: "directory.unavailable" | "directory.refused";
    because?: string;
  }>([
    { name: "nothing listens", change: () => ({ url: "ldaps://127.0.0.1:1" }), is: "directory.unavailable" },
    {
      name: "its certificate is believed by nobody",
      change: () => ({ ca: undefined }),
      is: "directory.unavailable",
      because: "DEPTH_ZERO_SELF_SIGNED_CERT",
    },
    {
      name: "its certificate is for another name",
      change: () => ({ url: slapd.elsewhere }),
      is: "directory.unavailable",
      because: "ERR_TLS_CERT_ALTNAME_INVALID",
    },
    {
      name: "StartTLS meets a certificate that is believed by nobody",
      change: () => ({ url: slapd.ldap, ca: undefined }),
      is: "directory.unavailable",
      because: "DEPTH_ZERO_SELF_SIGNED_CERT",
    },
    {
      name: "it does not take our own password",
      change: () => ({ bindPassword: () => "changed" }),
      is: "directory.refused",
    },
    { name: "it has no such base", change: () => ({ base: "ou=gone,dc=example,dc=test" }), is: "directory.refused" },
    { name: "it has no such group", change: () => ({ requiredGroup: group("gone") }), is: "directory.refused" },
    { name: "entries have no such id", change: () => ({ idAttribute: "employeeNumber" }), is: "directory.refused" },
    { name: "entries have more ids than one", change: () => ({ idAttribute: "description" }), is: "directory.refused" },
  ])("$name", async ({ change, is, because }) => {
    await expect(identify("alice", passwordOf("alice"), change())).rejects.toMatchObject({
      ...fault(is),
      ...(because !== undefined && { cause: { code: because } }),
    });
  });
  test("it hangs: the caller is told to come again, and the attempt is not counted against the name", async () => {
    asked = ldapDirectory(optionsOf({ timeoutMs: 300 }));
    slapd.pause();
    try {
      for (let i = 0; i < 6; i++) {
        const answer = await logIn("alice", passwordOf("alice"));
        expect([answer.status, code(answer.body.type)]).toEqual([503, "unavailable"]);
        expect(answer.headers.get("retry-after")).not.toBeNull();
      }
    } finally {
      slapd.resume();
      asked = ldapDirectory(optionsOf());
    }
    expect((await logIn("alice", passwordOf("alice"))).status).toBe(201);
  });
});
