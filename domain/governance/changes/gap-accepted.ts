import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { changeKind } from "../change-kind.ts";
import { GAP_FIELDS, lastGap, nextGap, originParts } from "../witness.ts";

const unsound = (detail: string, field: string): Result<never> =>
  refuse(refusal("governance.gap-unsound", detail, { field }));

/**
 * After a restore. It does not bring anything back: from here on checkpoints have another origin, so that nobody takes the
 * two histories for one, and what was lost between stays named.
 */
export const gapAccepted = changeKind({
  command: "AcceptGap",
  event: "GapAccepted",
  tells:
    "Officers accepted that events are lost which somebody has a proof of; checkpoints have a new origin from here on.",
  fields: GAP_FIELDS,
  operation: "ledger.accept-gap",
  signs: ({ known, kept, reason }) => ({
    subject: `gap-${kept.size}-${known.size}`,
    over: { known, kept, reason },
  }),
  lines: ({ known, kept, reason }) => [
    "change     accept that a part of the ledger is lost, for ever",
    `known      ${known.size} events, ${known.root === null ? "of a root that nobody can show" : `root ${known.root}`}`,
    `           ${known.origin}`,
    `kept       ${kept.size} events, root ${kept.root}`,
    kept.size < known.size
      ? `lost       what stood at ${kept.size} to ${known.size - 1}, unless it is found elsewhere`
      : "lost       unknown: two histories of one size",
    `reason     ${reason}`,
  ],
  sound: (before, { known, kept }) => {
    const origin = originParts(known.origin);
    if (origin?.ledger !== before.ledger) return unsound("the known tree is another ledger's", "known.origin");
    if (origin.gap < lastGap(before)) return unsound("a later gap was accepted: this one is behind it", "known.origin");
    if (kept.size > known.size || (kept.size === known.size && kept.root === known.root))
      return unsound("nothing is missing: the known tree is not larger, and no other one of this size", "kept");
    return ok(undefined);
  },
  rule: () => ({}),
  evolve: (before, { known, kept, reason }) => ({
    ...before,
    gaps: [...before.gaps, { number: nextGap(before, known.origin), known, kept, reason }],
  }),
});
