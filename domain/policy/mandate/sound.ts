/** What a mandate needs before anybody signs it. */
import { OID } from "../../der/oid.ts";
import { fromBase64url } from "../../kernel/bytes.ts";
import type { Instant } from "../../kernel/instant.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { parseCertificate } from "../../pki/certificate.ts";
import { parseBasicConstraints } from "../../pki/extension/basic-constraints.ts";
import type { TbsCertificate } from "../../pki/tbs-certificate.ts";
import type { Mandate } from "../mandate.ts";
import type { Profile } from "../profile.ts";
import { parseSubtree } from "./subtree.ts";

const unsound = (detail: string) => refuse(refusal("mandate.unsound", detail));

const isAuthority = ({ extensions }: TbsCertificate): boolean => {
  const extension = extensions.find((e) => e.oid === OID.basicConstraints);
  const constraints = extension && parseBasicConstraints(extension.value);
  return constraints?.ok === true && constraints.value.isCa;
};

/** The authority's own certificate, from the mandate. Refuses `mandate.unsound`. */
export const issuerOf = ({ issuer }: Mandate): Result<TbsCertificate> => {
  const der = fromBase64url(issuer);
  const certificate = der && parseCertificate(der);
  if (!certificate?.ok || !isAuthority(certificate.value.fields))
    return unsound("the issuer is no certificate of an authority");
  return ok(certificate.value.fields);
};

/** Whether the keys of this profile's certificates issue, revoke or answer for an authority. */
export const speaksForAuthority = ({ basicConstraints, keyUsage, extendedKeyUsage }: Profile): boolean =>
  basicConstraints.isCa ||
  keyUsage.includes("keyCertSign") ||
  keyUsage.includes("cRLSign") ||
  extendedKeyUsage.includes("ocspSigning");

/** No mandate makes an authority, or one who speaks for one. */
export const mayBeMandated = (profile: Profile): boolean =>
  profile.kind === "subscriber" && !speaksForAuthority(profile);

/** `profile`: the one in force under the mandate's profile id. Refuses `profile.unknown`, `mandate.unsound`. */
export const soundMandate = (mandate: Mandate, profile: Profile | undefined, now: Instant): Result<Mandate> => {
  if (profile === undefined || profile.version !== mandate.profile.version)
    return refuse(refusal("profile.unknown", "no such version of the profile is in force"));
  if (!mayBeMandated(profile)) return unsound("only certificates of subscribers can be mandated");
  if (!mandate.keyAlgorithms.every((a) => profile.keyAlgorithms.includes(a)))
    return unsound("the profile does not allow one of the kinds of key");
  if (mandate.subtrees.some((s) => parseSubtree(s) === undefined))
    return unsound("a subtree is ill-formed, or is everything");
  const issuer = issuerOf(mandate);
  if (!issuer.ok) return issuer;
  const { validity } = issuer.value;
  if (mandate.notAfter <= mandate.notBefore || mandate.notAfter <= now) return unsound("the mandate is over already");
  if (validity === "masked" || mandate.notAfter > validity.notAfter)
    return unsound("the mandate outlives the authority's certificate");
  return ok(mandate);
};
