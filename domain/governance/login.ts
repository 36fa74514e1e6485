/**
 * How somebody shows that they are an officer or an operator, without a token. As with a token it tells who is calling and
 * nothing else. Nothing here lets anybody log in who reads it, and nobody's personal data stands in it.
 */
import * as v from "valibot";
import { Actor, Base64url, Digest, Slug, Uuid } from "../kernel/brand.ts";
import { WebauthnCredentialSchema } from "../statement/credential.ts";

const { credentialId, spki, rpId, origins, isBackupEligible } = WebauthnCredentialSchema.entries;

export const LoginWaySchema = v.variant("way", [
  /** `verifier`: SHA-256 of the PHC string, which lies in the server's password book. */
  v.strictObject({ way: v.literal("password"), verifier: Digest }),
  /** `subject`: `ldapSubject` of what the directory calls the person, and never calls anybody else. */
  v.strictObject({ way: v.literal("ldap"), directory: Slug, subject: Digest }),
  /** A certificate with exactly this key. `spki`: SHA-256 of the SubjectPublicKeyInfo. */
  v.strictObject({ way: v.literal("certificate"), spki: Digest }),
  /**
   * Any certificate about this subject that this issuer's key has signed. `issuerKey`: SubjectPublicKeyInfo, DER; a name
   * alone would let whoever chooses the server's trusted authorities make another issuer of that name. `subject`: SHA-256
   * of the Name, DER.
   */
  v.strictObject({
    way: v.literal("certificate-name"),
    issuerKey: v.pipe(Base64url, v.minLength(40), v.maxLength(4_000)),
    subject: Digest,
  }),
  /**
   * Nothing alone: a security key to be touched after a password. Its key signs no statements, ever: what a server asks it to
   * sign at a login is the server's choice.
   */
  v.strictObject({
    way: v.literal("security-key"),
    credentialId,
    spki,
    rpId,
    origins,
    isBackupEligible,
  }),
]);
export type LoginWay = v.InferOutput<typeof LoginWaySchema>;

/** `holder`: who is calling then, `officer:ID` or `operator:NAME`. */
export const LoginSchema = v.strictObject({ id: Uuid, holder: Actor, by: LoginWaySchema });
export type Login = v.InferOutput<typeof LoginSchema>;
export type LoginState = Login & { readonly isActive: boolean };

/**
 * What two logins may not share: it would be one door into two rooms. A password is nobody else's; a holder has one at a
 * time.
 */
export const doorOf = ({ holder, by }: Pick<Login, "holder" | "by">): string => {
  switch (by.way) {
    case "password":
      return `password ${holder}`;
    case "ldap":
      return `ldap ${by.directory} ${by.subject}`;
    case "certificate":
      return `certificate ${by.spki}`;
    case "certificate-name":
      return `certificate-name ${by.issuerKey} ${by.subject}`;
    case "security-key":
      return `security-key ${by.spki}`;
  }
};
