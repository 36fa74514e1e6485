import { Slug } from "../../kernel/brand.ts";
import { changeKind } from "../change-kind.ts";
import { standingMandate, withEntry } from "../state.ts";

/** One officer is enough, of any role: whoever has a role at all must be able to stop what nobody looks at (ADR 13). */
export const mandateSuspended = changeKind({
  command: "SuspendMandate",
  event: "MandateSuspended",
  tells: "An officer ended a mandate; nothing is signed under it from here on.",
  fields: { mandate: Slug },
  operation: "mandate.suspend",
  signs: ({ mandate }) => ({ subject: mandate, over: mandate }),
  lines: ({ mandate }) => [`change     suspend the mandate ${mandate}, for ever`],
  sound: (before, { mandate }) => standingMandate(before, mandate),
  rule: () => ({ needed: 1, isAnyOfficer: true }),
  evolve: (before, { mandate }) => {
    const granted = before.mandates.get(mandate);
    if (!granted) throw new TypeError("an unknown mandate was suspended");
    return { ...before, mandates: withEntry(before.mandates, mandate, { ...granted, isSuspended: true }) };
  },
});
