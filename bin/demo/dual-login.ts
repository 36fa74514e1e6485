/** Two officers agree that neither revokes alone, and log in together to do it (docs/logins.md). */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { post } from "./post.ts";
import { cartulary, DemoFailure, file, json, officer, say } from "./stage.ts";

const OFFICERS = ["alice", "bob"] as const;

/** Proposes, has it signed by each, and hands it in. */
const change = (name: string, signers: readonly string[], ...proposal: readonly string[]): void => {
  const path = file(`${name}.json`);
  rmSync(path, { force: true });
  cartulary(...proposal, "--out", path);
  for (const id of signers) cartulary("governance", "sign", path, ...officer(id));
  cartulary("governance", "submit", path);
  // A login's has the verifier of a password.
  rmSync(path);
};

const password = (id: string): string => file(`${id}.password`);

export const agreeOnTwoLogins = (): void => {
  if (!OFFICERS.every((id) => existsSync(password(id)))) {
    for (const id of OFFICERS) {
      writeFileSync(password(id), randomBytes(18).toString("base64url"), { mode: 0o600 });
      change(`${id}-login`, [id], "login", "set-password", `officer:${id}`, "--password-file", password(id));
    }
    say("alice and bob each choose a password, and sign for it themselves");
  }
  const roles = json<{ id: string; assignedTo: readonly string[] }[]>("role", "list");
  if (roles.find((r) => r.id === "two-revokers")?.assignedTo.length === OFFICERS.length) return;
  const rights = ["--right", "certificates.revoke", "--right", "certificates.hold"];
  change("role", OFFICERS, "role", "define", "two-revokers", ...rights, "--logins", "2");
  for (const id of OFFICERS)
    change(`${id}-roles`, OFFICERS, "role", "assign", `officer:${id}`, "approver", "two-revokers");
  say("both sign: whoever revokes has logged in together with another officer");
};

type Told = { readonly type?: string; readonly csrf?: string };

/** A browser in so far as the API can see: a cookie, and where its writes come from. */
const browser = (url: string) => {
  let cookie = "";
  let csrf = "";
  return async (path: string, body: object): Promise<{ readonly status: number; readonly body: Told }> => {
    const bearing = cookie === "" ? {} : { cookie, "cartulary-csrf": csrf };
    const answer = await post(`${url}${path}`, { origin: url, ...bearing }, body);
    const told = answer.body as Told;
    cookie = answer.cookie ?? cookie;
    csrf = told.csrf ?? csrf;
    return { status: answer.status, body: told };
  };
};

const wanted = (what: string, answer: { status: number; body: Told }, status: number): void => {
  if (answer.status !== status)
    throw new DemoFailure(`${what}: expected ${status}, got ${answer.status} ${answer.body.type ?? ""}`);
};

export const revokeTogether = async (url: string, place: string): Promise<void> => {
  const ask = browser(url);
  const credentials = (id: string) => ({ way: "password", name: id, password: readFileSync(password(id), "utf8") });
  const revoke = () => ask(`/v1/certificates/${place}/revocation`, { reason: "keyCompromise" });
  wanted("alice logs in", await ask("/v1/sessions", credentials("alice")), 201);
  const alone = await revoke();
  wanted("alice revokes alone", alone, 403);
  if (alone.body.type !== "urn:cartulary:problem:caller.logins-missing")
    throw new DemoFailure(`alice revokes alone: refused for another reason, ${alone.body.type}`);
  say("alice logs in and revokes: refused, because two must have logged in", false);
  wanted("bob logs in too", await ask("/v1/sessions/current/companions", credentials("bob")), 200);
  wanted("alice and bob revoke", await revoke(), 200);
  say("bob logs in beside her, and it is revoked: keyCompromise; a new CRL is published at once");
};
