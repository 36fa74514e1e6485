/**
 * Whether bytes are exactly what a profile makes: the signer's question under a mandate, where nobody looked at them. Every
 * octet then follows from the profile and the mandate, but for the names and the key, which are held against the mandate,
 * and the serial number.
 */

import { OID } from "../../der/oid.ts";
import { equalBytes } from "../../kernel/bytes.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { parseSubjectAltName } from "../../pki/extension/subject-alt-name.ts";
import { parseName } from "../../pki/name.ts";
import type { TbsCertificate } from "../../pki/tbs-certificate.ts";
import { type IssuerFacts, tbsOf, type Wish } from "../instantiate.ts";
import type { Profile } from "../profile.ts";

const wishOf = ({ subject, spki, extensions }: TbsCertificate): Result<Wish> => {
  const name = parseName(subject);
  if (!name.ok) return name;
  const san = extensions.find((e) => e.oid === OID.subjectAltName);
  const names = san === undefined ? ok([]) : parseSubjectAltName(san.value);
  return names.ok ? ok({ subject: name.value, names: names.value, spki }) : names;
};

/** `masked`: a TBSCertificate with its validity masked, and `fields` what it says. Refuses `mandate.not-covering`. */
export const madeByProfile = (
  profile: Profile,
  issuer: IssuerFacts,
  masked: Uint8Array,
  fields: TbsCertificate,
): Result<true> => {
  const wish = wishOf(fields);
  const made = wish.ok ? tbsOf(profile, wish.value, issuer, fields.serial) : wish;
  if (made.ok && equalBytes(made.value, masked)) return ok(true);
  return refuse(refusal("mandate.not-covering", "the certificate is not what the profile makes"));
};
