import { Uuid } from "../../kernel/brand.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { officerBehind, withEntry } from "../state.ts";

/** To silence a token one officer is enough: it takes a right away, and haste may be needed (ADR 13). */
export const tokenRevoked = changeKind({
  command: "RevokeToken",
  event: "TokenRevoked",
  tells: "An officer ended an API token.",
  fields: { token: Uuid },
  operation: "token.revoke",
  signs: ({ token }) => ({ subject: token, over: token }),
  lines: ({ token }) => [`change     end the API token ${token} ("cartulary token list" tells whose it is)`],
  sound: (before, { token }) =>
    before.tokens.get(token)?.isActive
      ? ok(undefined)
      : refuse(refusal("governance.token-unknown", "no such token is in force")),
  rule: (before, { token }) => ({ needed: 1, besides: officerBehind(before, before.tokens.get(token)?.holder ?? "") }),
  evolve: (before, said) => {
    const token = before.tokens.get(said.token);
    if (!token) throw new TypeError("an unknown token was revoked");
    return { ...before, tokens: withEntry(before.tokens, said.token, { ...token, isActive: false }) };
  },
});
