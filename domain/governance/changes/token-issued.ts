import { refusal } from "../../kernel/refusal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { officerBehind, withEntry } from "../state.ts";
import { TokenSchema } from "../token.ts";

/**
 * A token is somebody's voice (ADR 13). An officer's needs this officer, and nobody else can stand for them but the
 * quorum. Any other needs the quorum: its holder may revoke what was asked for in that name, and an officer who made
 * themself a requester would approve their own request.
 */
export const tokenIssued = changeKind({
  command: "IssueToken",
  event: "TokenIssued",
  tells: "An officer for themselves, or a quorum for anybody, let the holder authenticate at the API.",
  fields: { token: TokenSchema },
  operation: "token.issue",
  signs: ({ token }) => ({ subject: token.id, over: token }),
  lines: ({ token: { holder, id, notAfter, scope } }) => [
    `change     let ${holder} call the API until ${notAfter}`,
    `token      ${id}`,
    ...(scope ?? []).map((right) => `only       ${right}`),
  ],
  sound: (before, { token }, now) => {
    if (before.tokens.has(token.id)) return refuse(refusal("command.reused", "a token of this id was issued before"));
    const [kind, name = ""] = token.holder.split(":");
    if (kind === "system")
      return refuse(refusal("governance.holder-reserved", "the system acts by itself: nobody may call in its name"));
    if (kind === "officer" && !before.officers.get(name)?.isActive)
      return refuse(refusal("governance.officer-unknown", "no such officer is enrolled"));
    if (token.notAfter <= now) return refuse(refusal("validity.out-of-bounds", "the token's time would be over"));
    return ok(undefined);
  },
  rule: (before, { token }, approvals) => {
    const besides = officerBehind(before, token.holder);
    const isOwn = approvals.some((a) => a.statement.approver === besides?.id);
    return isOwn ? { needed: 1, besides } : { besides };
  },
  evolve: (before, { token }) => ({
    ...before,
    tokens: withEntry(before.tokens, token.id, { ...token, isActive: true }),
  }),
});
