/**
 * May a certificate be signed under its request's mandate? As of the signer's own head of governance, over the bytes that
 * are to be signed, as if the plan's words meant nothing:
 *
 * 1. the mandate stands: it was granted by a quorum, is the one that was named, and nobody has suspended it;
 * 2. it covers the certificate: authority and key, every name, kind of key, requester, time, and no authority is made;
 * 3. every other octet is what the profile makes of these names and this key, under the authority's own certificate.
 *
 * Its quota is spent when these hold (`spend-mandate.ts`).
 */
import { type FoundedGovernance, type MandateState, standingMandate } from "../../governance/state.ts";
import { equalBytes } from "../../kernel/bytes.ts";
import type { Instant } from "../../kernel/instant.ts";
import { refusal } from "../../kernel/refusal.ts";
import { type Result, refuse } from "../../kernel/result.ts";
import { issuerId } from "../../pki/issuer-id.ts";
import { covers } from "../../policy/mandate/covers.ts";
import { madeByProfile } from "../../policy/mandate/made-by-profile.ts";
import type { PlannedRequest } from "../../request/state.ts";
import { SHARD, statusUrls } from "../plan-issuance.ts";

const not = (detail: string) => refuse(refusal("mandate.not-covering", detail));

/** `planned`: the TBS with its validity masked; `spki`: of the key that the ledger has for this authority. */
export const judgeMandate = (
  governance: FoundedGovernance,
  { plan, mandate: named }: PlannedRequest,
  planned: Uint8Array,
  spki: Uint8Array,
  now: Instant,
): Result<MandateState> => {
  const standing = standingMandate(governance, named?.id ?? "");
  if (!standing.ok) return standing;
  const { mandate, digest } = standing.value;
  if (digest !== named?.digest) return not("the request names another mandate of this id");
  const covered = covers(mandate, governance.profiles.get(mandate.profile.id), plan, planned, now);
  if (!covered.ok) return covered;
  const { profile, fields, issuer } = covered.value;
  const { subject: name, spki: own, validity } = issuer;
  if (validity === "masked") return not("the authority's certificate has no validity");
  // Otherwise serial numbers would be counted in another issuer's space, or another key of ours would sign.
  if (plan.issuer !== issuerId(name)) return not("the plan is for another issuer");
  // A revocation goes into the CRL of the plan's shard; the certificate names the one of this.
  if (plan.shard !== SHARD) return not("the certificate names another CRL");
  if (!equalBytes(spki, own)) return not("the key is not the one in the authority's certificate");
  const { notAfter } = validity;
  const facts = { name, spki: own, notAfter, urls: statusUrls(mandate.publicUrl, mandate.key) };
  const made = madeByProfile(profile, facts, planned, fields);
  return made.ok ? standing : made;
};
