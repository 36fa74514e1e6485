/**
 * May this CRL be signed? Its number must be the newest prepared one and newer than any signed before; its content is
 * encoded here, from bounded fields, and must hash to what the ledger announced.
 */
import { authority as authorityAggregate } from "../../authority/decider.ts";
import { crl } from "../../crl/decider.ts";
import { fromBase64url, toBase64url } from "../../kernel/bytes.ts";
import { sha256 } from "../../kernel/digest.ts";
import { type Instant, secondsBetween } from "../../kernel/instant.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { authorityStream, crlStream } from "../../kernel/stream.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { SignCrl } from "../../ports/signer.ts";
import { loadState } from "../ledger.ts";
import { crlContent } from "../publish-crl.ts";
import { usableKey } from "./usable-key.ts";

const MAX_LIFETIME_SECONDS = 400 * 86_400;
const SKEW_SECONDS = 300;
const MAX_WAIT_SECONDS = 3_600;

export const authoriseCrl = async (
  store: EventStore,
  asked: SignCrl,
  now: Instant,
): Promise<Result<{ readonly spki: Uint8Array; readonly tbs: Uint8Array }>> => {
  const { open } = await loadState(store, crl, crlStream(asked.key, asked.shard));
  if (open?.number !== asked.number) return refuse(refusal("crl.not-prepared", "no such CRL waits to be signed"));
  if (secondsBetween(now, open.thisUpdate) > SKEW_SECONDS || secondsBetween(open.thisUpdate, now) > MAX_WAIT_SECONDS)
    return refuse(refusal("validity.out-of-bounds", "thisUpdate is not now"));
  if (secondsBetween(open.thisUpdate, open.nextUpdate) > MAX_LIFETIME_SECONDS)
    return refuse(refusal("validity.out-of-bounds", "nextUpdate is too far away"));
  const issuing = await loadState(store, authorityAggregate, authorityStream(open.authority));
  if (issuing.at !== "active" || issuing.key !== asked.key)
    return refuse(refusal("authority.not-active", "the CRL is of no active authority's key"));
  const entries: Uint8Array[] = [];
  for (const text of asked.entries) {
    const entry = fromBase64url(text);
    if (entry === undefined) return refuse(refusal("input.malformed", "a CRL entry is not base64url"));
    entries.push(entry);
  }
  const tbs = crlContent(issuing, { ...open, entries });
  if (entries.length !== open.entries || toBase64url(sha256(tbs)) !== open.tbs)
    return refuse(refusal("signer.not-authorised", "the content is not what the ledger announced"));
  const key = await usableKey(store, asked.key, "authority", open.authority);
  return key.ok ? ok({ spki: key.value, tbs }) : key;
};
