/** A password is known, and the security key is not there. The key in software shares no code with what judges it. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { factOf } from "../../domain/governance/change.ts";
import type { LoginWay } from "../../domain/governance/login.ts";
import { soundEvent } from "../../domain/governance/soundness.ts";
import { type App, loginsIn, makeApp } from "../support/app.ts";
import {
  asserted,
  cloned,
  FLAGS,
  makeAuthenticator,
  PAGE,
  registered,
  type SoftAuthenticator,
} from "../support/authenticator.ts";
import { endLogin, link, linkPassword } from "../support/logins.ts";
import { statementOf } from "../support/officer.ts";
import { LEDGER } from "../support/world.ts";

const [ALICE, BOB] = ["alice's own password", "bob's own password"];
const code = (type: unknown): string => String(type).replace("urn:cartulary:problem:", "");

let app: App;
let key: SoftAuthenticator;
let keyLogin: string;

const keyWay = (a: SoftAuthenticator): LoginWay => {
  const { credentialId, spki, rpId, origins } = registered(a, { id: "x", officer: "alice" });
  return { way: "security-key", credentialId, spki, rpId, origins, isBackupEligible: false };
};
beforeAll(async () => {
  app = await makeApp();
  key = makeAuthenticator();
  await linkPassword(app, app.world.alice, ALICE);
  await linkPassword(app, app.world.bob, BOB);
  keyLogin = (await link(app, { holder: "officer:alice", by: keyWay(key) }, [app.world.alice])).id;
});

const logIn = (name: string, password: string, secondFactor?: object) =>
  app.call(null, "POST", "/v1/sessions", { way: "password", name, password, ...(secondFactor && { secondFactor }) });
const challenge = async (): Promise<string> => {
  const asked = await logIn("alice", ALICE);
  expect([asked.status, code(asked.body.type)]).toEqual([401, "login.second-factor-needed"]);
  return (asked.body.facts as { challenge: string }).challenge;
};
type Bent = Parameters<typeof asserted>[3];
const touch = (a: SoftAuthenticator, of: string, bent: Bent = {}) => {
  const about = { ledger: LEDGER, operation: "login.end", subject: "x", digest: "A".repeat(43), requester: null };
  const any = statementOf(app.world.alice, about as never);
  const { authenticatorData, clientDataJSON, signature } = asserted(a, "x", any, { challenge: of, ...bent });
  return { credentialId: a.credentialId.toString("base64url"), authenticatorData, clientDataJSON, signature };
};
const refused = async (answer: Awaited<ReturnType<typeof logIn>>): Promise<void> =>
  expect([answer.status, code(answer.body.type), answer.headers.get("set-cookie")]).toEqual([
    401,
    "login.failed",
    null,
  ]);

test("a touched key and the password open a session", async () => {
  const asked = await logIn("alice", ALICE);
  expect(asked.body.facts).toMatchObject({ rpId: PAGE.rpId, credentials: key.credentialId.toString("base64url") });
  expect((await logIn("alice", ALICE, touch(key, await challenge()))).status).toBe(201);
});
test("who has linked none logs in as before", async () => expect((await logIn("bob", BOB)).status).toBe(201));
test("a wrong password is not told that a key would be needed", async () => refused(await logIn("alice", "wrong")));
test("a touched key does not make up for a wrong password", async () =>
  refused(await logIn("alice", "wrong", touch(key, await challenge()))));

describe("refused:", () => {
  let of: string;
  beforeEach(async () => {
    // A good one: what the tests before did wrong counts no more.
    expect((await logIn("alice", ALICE, touch(key, await challenge()))).status).toBe(201);
    of = await challenge();
  });
  test.for<{ name: string; bent: Bent }>([
    { name: "the page of another site", bent: { origin: "https://pki.test.evil.example" } },
    { name: "another relying party", bent: { rpId: "evil.example" } },
    { name: "nobody touched it", bent: { flags: FLAGS.uv } },
    { name: "it did not verify who touches it", bent: { flags: FLAGS.up } },
    { name: "a registration", bent: { type: "webauthn.create" } },
    { name: "a frame of another site", bent: { crossOrigin: true } },
    { name: "a challenge that nobody gave", bent: { challenge: "A".repeat(43) } },
  ])("$name", async ({ bent }) => refused(await logIn("alice", ALICE, touch(key, of, bent))));

  test("another key", async () => refused(await logIn("alice", ALICE, touch(makeAuthenticator(), of))));
  test("another key under this one's name", async () => {
    const other = { ...makeAuthenticator(), credentialId: key.credentialId };
    await refused(await logIn("alice", ALICE, touch(other, of)));
  });
  test("the same answer once more", async () => {
    const answer = touch(key, of);
    expect((await logIn("alice", ALICE, answer)).status).toBe(201);
    await refused(await logIn("alice", ALICE, answer));
  });
  test("an answer that comes after five minutes", async () => {
    app.world.clock.advance(301);
    await refused(await logIn("alice", ALICE, touch(key, of)));
  });
  test("an answer to what another was asked", async () => {
    const bobs = makeAuthenticator();
    await link(app, { holder: "officer:bob", by: keyWay(bobs) }, [app.world.bob]);
    await refused(await logIn("bob", BOB, touch(bobs, of)));
  });
  test("a copy of the key, whose counter stayed behind", async () => {
    const copy = cloned(key);
    expect((await logIn("alice", ALICE, touch(key, of))).status).toBe(201);
    await refused(await logIn("alice", ALICE, touch(copy, await challenge())));
  });
  test("what is no answer", async () => {
    for (const clientDataJSON of [
      "AA",
      Buffer.from("null").toString("base64url"),
      Buffer.from("{").toString("base64url"),
    ])
      await refused(await logIn("alice", ALICE, { ...touch(key, of), clientDataJSON }));
  });
});

test("many that are asked for and never come back lock no name", async () => {
  expect((await logIn("alice", ALICE, touch(key, await challenge()))).status).toBe(201);
  for (let i = 0; i < 8; i++) await challenge();
  expect((await logIn("alice", ALICE, touch(key, await challenge()))).status).toBe(201);
});

describe("a login's key", () => {
  test("is enrolled for no statements: what it signs at a login is the server's choice", async () => {
    const credential = registered(key, { id: "alices-key", officer: "alice" });
    const basis = await app.world.ports.governance();
    if (!basis.ok) throw new TypeError("not founded");
    const change = factOf({ type: "EnrolCredential", credential }, []);
    const sound = soundEvent(basis.value.governance, change, app.world.clock.now());
    expect(!sound.ok && sound.error.code).toBe("governance.credential-reused");
  });
  test("that signs for an officer is linked to no login", async () => {
    const by = { ...keyWay(makeAuthenticator()), spki: app.world.bob.spki } as LoginWay;
    const answer = await link(app, { holder: "officer:bob", by }, [app.world.bob]);
    expect(code(answer.body.type)).toBe("governance.credential-reused");
  });
  test("alone logs nobody in, and is needed no more when it is ended", async () => {
    await endLogin(app, keyLogin, [app.world.alice]);
    expect((await logIn("alice", ALICE)).status).toBe(201);
  });
});

test("where everybody needs one, who has none does not log in", async () => {
  const strict = await makeApp({ logins: (ports) => loginsIn(ports, undefined, undefined, "always") });
  await linkPassword(strict, strict.world.alice, ALICE);
  const body = { way: "password", name: "alice", password: ALICE };
  await refused(await strict.call(null, "POST", "/v1/sessions", body));
});
