/** Refusals and faults as HTTP answers. RFC 9457. */

import type { Refusal, RefusalCode } from "../../domain/kernel/refusal.ts";
import { BlobFault } from "../../domain/ports/blob-store.ts";
import { ClockFault } from "../../domain/ports/clock.ts";
import { RevisionConflict, StoreFault } from "../../domain/ports/event-store.ts";
import { SignerFault } from "../../domain/ports/signer.ts";
import { VaultFault } from "../../domain/ports/vault.ts";
import { HistoryFault } from "../../domain/process/ledger.ts";

type Status = 400 | 401 | 403 | 404 | 409 | 410 | 413 | 422 | 429 | 503;

/** One row each; a code without a row does not compile. Titles never change, details may. */
export const PROBLEMS: { readonly [C in RefusalCode]: { readonly status: Status; readonly title: string } } = {
  "input.malformed": { status: 400, title: "The request cannot be read" },
  "input.too-large": { status: 413, title: "The request is too large" },
  "der.malformed": { status: 400, title: "Not DER" },
  "csr.malformed": { status: 400, title: "Not a certification request" },
  "csr.unsupported-key": { status: 422, title: "Key not supported" },
  "csr.weak-key": { status: 422, title: "Weak key" },
  "csr.bad-signature": { status: 422, title: "No proof of possession" },
  "ocsp.malformed": { status: 400, title: "Not an OCSP request" },
  "name.malformed": { status: 422, title: "Name not acceptable" },
  "event.unknown-type": { status: 503, title: "The ledger holds events this version cannot read" },
  "event.unknown-version": { status: 503, title: "The ledger holds events this version cannot read" },
  "event.malformed": { status: 503, title: "The ledger holds events this version cannot read" },
  "caller.unauthenticated": { status: 401, title: "Not authenticated" },
  "caller.forbidden": { status: 403, title: "Not allowed" },
  "events.too-many-streams": { status: 429, title: "Too many event streams" },
  "command.reused": { status: 422, title: "Idempotency key used for another request" },
  "governance.already-founded": { status: 409, title: "Already founded" },
  "governance.not-founded": { status: 503, title: "Not founded" },
  "governance.founders-too-few": { status: 422, title: "Too few founders" },
  "governance.credential-reused": { status: 422, title: "Key already used" },
  "governance.officer-exists": { status: 409, title: "Officer exists" },
  "governance.officer-unknown": { status: 404, title: "No such officer" },
  "governance.quorum-broken": { status: 409, title: "Too few approvers would remain" },
  "governance.token-unknown": { status: 404, title: "No such token" },
  "governance.holder-reserved": { status: 422, title: "Nobody may call in this name" },
  "governance.possession-unproven": { status: 422, title: "The newcomer has not signed" },
  "profile.unknown": { status: 422, title: "No such profile" },
  "profile.violated": { status: 422, title: "The profile does not allow this" },
  "mandate.unsound": { status: 422, title: "Such a mandate cannot be granted" },
  "mandate.exists": { status: 409, title: "Mandate exists" },
  "mandate.unknown": { status: 404, title: "No such mandate" },
  "mandate.suspended": { status: 409, title: "Mandate suspended" },
  "mandate.not-covering": { status: 422, title: "The mandate does not cover this" },
  "mandate.exceeded": { status: 429, title: "The mandate's quota is used up" },
  "statement.wrong-subject": { status: 422, title: "Statement about something else" },
  "statement.expired": { status: 422, title: "Statement expired" },
  "statement.signer-unknown": { status: 403, title: "No such officer" },
  "statement.signer-not-entitled": { status: 403, title: "Officer may not approve" },
  "statement.bad-signature": { status: 403, title: "Signature does not verify" },
  "statement.repeated": { status: 409, title: "Approved before" },
  "statement.requester-may-not-approve": { status: 403, title: "Requester may not approve" },
  "statement.too-few": { status: 409, title: "Too few approvals" },
  "authority.unknown": { status: 404, title: "No such authority" },
  "authority.exists": { status: 409, title: "Authority exists" },
  "authority.not-active": { status: 409, title: "Authority not active" },
  "key.unknown": { status: 404, title: "No such key" },
  "key.unsupported": { status: 422, title: "The module cannot make such a key" },
  "key.exists": { status: 409, title: "Key exists" },
  "request.unknown": { status: 404, title: "No such request" },
  "request.not-open": { status: 409, title: "Request is closed" },
  "request.exists": { status: 409, title: "Request exists" },
  "request.not-approved": { status: 409, title: "Request not approved" },
  "certificate.unknown": { status: 404, title: "No such certificate" },
  "certificate.exists": { status: 409, title: "Serial number used" },
  "certificate.not-issued": { status: 409, title: "Certificate not issued" },
  "certificate.already-revoked": { status: 409, title: "Already revoked" },
  "certificate.not-on-hold": { status: 409, title: "Not on hold" },
  "certificate.wrong-content": { status: 409, title: "Certificate is for another key" },
  "crl.not-prepared": { status: 409, title: "Another CRL is being made" },
  "validity.out-of-bounds": { status: 422, title: "Time out of bounds" },
  "signer.not-authorised": { status: 409, title: "The signer refuses" },
  "signer.history-rewritten": { status: 503, title: "The signer does not trust the ledger" },
  "sealed.destroyed": { status: 410, title: "Destroyed" },
  "sealed.wrong-opening": { status: 422, title: "Sealed field not opened" },
};

const answer = (
  code: string,
  status: number,
  title: string,
  rest: object,
  headers: Record<string, string> = {},
): Response =>
  new Response(JSON.stringify({ type: `urn:cartulary:problem:${code}`, title, status, ...rest }), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });

export const problem = ({ code, detail, facts }: Refusal): Response => {
  const { status, title } = PROBLEMS[code];
  const headers =
    status === 401
      ? { "www-authenticate": 'Bearer realm="cartulary"' }
      : status === 503
        ? { "retry-after": "5" }
        : undefined;
  return answer(code, status, title, facts === undefined ? { detail } : { detail, facts }, headers);
};

/** The read model did not reach the caller's position in time. */
export const notYet = (): Response =>
  answer("read.behind", 503, "Not yet visible", { detail: "ask again in a moment" }, { "retry-after": "1" });

const FAULTS = [StoreFault, RevisionConflict, ClockFault, SignerFault, VaultFault, BlobFault, HistoryFault] as const;
type Fault = InstanceType<(typeof FAULTS)[number]>;

const isFault = (error: unknown): error is Fault => FAULTS.some((fault) => error instanceof fault);

/** All that can be promised: the append may stand whose answer was lost, and the approval whose issuance failed. */
const REPEAT = "the same call with the same Idempotency-Key is safe to repeat";

/**
 * Faults and defects: what happened stays in the log, the caller learns whether trying again helps. A full disk or a store
 * that refuses our credentials is no less a matter of the service than one that is away, only of more patience.
 */
export const failure = (error: unknown): Response => {
  if (!isFault(error)) return answer("internal", 500, "Internal error", { detail: "the operators have been told" });
  if (!error.retryable)
    return answer("unavailable", 503, "Unavailable", { detail: `the operators have been told; ${REPEAT}` });
  return answer("unavailable", 503, "Temporarily unavailable", { detail: REPEAT }, { "retry-after": "2" });
};

export const noSuchRoute = (): Response =>
  answer("route.unknown", 404, "No such resource", { detail: "see /v1/openapi.json" });
