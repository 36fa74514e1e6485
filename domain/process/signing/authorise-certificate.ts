/**
 * May this certificate be signed? Decided from the ledger alone, as if the API did not exist:
 *
 * 1. the certificate is prepared, once, under its own serial, and neither issued, abandoned nor revoked;
 * 2. its request is approved, and the prepared certificate is of the live plan, by digest;
 * 3. the prepared TBS is the planned one in every byte but its validity, which lies within the plan's bounds;
 * 4. the key was made for that authority's certificates;
 * 5. enough officers who are entitled now signed exactly this plan, none of them the requester; or a mandate that stands
 *    now covers it (`judge-mandate.ts`). There is no third way.
 */
import type { Certificate, PreparedCertificate } from "../../certificate/state.ts";
import type { Known } from "../../governance/credential.ts";
import { type MandateState, notRetired } from "../../governance/state.ts";
import { fromBase64url } from "../../kernel/bytes.ts";
import { addSeconds, type Instant, secondsBetween } from "../../kernel/instant.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { type Material, materialBytes } from "../../kernel/sealed.ts";
import { requestStream } from "../../kernel/stream.ts";
import { issuerId } from "../../pki/issuer-id.ts";
import { parseTbsCertificate } from "../../pki/tbs-certificate.ts";
import type { SignCertificate } from "../../ports/signer.ts";
import { request, subjectOf } from "../../request/decider.ts";
import type { PlannedRequest } from "../../request/state.ts";
import { judgeQuorum } from "../../statement/verdict.ts";
import type { Basis } from "../governance-reader.ts";
import { type ReadState, readState } from "../ledger.ts";
import { matchBytes, matchIdentity, matchValidity } from "../match-plan.ts";
import { rulesOf } from "../plan-rules.ts";
import { revocationsBehind } from "../revoked-certificates.ts";
import { judgeMandate } from "./judge-mandate.ts";
import { type Grounds, usableKey } from "./usable-key.ts";

export type Authorised = {
  readonly key: string;
  readonly spki: Uint8Array;
  readonly tbs: Uint8Array;
  readonly plan: string;
  /** Whose quota is to be spent; null under approvals. */
  readonly mandate: MandateState | null;
  /** SHA-256 of the events that the ledger must have been sealed with: the head of governance, the last of the request, the preparation. */
  readonly events: readonly string[];
};

/** A prepared certificate that waited longer than this for the module is closed rather than signed with a stale start. */
const MAX_WAIT_SECONDS = 7 * 86_400;
const SKEW_SECONDS = 300;

const no = (detail: string) => refuse(refusal("signer.not-authorised", detail));

const openText = (material: Material, opening: SignCertificate["plannedTbs"]): Result<Uint8Array> => {
  const plaintext = opening && fromBase64url(opening.plaintext);
  const salt = opening && fromBase64url(opening.salt);
  return materialBytes(material, plaintext && salt ? { plaintext, salt } : undefined);
};

const checkIdentity = (
  asked: SignCertificate,
  prepared: PreparedCertificate["prepared"],
  req: PlannedRequest,
): Result<true> => {
  const same = matchIdentity(prepared, req);
  if (!same.ok) return same;
  return req.plan.issuer === asked.issuer && req.plan.serial === asked.serial
    ? same
    : no("the plan is for another certificate");
};

const checkValidity = (req: PlannedRequest, prepared: PreparedCertificate["prepared"], now: Instant): Result<true> => {
  const out = (detail: string) => refuse(refusal("validity.out-of-bounds", detail));
  const { notBefore, notAfter } = prepared;
  const start = addSeconds(notBefore, req.plan.backdateSeconds);
  if (secondsBetween(now, start) > SKEW_SECONDS) return out("the validity begins in the future");
  if (secondsBetween(start, now) > MAX_WAIT_SECONDS) return out("the certificate waited too long to be signed");
  if (notAfter <= now) return out("the validity is over");
  return matchValidity(prepared, req);
};

