/** What single events must show, given what stands before them: a replay's own rules, each a sentence when broken. */
import type { LedgerEvent } from "../../catalogue.ts";
import type { Certificate } from "../../certificate/state.ts";
import type { Known } from "../../governance/credential.ts";
import { type Governance, standingMandate } from "../../governance/state.ts";
import { equalBytes, fromBase64url } from "../../kernel/bytes.ts";
import { sha256, verifySignature } from "../../kernel/digest.ts";
import type { Material } from "../../kernel/sealed.ts";
import type { Key } from "../../key/state.ts";
import { parseCertificate } from "../../pki/certificate.ts";
import { covers, coversWords } from "../../policy/mandate/covers.ts";
import { subjectOf } from "../../request/decider.ts";
import type { Request } from "../../request/state.ts";
import { judgeQuorum } from "../../statement/verdict.ts";
import { matchBytes, matchIdentity, matchValidity } from "../match-plan.ts";
import { judgeOrder } from "../ordered.ts";
import { rulesOf } from "../plan-rules.ts";
import type { StatusChange } from "../status-change.ts";

const openBytes = (material: Material): Uint8Array | undefined =>
  "plain" in material ? fromBase64url(material.plain) : undefined;

/** What an approved request must show: enough signatures over this plan, by officers entitled at the recorded basis. */
export const checkApproval = (
  event: LedgerEvent,
  state: Request,
  bases: readonly Governance[],
  revokedAt: Known["revokedAt"],
): string | undefined => {
  if (event.type !== "RequestApproved") return undefined;
  const basis = event.basis === null ? undefined : bases[event.basis];
  if (basis?.at !== "founded" || state.at === "absent" || state.at === "submitted") return "approved without a basis";
  if (event.body.plan !== state.digest) return "approved another plan";
  const { ledger, needed, officer, forms } = rulesOf(basis, state.plan, openBytes(state.plan.tbs), { revokedAt });
  const judged = judgeQuorum(state.approvals, needed, { ...subjectOf(ledger, state), forms }, officer, event.at);
  return judged.ok ? undefined : `approved without the signatures: ${judged.error.code}`;
};

/** What a mandated request must show: a mandate in force at the recorded basis that covers the plan, as far as it is open. */
export const checkMandated = (event: LedgerEvent, state: Request, bases: readonly Governance[]): string | undefined => {
  if (event.type !== "RequestMandated") return undefined;
  const basis = event.basis === null ? undefined : bases[event.basis];
  if (basis?.at !== "founded" || state.at === "absent" || state.at === "submitted") return "mandated without a basis";
  if (event.body.plan !== state.digest) return "mandated another plan";
  const standing = standingMandate(basis, event.body.mandate.id);
  if (!standing.ok) return `mandated without a mandate: ${standing.error.code}`;
  const { mandate, digest } = standing.value;
  if (event.body.mandate.digest !== digest) return "mandated by another mandate of this id";
  const { plan } = state;
  const tbs = openBytes(plan.tbs);
  const profile = basis.profiles.get(mandate.profile.id);
  const covered =
    tbs === undefined ? coversWords(mandate, profile, plan, event.at) : covers(mandate, profile, plan, tbs, event.at);
  return covered.ok ? undefined : `mandated by a mandate that does not cover it: ${covered.error.detail}`;
};

/** What an issued certificate must show, when its bytes are open: the prepared TBS, under the planned key. */
export const checkIssued = (
  event: LedgerEvent,
  state: Certificate,
  keyOf: (id: string) => Key | undefined,
): string | undefined => {
  if (event.type !== "CertificateIssued" || state.at !== "issued") return undefined;
  const { der, digest } = event.body;
  if (!("plain" in der) || !("plain" in state.prepared.tbs)) return undefined;
  const bytes = fromBase64url(der.plain);
  const parsed = bytes && parseCertificate(bytes);
  if (!bytes || !parsed?.ok) return "the certificate cannot be read";
  const prepared = fromBase64url(state.prepared.tbs.plain);
  if (!prepared || !equalBytes(parsed.value.tbs, prepared)) return "the certificate is not the prepared one";
  if (!equalBytes(sha256(bytes), fromBase64url(digest) ?? new Uint8Array())) return "the certificate's digest is wrong";
  const key = keyOf(state.prepared.key);
  const spki = key?.at === "generated" ? fromBase64url(key.spki) : undefined;
  if (!spki || !verifySignature(spki, parsed.value.tbs, parsed.value.signature, parsed.value.algorithm))
    return "the certificate's signature does not verify";
  return undefined;
};

