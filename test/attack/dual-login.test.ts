/** Two people in one session: who does not count as the second, and when it is too late. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Change } from "../../domain/governance/change.ts";
import { withheldFrom } from "../../domain/governance/entitlement.ts";
import { type App, makeApp } from "../support/app.ts";
import { type Browser, browserOf, endLogin, linkPassword, logIn, tryPassword } from "../support/logins.ts";
import { makeOfficer, signedChange, type TestOfficer } from "../support/officer.ts";
import { LEDGER, makeFounding } from "../support/world.ts";

const code = (type: unknown): string => String(type).replace("urn:cartulary:problem:", "");
const change = async (to: App, wanted: Change, by: readonly TestOfficer[]): Promise<void> => {
  const body = { change: wanted, approvals: signedChange(LEDGER, wanted, by) };
  expect(await to.call("operator:admin", "POST", "/v1/governance/changes", body)).toMatchObject({ status: 201 });
};
const [ALICE, BOB] = ["alice's own password", "bob's own password"];

let app: App;
let alice: Browser;
let bobs: string;
beforeAll(async () => {
  app = await makeApp();
  await linkPassword(app, app.world.alice, ALICE);
  bobs = (await linkPassword(app, app.world.bob, BOB)).id;
});
beforeEach(async () => {
  alice = await logIn(app, "alice", ALICE);
});

const join = (name: string, password: string, headers = {}, query = "") =>
  alice.write("POST", `/v1/sessions/current/companions${query}`, { way: "password", name, password }, headers);
const holders = async (browser: Browser): Promise<readonly unknown[]> => {
  const { body } = await browser.read("/v1/sessions/current");
  return [body.holder, ...((body.companions as { holder: string }[] | undefined) ?? []).map((c) => c.holder)];
};

test("another officer joins, and the session has another secret and another token", async () => {
  const joined = await join("bob", BOB);
  expect([joined.status, joined.body.id]).toEqual([200, alice.id]);
  const both = browserOf(app, joined);
  expect([both.cookie === alice.cookie, both.csrf === alice.csrf]).toEqual([false, false]);
  expect(await holders(both)).toEqual(["officer:alice", "officer:bob"]);
  expect((await alice.read("/v1/sessions/current")).status).toBe(401);
});

test("the same officer twice is one person", async () => {
  const joined = await join("alice", ALICE);
  expect([joined.status, code(joined.body.type)]).toEqual([409, "session.same-person"]);
  expect(await holders(alice)).toEqual(["officer:alice"]);
});

test("the second officer twice is one person", async () => {
  alice = browserOf(app, await join("bob", BOB));
  expect(code((await join("bob", BOB)).body.type)).toBe("session.same-person");
});

test("a wrong password joins nobody, and what was is left as it was", async () => {
  const joined = await join("bob", "wrong");
  expect([joined.status, code(joined.body.type), joined.headers.get("set-cookie")]).toEqual([
    401,
    "login.failed",
    null,
  ]);
  expect(await holders(alice)).toEqual(["officer:alice"]);
});

test("nobody joins for a page of another site", async () => {
  expect((await join("bob", BOB, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await join("bob", BOB, { "cartulary-csrf": "" })).status).toBe(403);
});

test("nobody joins a token", async () => {
  const body = { way: "password", name: "bob", password: BOB };
  const joined = await app.call("officer:alice", "POST", "/v1/sessions/current/companions", body);
  expect([joined.status, code(joined.body.type)]).toEqual([404, "session.unknown"]);
});

test("a dry run lets nobody in", async () => {
  const joined = await join("bob", BOB, {}, "?dryRun=true");
  expect([joined.status, joined.body.dryRun]).toEqual([200, true]);
  expect(await holders(alice)).toEqual(["officer:alice"]);
});

test("who joined is out when their login ends, and the first stays", async () => {
  const both = browserOf(app, await join("bob", BOB));
  await endLogin(app, bobs, [app.world.bob]);
  expect(await holders(both)).toEqual(["officer:alice"]);
  bobs = (await linkPassword(app, app.world.bob, BOB)).id;
});

test("a right that takes two is withheld from one, and says how many it takes", () => {
  const entitlement = new Map([["keys.read", 2]] as const);
  expect(withheldFrom({ entitlement, logins: () => 1 }, "keys.read")).toMatchObject({
    code: "caller.logins-missing",
    facts: { needed: 2 },
  });
  expect(withheldFrom({ entitlement, logins: () => 2 }, "keys.read")).toBeUndefined();
});

describe("a role that takes two", () => {
  const [carol, dave] = [makeOfficer("carol"), makeOfficer("dave")];
  const ROLE = "keeper";
  const look = async (who: Browser) => {
    const { status, body } = await who.read("/v1/webhooks");
    return [status, code(body.type), (body.facts as { needed?: number } | undefined)?.needed];
  };
  beforeAll(async () => {
    const { officers } = await makeFounding(app.world.ports.vault, [carol, dave]);
    for (const [i, officer] of officers.entries()) {
      const who = [carol, dave][i] as TestOfficer;
      await change(app, { type: "EnrolOfficer", officer }, [app.world.alice, app.world.bob, who]);
      await linkPassword(app, who, `${who.id}'s own password`);
    }
    const both = [app.world.alice, app.world.bob];
    await change(app, { type: "DefineRole", role: { id: ROLE, rights: ["webhooks.read"], logins: 2 } }, both);
    await change(app, { type: "AssignRoles", actor: "officer:carol", roles: ["approver", ROLE] }, both);
    await change(app, { type: "AssignRoles", actor: "officer:dave", roles: ["approver", ROLE] }, both);
  });
  beforeEach(async () => {
    alice = await logIn(app, "carol", "carol's own password");
  });

  test("does not act for one, and says how many it takes", async () =>
    expect(await look(alice)).toEqual([403, "caller.logins-missing", 2]));
  test("acts for two who have it", async () => {
    const both = browserOf(app, await join("dave", "dave's own password"));
    expect(await look(both)).toEqual([200, "undefined", undefined]);
  });
  test("does not act for one who has it and one who has not", async () => {
    const both = browserOf(app, await join("alice", ALICE));
    expect(await look(both)).toEqual([403, "caller.logins-missing", 2]);
  });
  test("does not act for a token of either", async () => {
    const token = await app.issueToken("officer:carol");
    expect(code((await app.call(token, "GET", "/v1/webhooks")).body.type)).toBe("caller.logins-missing");
  });
  test("does not act any more when the second one's login has ended", async () => {
    const both = browserOf(app, await join("dave", "dave's own password"));
    const { body } = await app.call(
      "operator:admin",
      "GET",
      "/v1/governance/logins?holder=officer:dave&state=in force",
    );
    const [{ id }] = body.items as [{ id: string }];
    await endLogin(app, id, [dave]);
    expect(await look(both)).toEqual([403, "caller.logins-missing", 2]);
    await linkPassword(app, dave, "dave's own password");
  });
  test("does not act for two accounts of one person: the second does not even join", async () => {
    await change(app, { type: "NamePerson", actor: "officer:carol", person: "carol" }, [
      app.world.alice,
      app.world.bob,
    ]);
    await change(app, { type: "NamePerson", actor: "officer:dave", person: "carol" }, [app.world.alice, app.world.bob]);
    expect(code((await join("dave", "dave's own password")).body.type)).toBe("session.same-person");
    expect(await look(alice)).toEqual([403, "caller.logins-missing", 2]);
  });
});

// Last: the tokens of the others end meanwhile.
test("after the window nobody joins", async () => {
  app.world.clock.advance(300);
  const other = await tryPassword(app, "bob", BOB);
  expect(other.status).toBe(201);
  expect((await join("bob", BOB)).status).toBe(200);
  alice = await logIn(app, "alice", ALICE);
  app.world.clock.advance(301);
  const late = await join("bob", BOB);
  expect([late.status, code(late.body.type)]).toEqual([409, "session.too-late"]);
});
