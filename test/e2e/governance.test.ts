/** Officers and tokens by commands alone, from a founding that never had two private keys in one place. */
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeOfficer, type TestOfficer } from "../support/officer.ts";
import { makeCard } from "../support/openssl-cms.ts";
import { addressesOf, type RunningServer, startServer } from "../support/server.ts";
import { gapOf, witnessOf } from "../support/witness.ts";

const launcher = fileURLToPath(new URL("../../bin/cartulary", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "governance-"));
const file = (name: string): string => join(directory, name);
const path = file("data");

const cli = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(launcher, ["--home", path, ...args], { encoding: "utf8" });
  return { status, text: `${stdout}${stderr}`, json: () => JSON.parse(stdout) };
};
/** Must succeed. */
const done = (...args: readonly string[]): string => {
  const { status, text } = cli(...args);
  expect([status, text]).toEqual([0, expect.anything()]);
  return text;
};
const sign = (proposal: string, ...ids: readonly string[]): void => {
  for (const id of ids)
    done("governance", "sign", file(proposal), "--officer", id, "--key", file(`${id}.pem`), "--yes");
};

const people = {} as Record<"alice" | "bob" | "carol", TestOfficer>;
for (const [id, kind] of [
  ["alice", "ed25519"],
  ["bob", "p256"],
  ["carol", "ed25519"],
] as const) {
  const officer = makeOfficer(id, kind);
  people[id] = officer;
  writeFileSync(file(`${id}.pem`), officer.key.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
  spawnSync("openssl", ["pkey", "-in", file(`${id}.pem`), "-pubout", "-out", file(`${id}.pub.pem`)]);
}

const policyOf = (approvals: number) => ({
  version: 1,
  rules: [{ act: "policy.adopt", approvals, group: null, forms: ["key"] }],
  revocationsAtOnce: 1,
});

let server: RunningServer | undefined;
afterAll(async () => {
  await server?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe("a founding in which every founder keeps their key", () => {
  const founders = ["alice", "bob"].flatMap((id) => ["--founder", `${id}=${file(`${id}.pub.pem`)}`]);
  const place = ["--module", "softkey", "--host", "0.0.0.0", "--public-url", "http://pki.test"];

  test("is proposed from public keys alone", () => {
    const text = done("init", "--propose", file("founding.json"), ...founders, "--name", "alice=Alice Liddell");
    expect(text).toContain("officer    alice, Alice Liddell");
    expect(existsSync(join(path, "ledger"))).toBe(false);
    expect(cli("init", "--propose", file("founding.json"), ...founders).text).toContain("exists: give another file");
    expect(
      cli("init", "--propose", file("x.json"), "--founder", `alice=${file("alice.pem")}`, ...founders.slice(2)),
    ).toMatchObject({ status: 2, text: expect.stringContaining("is no public key in PEM") });
  });

  test.for<readonly [string, unknown, string]>([
    ["which is none", { rules: [] }, "version"],
    ["that nobody could meet", { version: 1, rules: [], revocationsAtOnce: 0 }, "revocationsAtOnce"],
    ["that asks for more founders than there are", policyOf(3), "fewer approvers than the rule needs"],
  ])("is not proposed with a policy %s", ([, policy, says]) => {
    writeFileSync(file("policy.json"), JSON.stringify(policy));
    const refused = cli("init", "--propose", file("y.json"), ...founders, "--policy", file("policy.json"));
    expect([refused.status, refused.text, existsSync(file("y.json"))]).toEqual([
      2,
      expect.stringContaining(says),
      false,
    ]);
  });

  test("is signed on copies, each where its key is, by its founder and nobody else", () => {
    for (const id of ["alice", "bob"]) copyFileSync(file("founding.json"), file(`founding-${id}.json`));
    const by = (id: string, key: string, ...more: readonly string[]) =>
      cli("governance", "sign", file("founding-alice.json"), "--officer", id, "--key", file(`${key}.pem`), ...more);
    expect(by("alice", "alice")).toMatchObject({ status: 2, text: expect.stringContaining("nobody can be asked") });
    expect(by("alice", "bob", "--yes").text).toContain("not the key that alice is enrolled with");
    expect(by("carol", "carol", "--yes").text).toContain("carol is none of the founders");
    expect(by("alice", "alice", "--yes").status).toBe(0);
    expect(by("alice", "alice", "--yes").text).toContain("alice has signed before");
    sign("founding-bob.json", "bob");
    expect(done("governance", "show", file("founding-bob.json"))).toMatch(
      /every later act needs 2[\s\S]+signed by {2}bob/,
    );
  });

  test("is refused while a founder is missing, and leaves nothing behind", () => {
    expect(cli("init", "--signed", file("founding-alice.json"), ...place)).toMatchObject({
      status: 1,
      text: expect.stringContaining("not enough officers have signed"),
    });
    expect(existsSync(join(path, "signer"))).toBe(false);
    const elsewhere = spawnSync(
      launcher,
      ["--home", file("other"), "init", "--signed", file("founding-alice.json"), file("founding-bob.json"), ...place],
      { encoding: "utf8" },
    );
    expect([elsewhere.status, elsewhere.stderr]).toEqual([2, expect.stringContaining("another home than")]);
  });

  test("is completed with both", () => {
    const text = done("init", "--signed", file("founding-alice.json"), file("founding-bob.json"), ...place);
    expect(text).toContain("founded by alice, bob");
    expect(done("ledger", "check")).toContain("all sound");
  });

  test("and the first token is issued without a server", () => {
    const secret = join(path, "tokens/operator-admin.token");
    const issue = ["token", "issue", "operator:admin", "--local", "--days", "20", "--out", file("admin.json")];
    done(...issue, "--secret-file", secret);
    expect(statSync(secret).mode & 0o777).toBe(0o600);
    expect(readFileSync(file("admin.json"), "utf8")).not.toContain(readFileSync(secret, "utf8").trim().slice(-43));
    sign("admin.json", "alice");
    expect(cli("governance", "submit", file("admin.json"), "--local")).toMatchObject({
      status: 1,
      text: expect.stringContaining("not enough officers have signed"),
    });
    sign("admin.json", "bob");
    expect(done("governance", "submit", file("admin.json"), "--local")).toContain("TokenIssued");
  });
});

describe("with the server", () => {
  beforeAll(async () => {
    server = await startServer({
      path,
      ...addressesOf(path),
      file: join(path, "ledger/ledger.sqlite"),
      ...people,
      remove: () => undefined,
    });
  }, 60_000);

  test("others can reach it: the API over TLS, and no call in the clear", async () => {
    const { url, publicUrl } = addressesOf(path);
    expect(url).toMatch(/^https:/);
    const answer = await fetch(`${publicUrl}/v1/officers`, { headers: { authorization: "Bearer seen" } });
    expect([answer.status, await answer.json()]).toEqual([
      403,
      expect.objectContaining({ type: "urn:cartulary:problem:transport.insecure" }),
    ]);
  });

  test("an officer is enrolled, speaks for herself, and retires", async () => {
    const enrol = ["officer", "enrol", "carol", "--key", file("carol.pub.pem"), "--name", "Carol"];
    done(...enrol, "--out", file("carol.json"));
    sign("carol.json", "alice", "bob");
    expect(cli("governance", "submit", file("carol.json")).text).toContain("The newcomer has not signed");
    sign("carol.json", "carol");
    expect(done("governance", "submit", file("carol.json"))).toContain("OfficerEnrolled");
    // Handed in once more it is the same command.
    expect(done("governance", "submit", file("carol.json"))).toContain("OfficerEnrolled");
    expect(done("officer", "list")).toMatch(/carol .+ enrolled/);

    const issued = cli("--json", "token", "issue", "officer:carol", "--out", file("voice.json")).json() as {
      token: string;
    };
    sign("voice.json", "carol");
    done("governance", "submit", file("voice.json"));
    writeFileSync(file("carol.token"), issued.token);
    const asCarol = () => cli("--token-file", file("carol.token"), "request", "list").status;
    expect(asCarol()).toBe(0);

    done("officer", "retire", "carol", "--out", file("retire.json"));
    sign("retire.json", "alice", "carol");
    done("governance", "submit", file("retire.json"));
    expect(asCarol()).toBe(1);
    expect(done("officer", "list")).toMatch(/carol .+ retired/);
    expect(cli("officer", "retire", "bob", "--out", file("no.json")).text).toContain("Too few approvers would remain");
  });

  test("a policy is adopted and a profile published as they are shown, and an order is written down", () => {
    const { version, rules, revocationsAtOnce } = cli("--json", "policy", "show").json();
    expect([version, rules.find((r: { act: string }) => r.act === "authority.certify")?.approvals]).toEqual([1, 2]);
    writeFileSync(file("policy.json"), JSON.stringify({ version: 2, rules, revocationsAtOnce }));
    const shown = done("policy", "adopt", file("policy.json"), "--out", file("adopt.json"));
    expect(shown).toContain("rule       policy.adopt: 2 of the approvers, by key, webauthn, cms");
    sign("adopt.json", "alice", "bob");
    done("governance", "submit", file("adopt.json"));
    expect(done("policy", "show")).toContain("version 2");
    const profile = cli("--json", "profile", "show", "tls-server").json();
    writeFileSync(file("profile.json"), JSON.stringify({ ...profile, version: 2, durationSeconds: 7 * 86_400 }));
    done("profile", "publish", file("profile.json"), "--out", file("publish.json"));
    sign("publish.json", "alice", "bob");
    done("governance", "submit", file("publish.json"));
    expect(cli("--json", "profile", "show", "tls-server").json()).toMatchObject({
      version: 2,
      durationSeconds: 604_800,
    });
    const place = `${"0".repeat(32)}/0badcafe`;
    const order = done(
      "certificate",
      "order-revocation",
      place,
      "--reason",
      "cACompromise",
      "--out",
      file("order.json"),
    );
    expect(order).toContain(`revokes    serial 0badcafe of the issuer ${"0".repeat(32)}`);
    expect(done("authority", "retire", "web-ca", "--out", file("authority-end.json"))).toContain(
      "retire the authority web-ca",
    );
    expect(cli("policy", "adopt", file("nothing.json"), "--out", file("z.json")).text).toContain("cannot be read");
  });

  test("witnesses are appointed as they are shown, and a gap is written down with its reason", () => {
    const { vkey, url } = witnessOf("witness.example/w1").witness;
    const appoint = (...more: readonly string[]) =>
      cli("witness", "appoint", "--witness", `${vkey}=${url}`, ...more, "--out", file("witnesses.json"));
    expect(appoint("--quorum", "2")).toMatchObject({ status: 1, text: expect.stringContaining("more are needed") });
    expect(appoint("--quorum", "1").text).toContain(`witness    ${vkey}`);
    sign("witnesses.json", "alice", "bob");
    done("governance", "submit", file("witnesses.json"));
    const all = cli("--json", "witness", "list").json();
    expect(all).toEqual({ witnesses: [{ vkey, url }], quorum: 1, gate: false });
    writeFileSync(file("all.json"), JSON.stringify({ ...all, gate: true }));
    expect(done("witness", "appoint", file("all.json"), "--out", file("gated.json"))).toContain("only under such");
    const { ledger } = JSON.parse(readFileSync(file("witnesses.json"), "utf8")) as { ledger: string };
    const { reason, ...gap } = gapOf(ledger);
    writeFileSync(file("gap.json"), JSON.stringify(gap));
    const accept = ["ledger", "accept-gap", file("gap.json"), "--out", file("accept.json"), "--reason"];
    expect(done(...accept, reason)).toMatch(/lost {7}what stood at 40 to 99[\s\S]+restored from the backup/);
  });

  test("roles, groups and people are proposed, signed and handed in as officers are", () => {
    done("role", "define", "desk", "--right", "requests.read", "--right", "keys.read", "--out", file("desk.json"));
    sign("desk.json", "alice", "bob");
    done("governance", "submit", file("desk.json"));
    expect(done("role", "show", "desk")).toMatch(/right {6}requests\.read\nright {6}keys\.read\nlogins {5}1/);
    const proposed = (...args: readonly string[]) => done(...args, "--out", file(`${args[0]}.json`));
    expect(proposed("role", "assign", "operator:clerk", "desk")).toMatch(/roles of operator:clerk.*\n *roles +desk\n/);
    expect(proposed("person", "name", "operator:clerk", "clara")).toContain("an account of the person clara");
    expect(proposed("group", "define", "team", "--member", "operator:clerk", "--authority", "desk-ca")).toMatch(
      /members +operator:clerk\n *owns +desk-ca\n/,
    );
    const unknown = cli("role", "define", "king", "--right", "everything", "--out", file("king.json"));
    expect([unknown.status, existsSync(file("king.json"))]).toEqual([2, false]);
  });

  test("a password is set by its officer, and opens a session over TLS that is seen and ended", async () => {
    writeFileSync(file("password"), "alice's own password\n");
    const set = ["login", "set-password", "officer:alice", "--out", file("login.json"), "--password-file"];
    writeFileSync(file("short"), "too short");
    expect(cli(...set, file("short"))).toMatchObject({ status: 2, text: expect.stringContaining("12 to 1000") });
    expect(done(...set, file("password"))).toContain("let officer:alice log in");
    sign("login.json", "alice");
    done("governance", "submit", file("login.json"));
    expect(done("login", "list", "--holder", "officer:alice")).toMatch(/officer:alice [^a-z]*password [^a-z]*in force/);
    const kept = join(path, "passwords");
    for (const name of readdirSync(kept)) expect(statSync(join(kept, name)).mode & 0o777).toBe(0o600);
    const { url } = addressesOf(path);
    const body = JSON.stringify({ way: "password", name: "alice", password: "alice's own password" });
    // A connection that was kept is closed while a command runs, and nobody here sees it.
    const ask = (at: string, init: RequestInit) => fetch(`${url}${at}`, init).catch(() => fetch(`${url}${at}`, init));
    const json = { "content-type": "application/json" };
    const opened = await ask("/v1/sessions", { method: "POST", headers: json, body });
    const { id, holder } = (await opened.json()) as { id: string; holder: string };
    expect([opened.status, holder]).toEqual([201, "officer:alice"]);
    const cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
    const current = async () => (await ask("/v1/sessions/current", { headers: { cookie } })).status;
    expect(await current()).toBe(200);
    // The operator sees nobody's, and ends none.
    expect(done("session", "list")).not.toContain(id);
    expect(cli("session", "end", id)).toMatchObject({ status: 1, text: expect.stringContaining("No such session") });
    done("login", "end", JSON.parse(done("--json", "login", "list")).at(-1)?.id, "--out", file("login-end.json"));
    sign("login-end.json", "bob");
    done("governance", "submit", file("login-end.json"));
    expect(await current()).toBe(401);
  });

  test("what was altered after a signature is not what was signed", () => {
    done("token", "issue", "service:web", "--out", file("web.json"));
    sign("web.json", "alice");
    const altered = readFileSync(file("web.json"), "utf8").replace("service:web", "operator:root");
    writeFileSync(file("root.json"), altered);
    sign("root.json", "bob");
    expect(cli("governance", "submit", file("root.json"))).toMatchObject({
      status: 1,
      text: expect.stringContaining("Statement about something else"),
    });
    expect(cli("governance", "submit", file("web.json"), file("root.json")).text).toContain("proposes something else");
  });

  test("a card is enrolled by the quorum and itself, signs, and the check of the ledger counts it", () => {
    makeCard(directory, "card");
    const enrol = ["credential", "enrol", "bob-card", "--officer", "bob", "--certificate", file("card.pem")];
    expect(done(...enrol, "--out", file("card.json"))).toContain("change     let bob sign with bob-card too");
    sign("card.json", "alice", "bob");
    expect(cli("governance", "submit", file("card.json")).text).toContain("has not signed");
    const byCard = ["--officer", "bob", "--form", "cms", "--key", file("card.key"), "--certificate", file("card.pem")];
    done("governance", "sign", file("card.json"), ...byCard, "--yes");
    expect(done("governance", "submit", file("card.json"))).toContain("CredentialEnrolled");
    done("token", "issue", "officer:bob", "--out", file("bob.json"), "--secret-file", file("bob.token"));
    done("governance", "sign", file("bob.json"), ...byCard, "--yes");
    done("governance", "submit", file("bob.json"));
    expect(done("ledger", "check", "--statements")).toMatch(/all sound.* 2 cms.*bob: 2 approvals, 0 denials by cms/s);
    expect(cli("--json", "ledger", "check", "--statements").json()).toMatchObject({
      statements: { forms: { cms: 2 } },
    });
    done("credential", "withdraw", "bob-card", "--out", file("lost.json"));
    sign("lost.json", "bob");
    expect(done("governance", "submit", file("lost.json"))).toContain("CredentialWithdrawn");
  });

  // Last: the token that is left may do less.
  test("a token that ends soon is found, and ended by one officer", () => {
    const doctor = cli("doctor");
    expect([doctor.status, doctor.text]).toEqual([
      4,
      expect.stringMatching(/ILL {3}token +the API token of operator:admin ends/),
    ]);
    const tokens = cli("--json", "token", "list").json() as { id: string; holder: string; state: string }[];
    expect(tokens.map((t) => [t.holder, t.state])).toEqual([
      ["operator:admin", "in force"],
      ["officer:carol", "revoked"],
      ["officer:bob", "in force"],
    ]);
    const only = ["--scope", "tokens.read", "--scope", "governance.read"];
    done("token", "issue", "operator:admin", ...only, "--out", file("next.json"), "--secret-file", file("next.token"));
    sign("next.json", "alice", "bob");
    done("governance", "submit", file("next.json"));
    done("token", "revoke", tokens[0]?.id ?? "", "--out", file("end.json"));
    sign("end.json", "bob");
    done("governance", "submit", file("end.json"));
    expect(cli("token", "list").status).toBe(1);
    copyFileSync(file("next.token"), join(path, "tokens/operator-admin.token"));
    expect(done("token", "list")).toMatch(/in force[ │]+tokens\.read governance\.read/);
    expect(cli("request", "list").text).toContain("this needs the right requests.read");
    expect(cli("doctor").text).not.toContain("ILL");
  });
});
