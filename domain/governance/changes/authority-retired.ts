import { Slug } from "../../kernel/brand.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";

/**
 * For ever. What it has issued stays what it is: its lists and its OCSP answers go on, so that they can be relied on, or
 * not, until they end.
 */
export const authorityRetired = changeKind({
  command: "RetireAuthority",
  event: "AuthorityRetired",
  tells: "Officers ended an authority: it issues nothing more, and still tells the status of what it issued.",
  fields: { authority: Slug },
  operation: "authority.retire",
  signs: ({ authority }) => ({ subject: authority, over: authority }),
  lines: ({ authority }) => [`change     retire the authority ${authority}: it issues no certificate more, for ever`],
  sound: (before, { authority }) =>
    before.retired.has(authority)
      ? refuse(refusal("authority.retired", "this authority was retired before"))
      : ok(undefined),
  rule: () => ({}),
  evolve: (before, { authority }) => ({ ...before, retired: new Set(before.retired).add(authority) }),
});
