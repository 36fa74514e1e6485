/** What each refusal is over HTTP. RFC 9457. */
import type { RefusalCode } from "../../domain/kernel/refusal.ts";
import { dualControlProblems } from "./problem-dual-control.ts";
import { LOGIN_PROBLEMS } from "./problem-logins.ts";
import { officerProblems } from "./problem-officers.ts";
import type { ProblemRow } from "./problem-row.ts";

/** One row each; a code without a row does not compile. Titles never change, details may. */
export const PROBLEMS: { readonly [C in RefusalCode]: ProblemRow } = {
  ...LOGIN_PROBLEMS,
  "input.malformed": {
    status: 400,
    title: "The request cannot be read",
    remedy: "correct what `field` names; the shapes are in /v1/openapi.json",
  },
  "input.too-large": {
    status: 413,
    title: "The request is too large",
    remedy: "send less, or in several calls",
  },
  "input.wrong-type": {
    status: 415,
    title: "Not JSON",
    remedy: "send JSON with Content-Type: application/json",
  },
  "der.malformed": {
    status: 400,
    title: "Not DER",
    remedy: "encode it as DER (X.690 §10), the whole of it and nothing after it",
  },
  "csr.malformed": {
    status: 400,
    title: "Not a certification request",
    remedy: "make a PKCS #10 request anew, such as with openssl req -new",
  },
  "csr.unsupported-key": {
    status: 422,
    title: "Key not supported",
    remedy: "make a key of a kind that the profile allows: GET /v1/profiles/ID",
  },
  "csr.weak-key": {
    status: 422,
    title: "Weak key",
    remedy: "make a new key with a sound program, and never use this one",
  },
  "csr.bad-signature": {
    status: 422,
    title: "No proof of possession",
    remedy: "sign the request with the private key whose public key is in it",
  },
  "ocsp.malformed": {
    status: 400,
    title: "Not an OCSP request",
    remedy: "send an OCSPRequest as RFC 6960 §4.1 has it",
  },
  "name.malformed": {
    status: 422,
    title: "Name not acceptable",
    remedy: "write the name as attributes such as C=DE, O=Example, CN=www.example.org",
  },
  "event.unknown-type": {
    status: 503,
    title: "The ledger holds events this version cannot read",
    remedy: "nothing: the operators must install the newer version",
  },
  "event.unknown-version": {
    status: 503,
    title: "The ledger holds events this version cannot read",
    remedy: "nothing: the operators must install the newer version",
  },
  "event.malformed": {
    status: 503,
    title: "The ledger holds events this version cannot read",
    remedy: "nothing: the operators must look at the ledger (cartulary ledger check)",
  },
  "caller.unauthenticated": {
    status: 401,
    title: "Not authenticated",
    remedy: "send Authorization: Bearer with a token that is in force",
  },
  // Counted and logged; the caller is told no more than that the token is not in force.
  "caller.token-ended": {
    status: 401,
    title: "Not authenticated",
    remedy: "send Authorization: Bearer with a token that is in force",
  },
  "caller.token-revoked": {
    status: 401,
    title: "Not authenticated",
    remedy: "send Authorization: Bearer with a token that is in force",
  },
  "caller.two-credentials": {
    status: 400,
    title: "Token and session at once",
    remedy: "send the one or the other: nobody can tell in whose name this would be done",
  },
  "caller.forbidden": {
    status: 403,
    title: "Not allowed",
    remedy: "ask somebody who may, or use the token of another role",
  },
  "caller.logins-missing": {
    status: 403,
    title: "Not enough people logged in",
    remedy: "have another officer log in to the same session, then ask again",
  },
  "transport.insecure": {
    status: 403,
    title: "Not over TLS",
    remedy: "call the address that `url` names, and have a token that was sent in the clear replaced",
  },
  "events.too-many-streams": {
    status: 429,
    title: "Too many event streams",
    remedy: "close one of yours, or ask again later",
  },
  "webhook.unknown": {
    status: 404,
    title: "No such webhook",
    remedy: "list webhooks; one that was registered a moment ago is read with its Cartulary-Position",
  },
  "webhook.exists": { status: 409, title: "Webhook exists", remedy: "send another Idempotency-Key" },
  "webhook.too-many": { status: 409, title: "Too many webhooks", remedy: "remove one that is not needed" },
  "webhook.target-not-allowed": {
    status: 422,
    title: "Nothing is sent to such an address",
    remedy: "give https:// and a host that may be reached, or http:// to this machine (docs/events.md)",
  },
  "webhook.letter-unknown": {
    status: 404,
    title: "No such dead letter",
    remedy: "list dead letters: it was delivered or discarded",
  },
  "command.reused": {
    status: 422,
    title: "Idempotency key used for another request",
    remedy: "take a new Idempotency-Key for a new request",
  },
  "state.changed": {
    status: 412,
    title: "Changed meanwhile",
    remedy: "read the resource again and repeat with its new ETag if you still want to",
  },
  ...officerProblems,
  "profile.unknown": {
    status: 422,
    title: "No such profile",
    remedy: "look for one that is open to requests: GET /v1/profiles",
  },
  "profile.violated": {
    status: 422,
    title: "The profile does not allow this",
    remedy: "make the request fit the profile: GET /v1/profiles/ID, and `detail` says what does not",
  },
  "mandate.unsound": {
    status: 422,
    title: "Such a mandate cannot be granted",
    remedy: "correct the mandate as `detail` says (docs/mandates.md)",
  },
  "mandate.exists": {
    status: 409,
    title: "Mandate exists",
    remedy: "take another id; a mandate is suspended and granted anew, never changed",
  },
  "mandate.unknown": {
    status: 404,
    title: "No such mandate",
    remedy: "look for the id: GET /v1/mandates",
  },
  "mandate.suspended": {
    status: 409,
    title: "Mandate suspended",
    remedy: "ask officers for another mandate, or for approvals",
  },
  "mandate.not-covering": {
    status: 422,
    title: "The mandate does not cover this",
    remedy: "ask without the mandate and get approvals, or ask for what it covers",
  },
  "mandate.exceeded": {
    status: 429,
    title: "The mandate's quota is used up",
    remedy: "wait until the period is over, or ask without the mandate and get approvals",
  },
  "authority.unknown": {
    status: 404,
    title: "No such authority",
    remedy: "look for the id: GET /v1/authorities",
  },
  "authority.exists": {
    status: 409,
    title: "Authority exists",
    remedy: "take another id, or go on with this one: GET /v1/authorities/ID",
  },
  "authority.not-active": {
    status: 409,
    title: "Authority not active",
    remedy: "let its own request be approved first, or ask an issuing authority that is active",
  },
  "key.unknown": {
    status: 404,
    title: "No such key",
    remedy: "look for the id: GET /v1/keys",
  },
  "key.unsupported": {
    status: 422,
    title: "The module cannot make such a key",
    remedy: "choose a kind of key that the module can make: cartulary module show",
  },
  "key.exists": {
    status: 409,
    title: "Key exists",
    remedy: "nothing: the key is there",
  },
  "request.unknown": {
    status: 404,
    title: "No such request",
    remedy: "look for the id: GET /v1/requests; services see their own only",
  },
  "request.not-open": {
    status: 409,
    title: "Request is closed",
    remedy: "submit a new request",
  },
  "request.exists": {
    status: 409,
    title: "Request exists",
    remedy: "go on with the request that there is",
  },
  "request.not-approved": {
    status: 409,
    title: "Request not approved",
    remedy: "collect the approvals first",
  },
  "certificate.unknown": {
    status: 404,
    title: "No such certificate",
    remedy: "look for it: GET /v1/certificates?serial=SERIAL",
  },
  "certificate.exists": {
    status: 409,
    title: "Serial number used",
    remedy: "submit the request again: it gets another serial number",
  },
  "certificate.not-issued": {
    status: 409,
    title: "Certificate not issued",
    remedy: "wait until it is issued: GET /v1/requests/ID tells",
  },
  "certificate.already-revoked": {
    status: 409,
    title: "Already revoked",
    remedy: "nothing: it is revoked, for ever",
  },
  "certificate.not-on-hold": {
    status: 409,
    title: "Not on hold",
    remedy: "nothing: it is not on hold",
  },
  "certificate.wrong-content": {
    status: 409,
    title: "Certificate is for another key",
    remedy: "submit a request for the key that is meant",
  },
  "crl.not-prepared": {
    status: 409,
    title: "Another CRL is being made",
    remedy: "ask again in a moment",
  },
  "crl.not-published": {
    status: 404,
    title: "No CRL yet",
    remedy: "publish one: POST /v1/authorities/ID/crl",
  },
  "validity.out-of-bounds": {
    status: 422,
    title: "Time out of bounds",
    remedy: "ask for a time within the issuer's own and the profile's",
  },
  "signer.not-authorised": {
    status: 409,
    title: "The signer refuses",
    remedy: "look at the approvals: the signer found them not enough for exactly these bytes",
  },
  "signer.history-rewritten": {
    status: 503,
    title: "The signer does not trust the ledger",
    remedy: "nothing: the operators must look at the ledger (cartulary ledger check)",
  },
  "seal.missing": {
    status: 503,
    title: "Not sealed yet",
    remedy: "wait: the request stays as it is and is signed once the ledger's newest events are sealed",
  },
  "seal.unproven": {
    status: 503,
    title: "The seal does not show it",
    remedy:
      "wait; when it stays, the operators must compare the ledger with what the signer remembers (cartulary doctor)",
  },
  "seal.unwitnessed": {
    status: 503,
    title: "Not witnessed yet",
    remedy: "wait: too few witnesses cosigned the ledger's newest checkpoint",
  },
  "sealed.destroyed": {
    status: 410,
    title: "Destroyed",
    remedy: "nothing: the key to it was destroyed on purpose",
  },
  "sealed.wrong-opening": {
    status: 422,
    title: "Sealed field not opened",
    remedy: "send the opening as the request showed it",
  },
  ...dualControlProblems,
};
