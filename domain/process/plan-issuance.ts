/**
 * Planning: everything that an issuance fixes before anyone approves it, and what preparing fills in afterwards. All that
 * is random about a certificate is drawn here, once.
 */
import type { ActiveAuthority } from "../authority/state.ts";
import { fromBase64url, toHex } from "../kernel/bytes.ts";
import { derivedId } from "../kernel/envelope.ts";
import { addSeconds, type Instant, wholeSeconds } from "../kernel/instant.ts";
import { ok, type Result } from "../kernel/result.ts";
import { parseCertificate } from "../pki/certificate.ts";
import { type IssuerFacts, instantiate, type Wish } from "../policy/instantiate.ts";
import type { Profile } from "../policy/profile.ts";
import type { Plan, Purpose } from "../request/events.ts";
import type { Work } from "./handle.ts";
import { sealMaterial } from "./material.ts";
import type { Ports } from "./ports.ts";

/** One shard for now; the plan fixes it so that more can come without moving old certificates. */
export const SHARD = 0;

/** 16 octets, 126 of their bits random, positive and without a leading zero octet. RFC 5280 §4.1.2.2. */
export const newSerial = (entropy: Ports["entropy"]): string => {
  const bytes = entropy.bytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return toHex(bytes);
};

export const statusUrls = (publicUrl: string, key: string): IssuerFacts["urls"] => ({
  crl: `${publicUrl}/crl/${key}/${SHARD}.crl`,
  ocsp: `${publicUrl}/ocsp`,
  certificate: `${publicUrl}/aia/${key}.cer`,
});

/** The facts of an active authority that a plan needs. */
export const issuerFacts = (state: ActiveAuthority, publicUrl: string): Result<IssuerFacts & { key: string }> => {
  const der = fromBase64url(state.der);
  const name = fromBase64url(state.name);
  if (!der || !name) throw new TypeError("an authority's event holds bytes that are none");
  const certificate = parseCertificate(der);
  if (!certificate.ok) return certificate;
  const { spki } = certificate.value.fields;
  // A root has no responder of its own: its few certificates are found in its CRL.
  const urls = statusUrls(publicUrl, state.key);
  return ok({
    name,
    spki,
    key: state.key,
    notAfter: state.notAfter,
    urls: state.kind === "root" ? { ...urls, ocsp: undefined } : urls,
  });
};

/** Who will sign: the authority, the issuer name that owns the serial number, and the facts of its certificate. */
export type IssuerOfPlan = {
  readonly authority: string;
  readonly issuer: string;
  readonly facts: IssuerFacts & { readonly key: string };
};

export type PlanInput = IssuerOfPlan & {
  readonly work: Work;
  readonly profile: Profile;
  readonly wish: Wish;
  readonly purpose: Purpose;
  readonly now: Instant;
};

/** Applies the profile and draws the serial number. Everything random of an issuance happens here, once. */
export const planIssuance = async (ports: Ports, input: PlanInput): Promise<Result<Plan>> => {
  const { work, profile, wish, facts, now } = input;
  const serial = newSerial(ports.entropy);
  const made = instantiate(profile, wish, facts, serial, now, ports.knownKeys);
  if (!made.ok) return made;
  const tbs = await sealMaterial(ports.vault, sealSubject(work, profile), made.value.tbs);
  if (!tbs.ok) return tbs;
  return ok({
    request: derivedId(work.context.command.id, "request"),
    authority: input.authority,
    issuer: input.issuer,
    key: facts.key,
    serial: serial as Plan["serial"],
    shard: SHARD,
    profile: { id: profile.id, version: profile.version },
    purpose: input.purpose,
    requester: work.caller.actor,
    durationSeconds: profile.durationSeconds,
    backdateSeconds: profile.backdateSeconds,
    latestNotAfter: facts.notAfter,
    tbs: tbs.value,
    findings: [...made.value.findings],
  });
};

/** Whose key seals this request's bytes: a fresh one for each request about a person, none for the others. */
export const sealSubject = (work: Work, profile: Profile): string | null =>
  profile.isPersonal ? derivedId(work.context.command.id, "subject") : null;

/** The moment a certificate's validity ends: as long as planned, never longer than its issuer. */
export const validityAt = (plan: Plan, now: Instant): { notBefore: Instant; notAfter: Instant } => {
  const notBefore = wholeSeconds(addSeconds(now, -plan.backdateSeconds));
  const end = addSeconds(notBefore, plan.durationSeconds);
  return { notBefore, notAfter: end > plan.latestNotAfter ? wholeSeconds(plan.latestNotAfter) : end };
};
