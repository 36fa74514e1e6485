/** Officers' credentials beside the keys that they are enrolled with: which can be enrolled, and what is known of them. */
import { fromBase64url, toBase64url } from "../kernel/bytes.ts";
import { algorithmOfKey } from "../kernel/digest.ts";
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { parseCertificate } from "../pki/certificate.ts";
import { parsePublicKey, spkiForms } from "../pki/public-key.ts";
import type { CmsCredential, Credential, WebauthnCredential } from "../statement/credential.ts";
import { soundSigningCertificate } from "../statement/signing-certificate.ts";
import type { Signatory } from "../statement/verdict.ts";
import { wrongWithRegistration } from "../statement/webauthn/judge-registration.ts";
import type { FoundedGovernance } from "./state.ts";

const octets = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();
const unusable = (detail: string) => refuse(refusal("governance.credential-unusable", detail));

/** The public key, in the one way in which it is compared: an RSA key can be written in several. */
export const keyOfCredential = (credential: Credential): string => {
  if (credential.kind !== "cms") return credential.spki;
  const certificate = parseCertificate(octets(credential.certificate));
  const key = certificate.ok ? parsePublicKey(certificate.value.fields.spki) : certificate;
  const [first] = key.ok ? spkiForms(key.value) : [];
  return toBase64url(first ?? new Uint8Array());
};

const soundSecurityKey = (before: FoundedGovernance, credential: WebauthnCredential): Result<unknown> => {
  const wrong = wrongWithRegistration(before.ledger, credential);
  if (wrong !== undefined) return unusable(wrong);
  const { aaguids, isBackupAllowed = false } = before.policy?.authenticators ?? {};
  if (credential.isBackupEligible && !isBackupAllowed)
    return unusable("its key can be copied to other devices, and the policy does not allow that");
  if (aaguids !== undefined && !aaguids.includes(credential.aaguid))
    return unusable("the policy does not name this make of authenticator");
  const isKnown = [...before.enrolled.values()].some(
    (e) => e.credential.kind === "webauthn" && e.credential.credentialId === credential.credentialId,
  );
  return isKnown ? refuse(refusal("governance.credential-reused", "this security key is enrolled")) : ok(undefined);
};

const soundCard = ({ certificate }: CmsCredential, now: Instant): Result<unknown> => {
  const sound = soundSigningCertificate(octets(certificate));
  if (!sound.ok) return sound;
  const { validity } = sound.value.fields;
  return validity === "masked" || now < validity.notBefore || now > validity.notAfter
    ? unusable("the certificate is not valid at this time")
    : ok(undefined);
};

/** Ed25519 or P-256, written as officers' keys are. */
const soundKey = (spki: string): Result<unknown> =>
  algorithmOfKey(octets(spki)) !== undefined && parsePublicKey(octets(spki)).ok
    ? ok(undefined)
    : refuse(refusal("csr.unsupported-key", "the key must be Ed25519 or P-256"));

/** Whether it can be enrolled, whoever signs for it. */
export const soundCredential = (before: FoundedGovernance, credential: Credential, now: Instant): Result<unknown> => {
  if (before.enrolled.has(credential.id))
    return refuse(refusal("governance.credential-exists", "a credential of this id was enrolled before"));
  if (!before.officers.get(credential.officer)?.isActive)
    return refuse(refusal("governance.officer-unknown", "no such officer is enrolled"));
  const sound = credential.kind === "cms" ? soundCard(credential, now) : soundKey(credential.spki);
  if (!sound.ok) return sound;
  if (before.credentials.has(keyOfCredential(credential)))
    return refuse(refusal("governance.credential-reused", "this key belongs or belonged to an officer"));
  return credential.kind === "webauthn" ? soundSecurityKey(before, credential) : ok(undefined);
};

/** What is known of credentials beyond what governance says. */
export type Known = {
  /** The last count of a security key's signatures, by the credential's id. */
  readonly counter?: ((id: string) => number | undefined) | undefined;
  /** Since when a certificate (DER, base64url) is known to be revoked. */
  readonly revokedAt?: ((certificate: string) => Instant | undefined) | undefined;
};

/** Officers with what is known of their credentials. */
export const knowing =
  (officer: (id: string) => Signatory | undefined, { counter, revokedAt }: Known) =>
  (id: string): Signatory | undefined => {
    const found = officer(id);
    const credentials = found?.credentials?.map((enrolled) => {
      const { credential } = enrolled;
      return {
        ...enrolled,
        counter: counter?.(credential.id),
        revokedAt: credential.kind === "cms" ? revokedAt?.(credential.certificate) : undefined,
      };
    });
    return found && credentials ? { ...found, credentials } : found;
  };

/** Counts as governance has them: of its own events, and of nothing else. */
export const countersOf =
  ({ enrolled }: FoundedGovernance) =>
  (id: string): number | undefined =>
    enrolled.get(id)?.counter;
