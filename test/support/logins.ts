/** Logging in to an app in memory, as a browser does. */
import { randomUUID } from "node:crypto";
import { argon2id } from "../../adapters/system/argon2.ts";
import type { Login } from "../../domain/governance/login.ts";
import type { Digest } from "../../domain/kernel/brand.ts";
import { ARGON2_FLOOR } from "../../domain/policy/password-verifier.ts";
import { verifierDigest } from "../../domain/process/login/check-password.ts";
import type { App } from "./app.ts";
import { signedChange, type TestOfficer } from "./officer.ts";
import { LEDGER } from "./world.ts";

export const hash = argon2id(ARGON2_FLOOR);

type Answer = Awaited<ReturnType<App["call"]>>;

/** Links a login as its officer or the quorum signs it. */
export const link = async (
  app: App,
  login: Omit<Login, "id"> & { readonly id?: string },
  by: readonly TestOfficer[],
  verifier?: string,
): Promise<Answer & { readonly id: string }> => {
  const id = login.id ?? randomUUID();
  const change = { type: "LinkLogin", login: { ...login, id } } as const;
  const body = { change, approvals: signedChange(LEDGER, change, by), ...(verifier !== undefined && { verifier }) };
  return { id, ...(await app.call("operator:admin", "POST", "/v1/governance/changes", body)) };
};

export const linkPassword = async (app: App, officer: TestOfficer, password: string) => {
  const verifier = await hash.make(password);
  const by = { way: "password", verifier: verifierDigest(verifier) as Digest } as const;
  return link(app, { holder: `officer:${officer.id}`, by }, [officer], verifier);
};

export const endLogin = (app: App, login: string, by: readonly TestOfficer[]) => {
  const change = { type: "EndLogin", login } as const;
  return app.call("operator:admin", "POST", "/v1/governance/changes", {
    change,
    approvals: signedChange(LEDGER, change, by),
  });
};

export const ORIGIN = "http://pki.test";
export const OWN_PAGE = { origin: ORIGIN, "sec-fetch-site": "same-origin" } as const;

/** A browser: keeps its cookie and the token that its page was given. */
export type Browser = {
  readonly cookie: string;
  readonly csrf: string;
  readonly id: string;
  readonly read: (path: string, headers?: Record<string, string>) => Promise<Answer>;
  readonly write: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
};

export const browserOf = (app: App, { headers, body }: Answer): Browser => {
  const cookie = (headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const csrf = String(body.csrf);
  return {
    cookie,
    csrf,
    id: String(body.id),
    read: (path, more = {}) => app.call(null, "GET", path, undefined, { cookie, ...more }),
    write: (method, path, sent, more = {}) =>
      app.call(null, method, path, sent, { cookie, "cartulary-csrf": csrf, ...OWN_PAGE, ...more }),
  };
};

/** From an address, over TLS, as the listener tells it. */
export const from = (address: string) => ({ connection: { role: "api", address, isSecure: true } });

export const tryPassword = (
  app: App,
  name: string,
  password: string,
  headers: Record<string, string> = {},
  query = "",
): Promise<Answer> => app.call(null, "POST", `/v1/sessions${query}`, { way: "password", name, password }, headers);

export const logIn = async (app: App, name: string, password: string, headers = {}): Promise<Browser> => {
  const answer = await tryPassword(app, name, password, headers);
  if (answer.status !== 201) throw new Error(`not logged in: ${JSON.stringify(answer.body)}`);
  return browserOf(app, answer);
};
