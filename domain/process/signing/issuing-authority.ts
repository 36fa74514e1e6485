/** An authority as lists and OCSP answers speak for it. */
import { authority as authorityAggregate } from "../../authority/decider.ts";
import { equalBytes, fromBase64url } from "../../kernel/bytes.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { authorityStream } from "../../kernel/stream.ts";
import { parseCertificate } from "../../pki/certificate.ts";
import { issuerId } from "../../pki/issuer-id.ts";
import { loadState } from "../ledger.ts";
import { type Grounds, usableKey } from "./usable-key.ts";

export type IssuingAuthority = {
  readonly key: string;
  /** DER Name, and the same in base64url. */
  readonly subject: Uint8Array;
  readonly name: string;
  /** Whose serial numbers it gives. */
  readonly issuer: string;
  /** Its certificate, base64url. */
  readonly der: string;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
};

/**
 * An active authority, whose key was made for it, and whose name, serial space and key are those of its certificate.
 * Refuses `authority.not-active`, and `signer.not-authorised` when its events contradict each other.
 */
export const issuingAuthority = async (grounds: Grounds, id: string): Promise<Result<IssuingAuthority>> => {
  const state = await loadState(grounds.store, authorityAggregate, authorityStream(id));
  if (state.at !== "active") return refuse(refusal("authority.not-active", "no such authority is active"));
  const { key, name, issuer, der } = state;
  const spki = await usableKey(grounds, key, "authority", id);
  if (!spki.ok) return spki;
  const bytes = fromBase64url(der);
  const own = bytes && parseCertificate(bytes);
  const subject = fromBase64url(name);
  if (
    !own?.ok ||
    subject === undefined ||
    !equalBytes(own.value.fields.subject, subject) ||
    !equalBytes(own.value.fields.spki, spki.value) ||
    issuerId(subject) !== issuer
  )
    return refuse(refusal("signer.not-authorised", "the authority and its certificate do not agree"));
  return ok({ key, subject, name, issuer, der, spki: spki.value });
};
