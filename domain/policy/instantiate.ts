/**
 * A profile applied to a request: the TBSCertificate that will be signed, but for its validity. Pure: the serial number
 * and the time come from outside.
 */
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { authorityInfoAccess } from "../pki/extension/authority-info-access.ts";
import { authorityKeyIdentifier } from "../pki/extension/authority-key-identifier.ts";
import { basicConstraints } from "../pki/extension/basic-constraints.ts";
import { crlDistributionPoints } from "../pki/extension/crl-distribution-points.ts";
import { extendedKeyUsage } from "../pki/extension/extended-key-usage.ts";
import type { Extension } from "../pki/extension/extension.ts";
import { keyUsage } from "../pki/extension/key-usage.ts";
import { ocspNoCheck } from "../pki/extension/ocsp-no-check.ts";
import { type GeneralName, subjectAltName } from "../pki/extension/subject-alt-name.ts";
import { subjectKeyIdentifier } from "../pki/extension/subject-key-identifier.ts";
import { attributesOf, encodeName, type Name } from "../pki/name.ts";
import { keyIdentifier, parsePublicKey, schemeOfKey } from "../pki/public-key.ts";
import { encodeTbsCertificate } from "../pki/tbs-certificate.ts";
import { lintPlan, type PlanFinding } from "./lint/lint-plan.ts";
import type { Profile } from "./profile.ts";
import { type KnownKeys, NOTHING_KNOWN, weaknessOf } from "./weak-key.ts";

export type Wish = { readonly subject: Name; readonly names: readonly GeneralName[]; readonly spki: Uint8Array };

/** A directory's domain has several parts, an organization several units: RFC 4519 §2.4, §2.20. */
const REPEATABLE: ReadonlySet<string> = new Set(["DC", "OU"]);

/** The issuing side: its DER Name and public key, where its status is published, and when it ends itself. */
export type IssuerFacts = {
  readonly name: Uint8Array;
  readonly spki: Uint8Array;
  readonly urls: { readonly crl: string; readonly ocsp: string | undefined; readonly certificate: string };
  readonly notAfter: Instant;
};

export type Instantiated = { readonly tbs: Uint8Array; readonly findings: readonly PlanFinding[] };

const violated = (detail: string, facts?: Record<string, string | number>) =>
  refuse(refusal("profile.violated", detail, facts));

const checkWish = (profile: Profile, wish: Wish): Result<Wish> => {
  const types = attributesOf(wish.subject).map((attribute) => attribute.type);
  const { required, allowed } = profile.subject;
  if (types.some((t) => !allowed.includes(t)))
    return violated("the subject has an attribute that the profile does not allow", { allowed: allowed.join(",") });
  const once = types.filter((type) => !REPEATABLE.has(type));
  if (new Set(once).size !== once.length) return violated("the subject has an attribute twice");
  const missing = required.find((t) => !types.includes(t));
  if (missing !== undefined) return violated("the subject lacks a required attribute", { missing });
  const { kinds, min, max } = profile.subjectAltNames;
  if (wish.names.some((n) => !kinds.some((k) => k === n.kind)))
    return violated("an alternative name is of a kind that the profile does not allow", { allowed: kinds.join(",") });
  if (wish.names.length < min) return violated("the request has too few alternative names", { min });
  if (wish.names.length > max) return violated("the request has too many alternative names", { max });
  return ok(wish);
};

const extensionsOf = (
  profile: Profile,
  wish: Wish,
  issuer: IssuerFacts,
  isSelfIssued: boolean,
): readonly Extension[] => {
  const { isCa, pathLength } = profile.basicConstraints;
  const out: Extension[] = [
    basicConstraints(pathLength === undefined ? { isCa } : { isCa, pathLength }),
    keyUsage(profile.keyUsage),
  ];
  if (profile.extendedKeyUsage.length > 0) out.push(extendedKeyUsage(profile.extendedKeyUsage));
  out.push(subjectKeyIdentifier(keyIdentifier(wish.spki)));
  if (!isSelfIssued) out.push(authorityKeyIdentifier(keyIdentifier(issuer.spki)));
  // With no subject, the alternative names are all there is: then they are critical. RFC 5280 §4.2.1.6.
  if (wish.names.length > 0) out.push(subjectAltName(wish.names, wish.subject.length === 0));
  if (profile.hasStatusUrls) {
    out.push(crlDistributionPoints([issuer.urls.crl]));
    const { ocsp, certificate } = issuer.urls;
    out.push(authorityInfoAccess(ocsp === undefined ? { caIssuers: certificate } : { ocsp, caIssuers: certificate }));
  }
  if (profile.hasOcspNoCheck) out.push(ocspNoCheck());
  return out;
};

/** The bytes that the profile makes of a wish, their validity masked, whatever its key. Refuses `profile.violated`. */
export const tbsOf = (profile: Profile, wish: Wish, issuer: IssuerFacts, serial: string): Result<Uint8Array> => {
  const checked = checkWish(profile, wish);
  if (!checked.ok) return checked;
  const tbs = encodeTbsCertificate({
    serial,
    algorithm: schemeOfKey(issuer.spki),
    issuer: issuer.name,
    validity: "masked",
    subject: encodeName(wish.subject),
    spki: wish.spki,
    extensions: extensionsOf(profile, wish, issuer, profile.kind === "root"),
  });
  return ok(tbs);
};

/**
 * Refuses: `profile.violated` when the wish is not what the profile allows, `csr.unsupported-key` and `csr.weak-key` for
 * its key. Lint findings of severity `error` are returned, for the request to be refused with all of them.
 */
export const instantiate = (
  profile: Profile,
  wish: Wish,
  issuer: IssuerFacts,
  serial: string,
  plannedAt: Instant,
  known: KnownKeys = NOTHING_KNOWN,
): Result<Instantiated> => {
  const key = parsePublicKey(wish.spki);
  if (!key.ok) return key;
  if (!profile.keyAlgorithms.some((allowed) => allowed === key.value.algorithm))
    return refuse(refusal("csr.unsupported-key", "the profile does not allow this kind of key"));
  const weakness = weaknessOf(key.value, known);
  if (weakness !== undefined) return refuse(refusal("csr.weak-key", weakness));
  const tbs = tbsOf(profile, wish, issuer, serial);
  if (!tbs.ok) return tbs;
  const findings = lintPlan(tbs.value, { serial, profile, latestNotAfter: issuer.notAfter, plannedAt });
  return ok({ tbs: tbs.value, findings });
};
