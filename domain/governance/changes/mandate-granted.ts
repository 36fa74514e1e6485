import { canonicalDigest } from "../../kernel/envelope.ts";
import { refusal } from "../../kernel/refusal.ts";
import { refuse } from "../../kernel/result.ts";
import { visibleText } from "../../kernel/visible-text.ts";
import { soundMandate } from "../../policy/mandate/sound.ts";
import { subtreeText } from "../../policy/mandate/subtree-text.ts";
import { MandateSchema } from "../../policy/mandate.ts";
import { changeKind } from "../change-kind.ts";
import { fingerprint } from "../fingerprint.ts";
import { withEntry } from "../state.ts";

export const mandateGranted = changeKind({
  command: "GrantMandate",
  event: "MandateGranted",
  tells: "A quorum of officers allowed certificates in advance: these names, for these services, so many in a time.",
  fields: { mandate: MandateSchema },
  operation: "mandate.grant",
  signs: ({ mandate }) => ({ subject: mandate.id, over: mandate }),
  lines: ({ mandate: m }) => [
    `change     grant the mandate ${m.id}: certificates without approvals`,
    `for        ${m.requesters.join(", ")}`,
    `profile    ${m.profile.id} version ${m.profile.version}, keys ${m.keyAlgorithms.join(", ")}`,
    ...m.subtrees.map((s) => `names      ${visibleText(subtreeText(s))}`),
    `quota      ${m.quota.certificates} in ${m.quota.seconds} seconds`,
    `time       ${m.notBefore} to ${m.notAfter}`,
    `authority  ${m.authority}, key ${m.key}, certificate SHA-256 ${fingerprint(m.issuer)}`,
    `status at  ${visibleText(m.publicUrl)}`,
  ],
  sound: (before, { mandate }, now) =>
    before.mandates.has(mandate.id)
      ? refuse(refusal("mandate.exists", "a mandate of this id was granted before"))
      : soundMandate(mandate, before.profiles.get(mandate.profile.id), now),
  rule: () => ({}),
  evolve: (before, { mandate }) => {
    const granted = { mandate, digest: canonicalDigest(mandate), isSuspended: false };
    return { ...before, mandates: withEntry(before.mandates, mandate.id, granted) };
  },
});
