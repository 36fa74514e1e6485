/** Logins as they are linked, listed and ended over the API, and the verifier that goes beside the change. */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { openMemoryPasswordBook } from "../../adapters/memory/password-book.ts";
import { PasswordFault } from "../../domain/ports/password-hash.ts";
import { verifierDigest } from "../../domain/process/login/check-password.ts";
import { type App, loginsIn, makeApp } from "../support/app.ts";
import { endLogin, hash, link, linkPassword, tryPassword } from "../support/logins.ts";
import { signedChange } from "../support/officer.ts";
import { LEDGER } from "../support/world.ts";

const code = (type: unknown): string => String(type).replace("urn:cartulary:problem:", "");
const book = openMemoryPasswordBook();
let isBroken = false;
let app: App;
let verifier: string;
beforeAll(async () => {
  const passwords = {
    ...book,
    put: async (login: string, text: string) => {
      if (isBroken) throw new PasswordFault("password.book-unavailable");
      return book.put(login, text);
    },
  };
  app = await makeApp({ logins: (ports) => loginsIn(ports, passwords) });
  verifier = await hash.make("a password of alice");
});
const by = (of = verifier) => ({ way: "password", verifier: verifierDigest(of) as never }) as const;
const count = async (): Promise<number> => (await app.world.store.readAll("start", 10_000)).length;

describe("the verifier of a password", () => {
  test.for<{ name: string; sends: () => string | undefined; is: string; status: number }>([
    { name: "is needed", sends: () => undefined, is: "input.malformed", status: 400 },
    {
      name: "is the one that was signed for",
      // Ends in another letter, whatever the letter is.
      sends: () => `${verifier.slice(0, -1)}${verifier.endsWith("A") ? "E" : "A"}`,
      is: "login.verifier-unsound",
      status: 422,
    },
    { name: "is one", sends: () => "hunter2", is: "login.verifier-unsound", status: 422 },
  ])("$name", async ({ sends, is, status }) => {
    const before = await count();
    const answer = await link(app, { holder: "officer:alice", by: by() }, [app.world.alice], sends());
    expect([answer.status, code(answer.body.type)]).toEqual([status, is]);
    expect(await count()).toBe(before);
  });
  test("has costs that are worth it, even when its officer has signed for less", async () => {
    const cheap = verifier.replace("m=19456", "m=1024");
    const answer = await link(app, { holder: "officer:alice", by: by(cheap) }, [app.world.alice], cheap);
    expect([answer.status, code(answer.body.type)]).toEqual([422, "login.verifier-unsound"]);
  });
  test("goes with nothing else", async () => {
    const way = { way: "certificate", spki: "A".repeat(43) as never } as const;
    const answer = await link(app, { holder: "officer:alice", by: way }, [app.world.alice], verifier);
    expect([answer.status, answer.body.field]).toEqual([400, "verifier"]);
  });
  test("is not kept by a dry run", async () => {
    const id = randomUUID();
    const change = { type: "LinkLogin", login: { id, holder: "officer:alice", by: by() } } as const;
    const body = { change, approvals: signedChange(LEDGER, change, [app.world.alice]), verifier };
    const dry = await app.call("operator:admin", "POST", "/v1/governance/changes?dryRun=true", body);
    expect([dry.status, dry.body.events]).toEqual([200, [{ stream: "governance", type: "LoginLinked" }]]);
    expect(await book.get(id)).toBeUndefined();
  });
  test("that the book could not take is taken by the same call again, and the change is made once", async () => {
    const id = randomUUID();
    const change = { type: "LinkLogin", login: { id, holder: "officer:alice", by: by() } } as const;
    const body = { change, approvals: signedChange(LEDGER, change, [app.world.alice]), verifier };
    const send = () =>
      app.call("operator:admin", "POST", "/v1/governance/changes", body, { "idempotency-key": "set-password" });
    isBroken = true;
    expect((await send()).status).toBe(503);
    isBroken = false;
    const before = await count();
    expect((await tryPassword(app, "alice", "a password of alice")).status).toBe(401);
    expect((await send()).status).toBe(201);
    expect(await count()).toBe(before);
    expect((await tryPassword(app, "alice", "a password of alice")).status).toBe(201);
  });
});

test("logins are listed and read, without what would help anybody to log in", async () => {
  const { id } = await linkPassword(app, app.world.bob, "a password of bob");
  const list = async (query: string) =>
    (await app.call("operator:admin", "GET", `/v1/governance/logins${query}`)).body.items as { id: string }[];
  const [row] = await list("?holder=officer:bob");
  expect(row).toEqual({ id, holder: "officer:bob", way: "password", directory: null, state: "in force" });
  await endLogin(app, id, [app.world.bob]);
  expect(await list("?holder=officer:bob&state=in force")).toEqual([]);
  const read = await app.call("operator:admin", "GET", `/v1/governance/logins/${id}`);
  expect(read.body).toMatchObject({ id, state: "ended" });
  const none = await app.call("operator:admin", "GET", `/v1/governance/logins/${randomUUID()}`);
  expect([none.status, code(none.body.type)]).toEqual([404, "governance.login-unknown"]);
});
