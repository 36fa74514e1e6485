/**
 * Whether a mandate covers a certificate, judged from the bytes that will be signed and not from what is said about them.
 * The API asks before it records, the signer before it signs, a replay afterwards: one rule for the three.
 */

import { equalBytes } from "../../kernel/bytes.ts";
import type { Instant } from "../../kernel/instant.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { powersOf } from "../../pki/certificate-power.ts";
import { nameBook } from "../../pki/path/name-book.ts";
import { comparedName, comparedSubtree, formOfSubtree, isWithinSubtree } from "../../pki/path/subtree.ts";
import { parsePublicKey } from "../../pki/public-key.ts";
import { parseTbsCertificate, type TbsCertificate } from "../../pki/tbs-certificate.ts";
import type { Mandate } from "../mandate.ts";
import type { Profile } from "../profile.ts";
import { type NameOfSubject, namesOfSubject } from "./names.ts";
import { issuerOf, mayBeMandated } from "./sound.ts";
import { parseSubtree } from "./subtree.ts";

/** A plan's own words, each of which is held against the mandate. */
export type Wanted = {
  readonly authority: string;
  readonly key: string;
  readonly profile: { readonly id: string; readonly version: number };
  readonly purpose: { readonly for: string };
  readonly requester: string;
  readonly durationSeconds: number;
  readonly backdateSeconds: number;
  readonly latestNotAfter: Instant;
};

const not = (detail: string) => refuse(refusal("mandate.not-covering", detail));

/** What can be judged without the bytes, which are sealed when they are about a person. Refuses `mandate.not-covering`. */
export const coversWords = (
  mandate: Mandate,
  profile: Profile | undefined,
  wanted: Wanted,
  now: Instant,
): Result<Profile> => {
  if (now < mandate.notBefore || now > mandate.notAfter) return not("the mandate is not in force at this time");
  if (wanted.authority !== mandate.authority || wanted.key !== mandate.key)
    return not("the mandate is for another authority or another key of it");
  const { id, version } = mandate.profile;
  if (wanted.profile.id !== id || wanted.profile.version !== version)
    return not("the mandate is for another profile or version");
  if (profile === undefined || profile.version !== version) return not("this version of the profile is not in force");
  if (wanted.purpose.for !== "subscriber" || !mayBeMandated(profile))
    return not("only certificates of subscribers can be mandated");
  if (!mandate.requesters.includes(wanted.requester)) return not("the mandate does not serve this requester");
  if (wanted.durationSeconds !== profile.durationSeconds || wanted.backdateSeconds !== profile.backdateSeconds)
    return not("the validity is not the profile's");
  return ok(profile);
};

/** Each in a subtree of its own form. */
const arePermitted = (mandate: Mandate, names: readonly NameOfSubject[]): boolean => {
  const book = nameBook();
  const bases = mandate.subtrees.flatMap((subtree) => {
    const base = parseSubtree(subtree);
    return base === undefined ? [] : [comparedSubtree(base, book)];
  });
  return names
    .map((name) => comparedName(name, book))
    .every((name) => bases.some((base) => formOfSubtree(base) === name.kind && isWithinSubtree(name, base) === true));
};

/** Gives the authority's own certificate. */
const checkBytes = (mandate: Mandate, wanted: Wanted, fields: TbsCertificate): Result<TbsCertificate> => {
  const issuer = issuerOf(mandate);
  if (!issuer.ok) return issuer;
  if (!equalBytes(fields.issuer, issuer.value.subject)) return not("the certificate names another issuer");
  const { validity } = issuer.value;
  if (validity === "masked" || wanted.latestNotAfter > validity.notAfter)
    return not("the certificate could outlive the authority's");
  if (powersOf(fields.extensions).length > 0) return not("no mandate makes an authority, or who speaks for one");
  const key = parsePublicKey(fields.spki);
  if (!key.ok || !mandate.keyAlgorithms.some((a) => a === key.value.algorithm))
    return not("the mandate does not allow this kind of key");
  const names = namesOfSubject(fields);
  if (!names.ok || !arePermitted(mandate, names.value)) return not("a name is in no subtree of the mandate");
  return issuer;
};

/** What was read on the way. `issuer`: the authority's own certificate. */
type Covered = { readonly fields: TbsCertificate; readonly profile: Profile; readonly issuer: TbsCertificate };

/**
 * `tbs`: planned or prepared; its validity is judged elsewhere. `profile`: the one in force under the mandate's profile id.
 * Whether the mandate is suspended, and its quota, are not asked here. Refuses `mandate.not-covering`.
 */
export const covers = (
  mandate: Mandate,
  profile: Profile | undefined,
  wanted: Wanted,
  tbs: Uint8Array,
  now: Instant,
): Result<Covered> => {
  const words = coversWords(mandate, profile, wanted, now);
  if (!words.ok) return words;
  const fields = parseTbsCertificate(tbs);
  if (!fields.ok) return not("the certificate cannot be read");
  const issuer = checkBytes(mandate, wanted, fields.value);
  return issuer.ok ? ok({ fields: fields.value, profile: words.value, issuer: issuer.value }) : issuer;
};
