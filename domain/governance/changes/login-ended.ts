import { Uuid } from "../../kernel/brand.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { officerBehind, withEntry } from "../state.ts";

/** To end a login one officer is enough: it takes a right away, and haste may be needed (ADR 13). */
export const loginEnded = changeKind({
  command: "EndLogin",
  event: "LoginEnded",
  tells: "An officer ended a login, and the sessions that it had opened.",
  fields: { login: Uuid },
  operation: "login.end",
  signs: ({ login }) => ({ subject: login, over: login }),
  lines: ({ login }) => [`change     end the login ${login} ("cartulary login list" tells whose it is)`],
  sound: (before, { login }) =>
    before.logins.get(login)?.isActive
      ? ok(undefined)
      : refuse(refusal("governance.login-unknown", "no such login is in force")),
  rule: (before, { login }) => ({ needed: 1, besides: officerBehind(before, before.logins.get(login)?.holder ?? "") }),
  evolve: (before, said) => {
    const login = before.logins.get(said.login);
    if (!login) throw new TypeError("an unknown login was ended");
    return { ...before, logins: withEntry(before.logins, said.login, { ...login, isActive: false }) };
  },
});
