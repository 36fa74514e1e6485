/** Whose login an entry of the organisation's directory is. */
import type { LoginState } from "../../governance/login.ts";
import type { FoundedGovernance } from "../../governance/state.ts";
import { toBase64url, utf8 } from "../../kernel/bytes.ts";
import { sha256 } from "../../kernel/digest.ts";
import { type RefusalCode, refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Directory, Identified } from "../../ports/directory.ts";

/** What a login has of an entry: the ledger names nobody. `id`: as the directory's adapter writes it, in lower case. */
export const ldapSubject = (directory: string, id: string): string =>
  toBase64url(sha256(utf8(`cartulary-ldap-v1\0${directory}\0${id.toLowerCase()}`)));

const WHY: Readonly<Record<Exclude<Identified["is"], "known">, RefusalCode>> = {
  unknown: "login.unknown",
  ambiguous: "login.ambiguous",
  "wrong-password": "login.wrong-password",
  "not-in-group": "login.not-in-group",
};

export type FromDirectory = { readonly login: LoginState; readonly roles: readonly string[] };

export type CheckDirectory = (
  governance: FoundedGovernance,
  name: string,
  password: string,
) => Promise<Result<FromDirectory>>;

export const directoryChecker =
  (directory: Directory | undefined): CheckDirectory =>
  async (governance, name, password) => {
    if (directory === undefined) return refuse(refusal("login.no-directory", "no directory is configured"));
    const who = await directory.identify(name, password);
    if (who.is !== "known") return refuse(refusal(WHY[who.is], "the directory does not know them, or not so"));
    const subject = ldapSubject(directory.name, who.id);
    const login = [...governance.logins.values()].find(
      ({ isActive, by }) => isActive && by.way === "ldap" && by.directory === directory.name && by.subject === subject,
    );
    return login === undefined
      ? refuse(refusal("login.unknown", "nobody logs in with this entry"))
      : ok({ login, roles: who.roles });
  };
