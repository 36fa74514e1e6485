/**
 * What the signing service remembers beside its signatures, so that a ledger that was rewritten since cannot have the
 * opposite signed: what each key is for, which bytes a plan became, how far numbers have come. Trees: `tree-memory.ts`.
 */
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { KeyPurpose } from "../../key/events.ts";
import type { SignatureJournal } from "../../ports/signature-journal.ts";

/**
 * Puts what `next` makes of the present value in its place. Two who do so at once are put one behind the other: the second
 * judges what the first left.
 */
export const repin = async (
  journal: SignatureJournal,
  name: string,
  next: (pinned: string | undefined) => Result<string>,
): Promise<Result<true>> => {
  for (;;) {
    const pinned = await journal.pinned(name);
    const wanted = next(pinned);
    if (!wanted.ok) return wanted;
    if (wanted.value === pinned || (await journal.pin(name, pinned, wanted.value))) return ok(true);
  }
};

const once =
  (value: string, detail: string) =>
  (pinned: string | undefined): Result<string> =>
    pinned === undefined || pinned === value ? ok(value) : refuse(refusal("signer.not-authorised", detail));

/** A key is for ever for what it was first planned or used for. */
export const pinKey = (
  journal: SignatureJournal,
  key: string,
  purpose: KeyPurpose,
  authority: string | null,
): Promise<Result<true>> =>
  repin(journal, `key.${key}`, once(`${purpose} ${authority ?? "-"}`, "the key was made for something else"));

/** One plan is signed once: a second certificate from the same approvals, with another validity, is refused. */
export const pinPlan = (journal: SignatureJournal, plan: string, tbs: string): Promise<Result<true>> =>
  repin(journal, `plan.${plan}`, once(tbs, "this plan was signed before, with other content"));

/** CRL numbers only grow, whatever the ledger's file says today. RFC 5280 §5.2.3 */
export const pinCrlNumber = (
  journal: SignatureJournal,
  series: { readonly key: string; readonly shard: number },
  number: string,
  tbs: string,
): Promise<Result<true>> => {
  const value = `${number} ${tbs}`;
  return repin(journal, `crl.${series.key}.${series.shard}`, (pinned) => {
    const last = BigInt(pinned?.split(" ")[0] ?? "0");
    return pinned === value || BigInt(number) > last
      ? ok(value)
      : refuse(refusal("signer.history-rewritten", "a CRL of this or a higher number was signed before"));
  });
};
