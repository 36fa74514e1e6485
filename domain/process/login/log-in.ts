/** Who logs in, if anybody: bounded in number by name and by address, and told as a login of the governance stream. */
import type { LoginState } from "../../governance/login.ts";
import type { FoundedGovernance } from "../../governance/state.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { AttemptKey, AttemptLimit } from "../../ports/attempt-limit.ts";
import type { CheckCertificate, PresentedCertificate } from "./check-certificate.ts";
import type { CheckDirectory } from "./check-directory.ts";
import type { CheckPassword } from "./check-password.ts";
import type { CheckSecondFactor, KeyResponse } from "./second-factor.ts";

type Secret = { readonly password: string; readonly secondFactor?: KeyResponse | undefined };

/** What somebody shows. `holder`: `officer:alice`. */
export type Credentials =
  | (Secret & { readonly way: "password"; readonly holder: string })
  | (Secret & { readonly way: "ldap"; readonly name: string })
  | { readonly way: "certificate"; readonly presented: PresentedCertificate | undefined };

/** `roles`: what the directory's groups give in this session, beside what governance gives. */
export type Shown = { readonly login: LoginState; readonly roles: readonly string[] };

export type LogIn = (
  governance: FoundedGovernance,
  credentials: Credentials,
  address: string | undefined,
) => Promise<Result<Shown>>;

/** The first 64 bits of an IPv6 address: who has one has them all. */
const networkOf = (address: string): string => {
  if (!address.includes(":")) return address;
  const [before = "", after = ""] = address.toLowerCase().split("::");
  const head = before === "" ? [] : before.split(":");
  const tail = after === "" ? [] : after.split(":");
  const zeros = address.includes("::")
    ? Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => "0")
    : [];
  return [...head, ...zeros, ...tail]
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, ""))
    .join(":");
};

/** Whose attempts are counted together. Nobody guesses certificates: whoever has none must not lock a name. */
const nameOf = (credentials: Credentials): string | undefined => {
  if (credentials.way === "certificate") return undefined;
  return credentials.way === "password" ? credentials.holder : `ldap ${credentials.name.toLowerCase()}`;
};

/** In the order in which they are taken: an address that is locked must not lock names. */
const keysOf = (credentials: Credentials, address: string | undefined): readonly AttemptKey[] => {
  const name = nameOf(credentials);
  return [
    ...(address === undefined ? [] : [{ kind: "address" as const, value: networkOf(address) }]),
    ...(name === undefined ? [] : [{ kind: "name" as const, value: name }]),
  ];
};

export type Checks = {
  readonly checkPassword: CheckPassword;
  readonly checkCertificate: CheckCertificate;
  readonly checkDirectory: CheckDirectory;
  readonly checkSecondFactor: CheckSecondFactor;
};

const checkFirst = async (
  { checkPassword, checkCertificate, checkDirectory }: Checks,
  governance: FoundedGovernance,
  credentials: Credentials,
): Promise<Result<Shown>> => {
  if (credentials.way === "ldap") return checkDirectory(governance, credentials.name, credentials.password);
  const login = await (credentials.way === "certificate"
    ? checkCertificate(governance, credentials.presented)
    : checkPassword(governance, credentials.holder, credentials.password));
  return login.ok ? ok({ login: login.value, roles: [] }) : login;
};

const check = async (
  checks: Checks,
  governance: FoundedGovernance,
  credentials: Credentials,
): Promise<Result<Shown>> => {
  const shown = await checkFirst(checks, governance, credentials);
  if (!shown.ok) return shown;
  const response = credentials.way === "certificate" ? undefined : credentials.secondFactor;
  const second = checks.checkSecondFactor(governance, shown.value.login, response);
  return second.ok ? shown : second;
};

/** Refuses `login.locked` with the seconds to wait, and whatever is wrong with the credentials: nobody is told that. */
export const loginGate =
  ({ limit, ...checks }: Checks & { readonly limit: AttemptLimit }): LogIn =>
  async (governance, credentials, address) => {
    const keys = keysOf(credentials, address);
    for (const key of keys) {
      const retryAfter = await limit.take(key);
      if (retryAfter !== undefined)
        return refuse(refusal("login.locked", "too many attempts to log in", { retryAfter }));
    }
    const settle = (how: (key: AttemptKey) => Promise<void>): Promise<unknown> => Promise.all(keys.map(how));
    try {
      const checked = await check(checks, governance, credentials);
      // Of the address no more than this try: its other names are other people.
      if (checked.ok) await settle((key) => (key.kind === "name" ? limit.forget(key) : limit.giveBack(key)));
      // Neither good nor bad yet: it is counted when it comes again.
      else if (checked.error.code === "login.second-factor-needed") await settle(limit.giveBack);
      return checked;
    } catch (fault) {
      await settle(limit.giveBack);
      throw fault;
    }
  };
