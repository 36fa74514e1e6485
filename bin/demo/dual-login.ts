/** Two officers agree that neither revokes alone, and log in together to do it (docs/logins.md). */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

type Answer = { readonly status: number; readonly body: { readonly code?: string; readonly csrf?: string } };

/** A browser in so far as the API can see: a cookie, and where its writes come from. */
const browser = (url: string) => {
  let cookie = "";
  let csrf = "";
  return async (path: string, body: object): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        origin: url,
        ...(cookie !== "" && { cookie, "cartulary-csrf": csrf }),
      },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Answer["body"];
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    csrf = answer.csrf ?? csrf;
    return { status: response.status, body: answer };
  };
};

const wanted = (what: string, answer: Answer, status: number): void => {
  if (answer.status !== status)
    throw new DemoFailure(`${what}: expected ${status}, got ${answer.status} ${answer.body.code ?? ""}`);
};

export const revokeTogether = async (url: string, place: string): Promise<void> => {
  const post = browser(url);
  const credentials = (id: string) => ({ way: "password", name: id, password: readFileSync(password(id), "utf8") });
  const revoke = () => post(`/v1/certificates/${place}/revocation`, { reason: "keyCompromise" });
  wanted("alice logs in", await post("/v1/sessions", credentials("alice")), 201);
  const alone = await revoke();
  wanted("alice revokes alone", alone, 403);
  say(`alice logs in and revokes: refused, ${alone.body.code}; it takes two`);
  wanted("bob logs in too", await post("/v1/sessions/current/companions", credentials("bob")), 201);
  wanted("alice and bob revoke", await revoke(), 200);
  say("bob logs in beside her, and it is revoked: keyCompromise; a new CRL is published at once");
};
