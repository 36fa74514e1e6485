/** A change of governance as a document to sign: sound as of now, its names sealed, and nothing written. */
import * as v from "valibot";
import { type Change, ChangeSchema, factOf } from "../governance/change.ts";
import { soundEnrolment } from "../governance/changes/officer-enrolled.ts";
import { OfficerSchema } from "../governance/officer.ts";
import type { Proposal } from "../governance/proposal.ts";
import { soundEvent } from "../governance/soundness.ts";
import { toHex, utf8 } from "../kernel/bytes.ts";
import { ok, type Result } from "../kernel/result.ts";
import type { Sealed } from "../kernel/sealed.ts";
import type { Basis } from "./governance-reader.ts";
import { openingText } from "./material.ts";
import type { Ports } from "./ports.ts";
import { MandateWishSchema, mandateOfWish } from "./wish-mandate.ts";

const [, retire, , suspend, ...others] = ChangeSchema.options;
const { name: _, ...open } = OfficerSchema.entries;

/** A change in the words of who wishes it: an officer's name is open still, a mandate's authority is a name. */
export const WishSchema = v.variant("type", [
  v.strictObject({
    type: v.literal("EnrolOfficer"),
    officer: v.strictObject({ ...open, name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) }),
  }),
  retire,
  v.strictObject({ type: v.literal("GrantMandate"), mandate: MandateWishSchema }),
  suspend,
  ...others,
]);
export type Wish = v.InferOutput<typeof WishSchema>;

type SealedName = { readonly name: Sealed; readonly openings: Proposal["openings"] };

/** A name under a key of its own, and what opens it to those who sign. */
export const sealName = async (
  { vault, entropy }: Pick<Ports, "vault" | "entropy">,
  name: string,
): Promise<Result<SealedName>> => {
  const sealed = await vault.seal(toHex(entropy.bytes(16)), utf8(name));
  if (!sealed.ok) return sealed;
  const opening = await vault.open(sealed.value);
  if (!opening.ok) return opening;
  return ok({ name: sealed.value, openings: { [sealed.value.subject]: openingText(opening.value) } });
};

const changeOfWish = async (
  ports: Parameters<typeof mandateOfWish>[0],
  basis: Basis,
  wish: Exclude<Wish, { type: "EnrolOfficer" }>,
): Promise<Result<Change>> => {
  if (wish.type !== "GrantMandate") return ok(wish);
  const mandate = await mandateOfWish(ports, basis, wish.mandate);
  return mandate.ok ? ok({ type: wish.type, mandate: mandate.value }) : mandate;
};

/** Refuses what would be refused if it were signed already. */
export const proposeChange = async (
  ports: Pick<Ports, "store" | "governance" | "vault" | "entropy" | "clock" | "publicUrl">,
  wish: Wish,
): Promise<Result<Proposal>> => {
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const { governance } = basis.value;
  const proposal = (change: Change, openings: Proposal["openings"]): Result<Proposal> =>
    ok({ v: 1, purpose: "cartulary.proposal", ledger: governance.ledger, change, openings, approvals: [] });
  if (wish.type !== "EnrolOfficer") {
    const change = await changeOfWish(ports, basis.value, wish);
    if (!change.ok) return change;
    const sound = soundEvent(governance, factOf(change.value, []), ports.clock.now());
    return sound.ok ? proposal(change.value, {}) : sound;
  }
  const { name, ...officer } = wish.officer;
  const sound = soundEnrolment(governance, officer);
  if (!sound.ok) return sound;
  const sealed = await sealName(ports, name);
  if (!sealed.ok) return sealed;
  return proposal({ type: "EnrolOfficer", officer: { ...officer, name: sealed.value.name } }, sealed.value.openings);
};
