/**
 * What an OCSP response says is decided here, from the certificates' own streams: the caller names serial numbers and
 * times, never a status. RFC 6960 §4.2.1.
 */
import { authority as authorityAggregate } from "../../authority/decider.ts";
import type { ActiveAuthority } from "../../authority/state.ts";
import { certificate } from "../../certificate/decider.ts";
import type { Certificate } from "../../certificate/state.ts";
import { fromBase64url } from "../../kernel/bytes.ts";
import { type Instant, secondsBetween } from "../../kernel/instant.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { authorityStream, certificateStream, ocspStream } from "../../kernel/stream.ts";
import { ocsp } from "../../ocsp/decider.ts";
import { encodeCertId } from "../../pki/cert-id.ts";
import { parseCertificate } from "../../pki/certificate.ts";
import { encodeResponseData } from "../../pki/ocsp-response.ts";
import { keyIdentifier, parsePublicKey } from "../../pki/public-key.ts";
import type { RevocationReason } from "../../pki/revocation-reason.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { SignOcsp } from "../../ports/signer.ts";
import { loadState } from "../ledger.ts";
import { usableKey } from "./usable-key.ts";

const MAX_LIFETIME_SECONDS = 10 * 86_400;
const SKEW_SECONDS = 300;

type CertStatus =
  | { readonly at: "good" | "unknown" }
  | { readonly at: "revoked"; readonly revokedAt: Instant; readonly reason: RevocationReason };

/** Revoked counts even before issuance (it is presumed signed); good needs an issued certificate. RFC 6960 §2.2. */
export const certStatus = (state: Certificate): CertStatus => {
  if (state.at === "absent") return { at: "unknown" };
  const { status } = state;
  switch (status.is) {
    case "revoked":
      return { at: "revoked", revokedAt: status.since, reason: status.reason };
    case "held":
      return { at: "revoked", revokedAt: status.since, reason: "certificateHold" };
    case "good":
      return state.at === "issued" ? { at: "good" } : { at: "unknown" };
  }
};

const timesAreSound = (asked: SignOcsp, now: Instant): boolean =>
  Math.abs(secondsBetween(now, asked.producedAt)) <= SKEW_SECONDS &&
  asked.responses.every(
    ({ thisUpdate, nextUpdate }) =>
      secondsBetween(now, thisUpdate) <= SKEW_SECONDS &&
      secondsBetween(thisUpdate, now) <= SKEW_SECONDS &&
      nextUpdate > thisUpdate &&
      secondsBetween(thisUpdate, nextUpdate) <= MAX_LIFETIME_SECONDS,
  );

const authorityBits = (state: ActiveAuthority): { readonly name: Uint8Array; readonly bits: Uint8Array } => {
  const der = fromBase64url(state.der);
  const own = der && parseCertificate(der);
  if (!own?.ok) throw new TypeError("an authority's event holds bytes that are none");
  const key = parsePublicKey(own.value.fields.spki);
  if (!key.ok) throw new TypeError("an authority's key cannot be read");
  return { name: own.value.fields.subject, bits: key.value.bits };
};

export const authoriseOcsp = async (
  store: EventStore,
  asked: SignOcsp,
  now: Instant,
): Promise<Result<{ readonly spki: Uint8Array; readonly data: Uint8Array }>> => {
  if (!timesAreSound(asked, now)) return refuse(refusal("validity.out-of-bounds", "the response's times are not now"));
  const issuing = await loadState(store, authorityAggregate, authorityStream(asked.authority));
  if (issuing.at !== "active") return refuse(refusal("authority.not-active", "no such authority is active"));
  const { responder } = await loadState(store, ocsp, ocspStream(issuing.key));
  if (responder?.responderKey !== asked.responderKey || responder.notAfter < now)
    return refuse(refusal("signer.not-authorised", "this key does not answer for this authority"));
  const key = await usableKey(store, asked.responderKey, "responder", asked.authority);
  if (!key.ok) return key;
  const { name, bits } = authorityBits(issuing);
  const responses = [];
  for (const { hash, parameters, serial, thisUpdate, nextUpdate } of asked.responses) {
    const state = await loadState(store, certificate, certificateStream(issuing.issuer, serial));
    responses.push({
      certId: encodeCertId(hash, name, bits, serial, parameters),
      status: certStatus(state),
      thisUpdate,
      nextUpdate,
    });
  }
  const nonce = asked.nonce === undefined ? undefined : fromBase64url(asked.nonce);
  const { producedAt } = asked;
  const responderKeyHash = keyIdentifier(key.value);
  const data = encodeResponseData(
    nonce ? { responderKeyHash, producedAt, responses, nonce } : { responderKeyHash, producedAt, responses },
  );
  return ok({ spki: key.value, data });
};