/** What an authority's certificate needs when its status changes: an order that names it, since there are policies. */
export const checkRevoked = (
  event: LedgerEvent,
  state: Certificate,
  bases: readonly Governance[],
): string | undefined => {
  if (event.type !== "CertificateRevoked" && event.type !== "CertificateHeld") return undefined;
  const basis = event.basis === null ? undefined : bases[event.basis];
  if (basis?.at !== "founded" || state.at === "absent") return "revoked without a basis";
  const change: StatusChange = event.type === "CertificateHeld" ? { act: "hold" } : { act: "revoke", ...event.body };
  const judged = judgeOrder(basis, state.prepared, change);
  return judged.ok ? undefined : `revoked as it must not be: ${judged.error.detail}`;
};

/** Numbers of one series only grow. RFC 5280 §5.2.3. */
export const checkNumber = (event: LedgerEvent, before: { readonly number: bigint }): string | undefined =>
  event.type === "CrlPrepared" && BigInt(event.body.number) <= before.number
    ? `CRL number ${event.body.number} after ${before.number}`
    : undefined;

/** What a prepared certificate must show: an approved request whose plan it fills in. */
export const checkPrepared = (
  event: LedgerEvent,
  requestOf: (id: string) => Request | undefined,
): string | undefined => {
  if (event.type !== "CertificatePrepared") return undefined;
  const prepared = event.body;
  const request = requestOf(prepared.request);
  if (request?.at !== "approved") return "prepared without an approved request";
  const same = matchIdentity(prepared, request);
  if (!same.ok) return `prepared otherwise than planned: ${same.error.detail}`;
  const valid = matchValidity(prepared, request);
  if (!valid.ok) return `prepared otherwise than planned: ${valid.error.detail}`;
  const [planned, tbs] = [openBytes(request.plan.tbs), openBytes(prepared.tbs)];
  if (planned === undefined || tbs === undefined) return undefined;
  const bytes = matchBytes(prepared, planned, tbs);
  return bytes.ok ? undefined : `prepared otherwise than planned: ${bytes.error.detail}`;
};

/** What has ended goes on no more, but for the status of a certificate. `before`: the stream's state. */
export const checkEnded = (event: LedgerEvent, before: Certificate | Request): string | undefined => {
  switch (event.type) {
    case "CertificateIssued":
    case "CertificateAbandoned":
      return before.at === "prepared" ? undefined : `a certificate that was ${before.at} was issued or abandoned`;
    case "RequestSubmitted":
      return before.at === "absent" ? undefined : "a request was submitted twice";
    case "IssuancePlanned":
    case "ApprovalGiven":
    case "ApprovalRefused":
    case "RequestApproved":
    case "RequestMandated":
    case "RequestDenied":
    case "RequestCancelled":
    case "RequestFulfilled":
    case "RequestFailed":
      return ENDED.has(before.at) ? "a request went on after its end" : undefined;
    default:
      return undefined;
  }
};

const ENDED: ReadonlySet<string> = new Set(["denied", "cancelled", "fulfilled", "failed"]);

const EMPTY: Material = { plain: "" };

/**
 * What is still needed of a state after an event: bytes that were looked at, and requests that ended, are not. A check keeps
 * one for each stream, for ever.
 */
export const keptState = (event: LedgerEvent, state: unknown): unknown => {
  switch (event.type) {
    case "CertificateIssued": {
      const own = state as Extract<Certificate, { at: "issued" }>;
      const { prepared, issued } = own;
      return { ...own, prepared: { ...prepared, tbs: EMPTY }, issued: { ...issued, der: EMPTY } };
    }
    case "RequestDenied":
    case "RequestCancelled":
    case "RequestFulfilled":
    case "RequestFailed":
      return { at: (state as Request).at };
    default:
      return state;
  }
};