const checkBytes = (
  asked: SignCertificate,
  req: PlannedRequest,
  prepared: PreparedCertificate["prepared"],
): Result<{ readonly planned: Uint8Array; readonly tbs: Uint8Array }> => {
  const planned = openText(req.plan.tbs, asked.plannedTbs);
  if (!planned.ok) return planned;
  const tbs = openText(prepared.tbs, asked.preparedTbs);
  if (!tbs.ok) return tbs;
  const same = matchBytes(prepared, planned.value, tbs.value);
  return same.ok ? ok({ planned: planned.value, tbs: tbs.value }) : same;
};

const judgeAuthority = (
  { governance }: Basis,
  req: PlannedRequest,
  planned: Uint8Array,
  spki: Uint8Array,
  now: Instant,
  revokedAt: Known["revokedAt"],
): Result<MandateState | null> => {
  // Its responders go on: what it issued is asked about until it ends.
  const stands = notRetired(governance, req.plan.authority);
  if (!stands.ok && req.plan.purpose.for !== "responder") return stands;
  if (req.mandate !== null) return judgeMandate(governance, req, planned, spki, now);
  // Under a name that is not the stream's, one serial number could be used twice. A mandate has the name itself.
  const fields = parseTbsCertificate(planned);
  if (!fields.ok) return fields;
  if (issuerId(fields.value.issuer) !== req.plan.issuer) return no("the certificate has another issuer");
  // Counters were judged when each approval was given; a key that has signed more since is no copy.
  const { ledger, needed, officer, forms } = rulesOf(governance, req.plan, planned, { revokedAt });
  const approved = judgeQuorum(req.approvals, needed, { ...subjectOf(ledger, req), forms }, officer, now);
  return approved.ok ? ok(null) : approved;
};

/** What is to be signed and by which key, before anybody asks whether it may be; undefined when there is nothing. */
export const preparedTbs = (
  cert: Certificate,
  asked: SignCertificate,
): { readonly key: string; readonly tbs: Uint8Array } | undefined => {
  const tbs = cert.at === "absent" ? undefined : openText(cert.prepared.tbs, asked.preparedTbs);
  return cert.at !== "absent" && tbs?.ok ? { key: cert.prepared.key, tbs: tbs.value } : undefined;
};

/** `read`: as its stream was read, once. */
export const authoriseCertificate = async (
  grounds: Grounds,
  basis: Basis,
  asked: SignCertificate,
  read: ReadState<Certificate>,
  now: Instant,
): Promise<Result<Authorised>> => {
  const { store } = grounds;
  const { state: cert, first: preparation } = read;
  if (cert.at === "absent") return refuse(refusal("certificate.unknown", "no such certificate was prepared"));
  if (cert.at !== "prepared" || cert.status.is !== "good")
    return no(`the certificate is ${cert.status.is} and ${cert.at}`);
  const { prepared } = cert;
  const { state: req, last: approval } = await readState(store, request, requestStream(prepared.request));
  if (req.at !== "approved") return no("the request is not approved");
  const same = checkIdentity(asked, prepared, req);
  if (!same.ok) return same;
  const valid = checkValidity(req, prepared, now);
  if (!valid.ok) return valid;
  const bytes = checkBytes(asked, req, prepared);
  if (!bytes.ok) return bytes;
  const key = await usableKey(grounds, req.plan.key, "authority", req.plan.authority);
  if (!key.ok) return key;
  const { planned, tbs } = bytes.value;
  const revokedAt = await revocationsBehind(store, basis.governance, req.approvals);
  const authority = judgeAuthority(basis, req, planned, key.value, now, revokedAt);
  if (!authority.ok) return authority;
  const events = [basis.end.digest, approval ?? "", preparation ?? ""];
  return ok({ key: req.plan.key, spki: key.value, tbs, plan: req.digest, mandate: authority.value, events });
};
