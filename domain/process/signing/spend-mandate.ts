/** A mandate's quota, counted by the signer alone: what the ledger's file says of earlier certificates is not asked. */
import type { MandateState } from "../../governance/state.ts";
import { addSeconds, type Instant } from "../../kernel/instant.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { SignatureJournal } from "../../ports/signature-journal.ts";

/** Counts the plan, once however often it is signed. Refuses `mandate.exceeded`. */
export const spendMandate = async (
  journal: SignatureJournal,
  { mandate, digest }: MandateState,
  plan: string,
  now: Instant,
): Promise<Result<true>> => {
  const { certificates, seconds } = mandate.quota;
  const use = { name: `mandate.${digest}`, what: plan, at: now, since: addSeconds(now, -seconds), limit: certificates };
  if (await journal.spend(use)) return ok(true);
  return refuse(refusal("mandate.exceeded", "the mandate allows no more certificates now", { certificates, seconds }));
};
