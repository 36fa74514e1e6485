/**
 * May this CRL be signed? Its number must be the newest prepared one and newer than any signed before; its content is
 * encoded here, from bounded fields, and must hash to what the ledger announced.
 */
import { crl } from "../../crl/decider.ts";
import { toBase64url } from "../../kernel/bytes.ts";
import { sha256 } from "../../kernel/digest.ts";
import { type Instant, secondsBetween } from "../../kernel/instant.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { crlStream } from "../../kernel/stream.ts";
import { type Revocation, secondsOf } from "../../pki/revocation.ts";
import type { SignCrl } from "../../ports/signer.ts";
import { crlContent } from "../crl-content.ts";
import { loadState } from "../ledger.ts";
import { issuingAuthority } from "./issuing-authority.ts";
import type { Grounds } from "./usable-key.ts";

const MAX_LIFETIME_SECONDS = 400 * 86_400;
const SKEW_SECONDS = 300;
const MAX_WAIT_SECONDS = 3_600;

/** Each serial number once, in order, and nothing that happens only after the list is made. */
const checkEntries = (entries: readonly Revocation[], thisUpdate: Instant): Result<true> => {
  const now = secondsOf(thisUpdate);
  let before = "";
  for (const [serial, revokedAt, , invalidSince = 0] of entries) {
    if (serial <= before)
      return refuse(refusal("input.malformed", "the entries are not in order, or one stands twice"));
    if (revokedAt > now || invalidSince > now)
      return refuse(refusal("validity.out-of-bounds", "an entry is later than the list"));
    before = serial;
  }
  return ok(true);
};

export type AuthorisedCrl = {
  readonly spki: Uint8Array;
  readonly tbs: Uint8Array;
  /** SHA-256 of the TBSCertList, base64url. */
  readonly digest: string;
};

export const authoriseCrl = async (grounds: Grounds, asked: SignCrl, now: Instant): Promise<Result<AuthorisedCrl>> => {
  const { open, number } = await loadState(grounds.store, crl, crlStream(asked.key, asked.shard));
  if (open?.number !== asked.number) return refuse(refusal("crl.not-prepared", "no such CRL waits to be signed"));
  if (BigInt(open.number) !== number)
    return refuse(refusal("signer.history-rewritten", "a CRL of a higher number was prepared before"));
  const { thisUpdate, nextUpdate } = open;
  if (secondsBetween(now, thisUpdate) > SKEW_SECONDS || secondsBetween(thisUpdate, now) > MAX_WAIT_SECONDS)
    return refuse(refusal("validity.out-of-bounds", "thisUpdate is not now"));
  if (nextUpdate <= thisUpdate || secondsBetween(thisUpdate, nextUpdate) > MAX_LIFETIME_SECONDS)
    return refuse(refusal("validity.out-of-bounds", "nextUpdate is too early or too far away"));
  const issuing = await issuingAuthority(grounds, open.authority);
  if (!issuing.ok) return issuing;
  if (issuing.value.key !== asked.key)
    return refuse(refusal("authority.not-active", "the CRL is of no active authority's key"));
  const entries = checkEntries(asked.entries, thisUpdate);
  if (!entries.ok) return entries;
  const tbs = crlContent(issuing.value, { ...open, entries: asked.entries });
  const digest = toBase64url(sha256(tbs));
  if (asked.entries.length !== open.entries || digest !== open.tbs)
    return refuse(refusal("signer.not-authorised", "the content is not what the ledger announced"));
  return ok({ spki: issuing.value.spki, tbs, digest });
};
