/**
 * Publishing a CRL: prepare → sign → store → record. The number comes from the stream and is used up by preparing; a
 * publication that failed is abandoned and the next takes a new number (RFC 5280 §5.2.3).
 */
import { crl, nextCrlNumber } from "../crl/decider.ts";
import { lastGap } from "../governance/witness.ts";
import type { Digest } from "../kernel/brand.ts";
import { fromBase64url, toBase64url } from "../kernel/bytes.ts";
import { sha256 } from "../kernel/digest.ts";
import { deriveUuid } from "../kernel/envelope.ts";
import { addSeconds, fromMillis, type Instant, secondsBetween } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { crlStream } from "../kernel/stream.ts";
import { schemeOfKey } from "../pki/public-key.ts";
import { type Revocation, secondsOf } from "../pki/revocation.ts";
import { encodeCertificateList } from "../pki/tbs-cert-list.ts";
import type { AuthorityRow } from "../ports/queries.ts";
import { SignerFault } from "../ports/signer.ts";
import { crlContent, spkiOf } from "./crl-content.ts";
import { handle, newWork, type Work } from "./handle.ts";
import { loadState } from "./ledger.ts";
import type { Ports } from "./ports.ts";

export type PublishedCrl = {
  readonly number: string;
  readonly blob: string;
  readonly thisUpdate: Instant;
  readonly nextUpdate: Instant;
  readonly entries: number;
  /** Position of the last change that it shows. */
  readonly applied: string;
};

const SYSTEM = { actor: "system:crl", authentication: "process" } as const;
/** Another publisher that prepared a CRL this long ago is taken for dead. */
const STALE_SECONDS = 60;
/** A root's list changes when an issuing authority does: rarely. RFC 5280 §5.1.2.5 leaves the period to policy. */
const LIFETIME_SECONDS = { root: 90 * 86_400, issuing: 7 * 86_400 } as const;

/** Whoever revoked may have had a clock ahead of ours: no list is older than what stands in it. */
const notBefore = (entries: readonly Revocation[], now: Instant): Instant =>
  fromMillis(entries.reduce((latest, r) => Math.max(latest, r[1], r[3] ?? 0), secondsOf(now)) * 1000);

/** Publishes the next CRL of an active authority. Pending faults of the signer are thrown; the next call goes on. */
export const publishCrl = async (
  ports: Ports,
  authority: AuthorityRow,
  shard: number,
): Promise<Result<PublishedCrl>> => {
  const { key } = authority;
  const stream = crlStream(key, shard);
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const { revision, governance } = basis.value;
  const gap = lastGap(governance);
  const workOf = (number: string, what: string): Work =>
    newWork(SYSTEM, deriveUuid("crl", key, String(shard), number, what), { crl: number, what }, revision);
  const now = ports.clock.now();
  const before = await loadState(ports.store, crl, stream);
  if (before.open !== null) {
    if (secondsBetween(before.open.thisUpdate, now) < STALE_SECONDS)
      return refuse(refusal("crl.not-prepared", "another CRL of this series is being made"));
    const { number } = before.open;
    const closed = await handle(ports, crl, stream, workOf(number, "abandon"), {
      type: "Abandon",
      number,
      code: "crl.stale",
    });
    if (!closed.ok) return closed;
  }
  const number = String(nextCrlNumber(before.number, gap));
  const { entries, applied } = ports.queries.revokedEntries(key, shard);
  const thisUpdate = notBefore(entries, now);
  const nextUpdate = addSeconds(thisUpdate, LIFETIME_SECONDS[authority.kind]);
  const tbs = crlContent(authority, { number, thisUpdate, nextUpdate, entries });
  // Two publishers may prepare the same number: the command id carries this content, so that they are told apart.
  const digest = toBase64url(sha256(tbs)) as Digest;
  const prepared = await handle(ports, crl, stream, workOf(number, digest), {
    type: "Prepare",
    gap,
    number,
    authority: authority.id,
    thisUpdate,
    nextUpdate,
    entries: entries.length,
    tbs: digest,
    applied,
  });
  if (!prepared.ok) return prepared;
  const abandon = (code: string) =>
    handle(ports, crl, stream, workOf(number, "abandon"), { type: "Abandon", number, code });
  try {
    const signed = await ports.signer.signCrl({ key, shard, number, entries });
    if (!signed.ok) {
      await abandon(signed.error.code);
      return signed;
    }
    const signature = fromBase64url(signed.value.signature);
    if (signature === undefined) throw new SignerFault("signer.protocol", false);
    const der = encodeCertificateList(tbs, schemeOfKey(spkiOf(authority)), signature);
    const blob = (await ports.blobs.put(der)) as Digest;
    const published = await handle(ports, crl, stream, workOf(number, "published"), {
      type: "RecordPublished",
      number,
      blob,
      sizeBytes: der.length,
      sequence: signed.value.sequence,
    });
    return published.ok ? ok({ number, blob, thisUpdate, nextUpdate, entries: entries.length, applied }) : published;
  } catch (fault) {
    if (fault instanceof SignerFault) await abandon(fault.code);
    throw fault;
  }
};
