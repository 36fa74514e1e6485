/**
 * What an OCSP response says is decided here, from the certificates' own streams: the caller names serial numbers and
 * times, never a status. RFC 6960 §4.2.1.
 */

import * as v from "valibot";
import { certificate } from "../../certificate/decider.ts";
import type { Certificate } from "../../certificate/state.ts";
import { Serial } from "../../kernel/brand.ts";
import { type Instant, secondsBetween } from "../../kernel/instant.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { certificateStream, ocspStream } from "../../kernel/stream.ts";
import { ocsp } from "../../ocsp/decider.ts";
import { encodeCertId } from "../../pki/cert-id.ts";
import { encodeResponseData } from "../../pki/ocsp-response.ts";
import { keyIdentifier, parsePublicKey } from "../../pki/public-key.ts";
import type { RevocationReason } from "../../pki/revocation-reason.ts";
import type { SignOcsp } from "../../ports/signer.ts";
import { loadState } from "../ledger.ts";
import { issuingAuthority } from "./issuing-authority.ts";
import { type Grounds, usableKey } from "./usable-key.ts";

/** What a server that was taken over lays in store, nobody can take back: twice what is asked for, and no more. */
const MAX_LIFETIME_SECONDS = 86_400;
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

/** Strangers name serial numbers: one that no certificate can have is not looked for. */
const stateOf = async ({ store }: Grounds, issuer: string, serial: string): Promise<Certificate> =>
  v.is(Serial, serial) ? loadState(store, certificate, certificateStream(issuer, serial)) : certificate.initial;

export type AuthorisedOcsp = {
  readonly spki: Uint8Array;
  /** ResponseData, DER. */
  readonly data: Uint8Array;
  /** Whether every certificate that is asked about exists, be it only prepared. */
  readonly isOfIssued: boolean;
};

export const authoriseOcsp = async (
  grounds: Grounds,
  asked: SignOcsp,
  now: Instant,
): Promise<Result<AuthorisedOcsp>> => {
  if (!timesAreSound(asked, now)) return refuse(refusal("validity.out-of-bounds", "the response's times are not now"));
  const issuing = await issuingAuthority(grounds, asked.authority);
  if (!issuing.ok) return issuing;
  const { key, issuer, subject, spki } = issuing.value;
  const { responder } = await loadState(grounds.store, ocsp, ocspStream(key));
  if (responder?.responderKey !== asked.responderKey || responder.notAfter < now)
    return refuse(refusal("signer.not-authorised", "this key does not answer for this authority"));
  const own = await usableKey(grounds, asked.responderKey, "responder", asked.authority);
  if (!own.ok) return own;
  const issuingKey = parsePublicKey(spki);
  if (!issuingKey.ok) return issuingKey;
  const states = await Promise.all(asked.responses.map(({ serial }) => stateOf(grounds, issuer, serial)));
  const responses = asked.responses.map(({ hash, parameters, serial, thisUpdate, nextUpdate }, i) => ({
    certId: encodeCertId(hash, subject, issuingKey.value.bits, serial, parameters),
    status: certStatus(states[i] ?? certificate.initial),
    thisUpdate,
    nextUpdate,
  }));
  const data = encodeResponseData({
    responderKeyHash: keyIdentifier(own.value),
    producedAt: asked.producedAt,
    responses,
  });
  return ok({ spki: own.value, data, isOfIssued: states.every((s) => s.at !== "absent") });
};
