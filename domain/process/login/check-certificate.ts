/**
 * Whose login a client certificate is. That it leads to an authority that the listener believes TLS has verified, and that its
 * holder has the key; here it is held against the clock, against our own ledger, and against what officers have signed for.
 */
import { certificate } from "../../certificate/decider.ts";
import type { LoginState } from "../../governance/login.ts";
import type { FoundedGovernance } from "../../governance/state.ts";
import { fromBase64url, toBase64url } from "../../kernel/bytes.ts";
import { sha256, verifySignature } from "../../kernel/digest.ts";
import { type Instant, wholeSeconds } from "../../kernel/instant.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { certificateStream } from "../../kernel/stream.ts";
import { type Certificate, parseCertificate } from "../../pki/certificate.ts";
import { issuerId } from "../../pki/issuer-id.ts";
import { loadState } from "../ledger.ts";
import type { Ports } from "../ports.ts";

/** As the connection has it. */
export type PresentedCertificate = { readonly der: Uint8Array; readonly isVerified: boolean };

export type CheckCertificate = (
  governance: FoundedGovernance,
  presented: PresentedCertificate | undefined,
) => Promise<Result<LoginState>>;

const digestOf = (bytes: Uint8Array): string => toBase64url(sha256(bytes));

const isInTime = ({ fields: { validity } }: Certificate, now: Instant): boolean =>
  validity !== "masked" && validity.notBefore <= now && wholeSeconds(now) <= validity.notAfter;

/** Whether a login names this certificate, by its key or by subject and issuer's key. */
const names =
  ({ tbs, signature, algorithm, fields }: Certificate) =>
  ({ isActive, by }: LoginState): boolean => {
    if (!isActive) return false;
    if (by.way === "certificate") return by.spki === digestOf(fields.spki);
    if (by.way !== "certificate-name" || by.subject !== digestOf(fields.subject)) return false;
    const issuerKey = fromBase64url(by.issuerKey);
    return issuerKey !== undefined && verifySignature(issuerKey, tbs, signature, algorithm);
  };

/** What our own ledger says against a certificate of one of our own authorities. Read from its stream: it counts at once. */
const heldAgainst = async (
  { store, queries }: Pick<Ports, "store" | "queries">,
  der: Uint8Array,
  { fields }: Certificate,
): Promise<Result<unknown>> => {
  const issuer = issuerId(fields.issuer);
  const state = await loadState(store, certificate, certificateStream(issuer, fields.serial));
  const unknown = () =>
    refuse(refusal("login.certificate-unknown", "it bears an authority's name that is ours, and we did not issue it"));
  if (state.at === "absent") return queries.authorities().some((a) => a.issuer === issuer) ? unknown() : ok(undefined);
  if (state.at !== "issued" || state.issued.digest !== digestOf(der)) return unknown();
  return state.status.is === "good"
    ? ok(undefined)
    : refuse(refusal("login.certificate-revoked", "it is revoked or on hold"));
};

/** Refuses whatever is wrong with it; nobody but the operators is told what. */
export const certificateChecker =
  (ports: Pick<Ports, "store" | "queries" | "clock">): CheckCertificate =>
  async (governance, presented) => {
    if (presented === undefined) return refuse(refusal("login.certificate-missing", "no certificate was presented"));
    const { der, isVerified } = presented;
    const parsed = parseCertificate(der);
    if (!isVerified || !parsed.ok)
      return refuse(refusal("login.certificate-unverified", "it leads to no authority that is believed"));
    if (!isInTime(parsed.value, ports.clock.now()))
      return refuse(refusal("login.certificate-expired", "its time is over, or has not come"));
    const ours = await heldAgainst(ports, der, parsed.value);
    if (!ours.ok) return ours;
    const login = [...governance.logins.values()].find(names(parsed.value));
    return login === undefined ? refuse(refusal("login.unknown", "nobody logs in with this certificate")) : ok(login);
  };
