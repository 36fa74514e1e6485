/** What an officer signs with beside the key that they are enrolled with: a security key, a smart card, a machine's key. */
import * as v from "valibot";
import { Base64url, Slug } from "../kernel/brand.ts";
import type { Instant } from "../kernel/instant.ts";

const text = (max: number) => v.pipe(Base64url, v.minLength(1), v.maxLength(max));

/** Domain name in lower case, A-labels, or `localhost`: what a browser scopes credentials to. WebAuthn §4. */
export const RpId = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9-]{1,63}$/),
);

/** Which make an authenticator is, as it names itself. WebAuthn §6.5.1. */
export const Aaguid = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/, "a UUID in lower case"),
);

/** As a browser writes it: scheme, host, and the port where it is not the scheme's own. RFC 6454 §6.2. */
const Origin = v.pipe(v.string(), v.maxLength(300), v.regex(/^https?:\/\/[a-z0-9.-]+(?::[1-9][0-9]{0,4})?$/));

const common = {
  /** Its name, used once, for ever. */
  id: Slug,
  officer: Slug,
};

export const WebauthnCredentialSchema = v.strictObject({
  kind: v.literal("webauthn"),
  ...common,
  /** The authenticator's own name for it. */
  credentialId: text(1364),
  /** P-256 or Ed25519, DER SubjectPublicKeyInfo; the attestation has it as a COSE key. */
  spki: text(256),
  /** Which make of authenticator, as it says itself. */
  aaguid: Aaguid,
  rpId: RpId,
  /** Pages at which it may be used. */
  origins: v.pipe(v.array(Origin), v.minLength(1), v.maxLength(8)),
  /** Of signatures, at registration. */
  counter: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff)),
  /** Whether its private key can be copied to other devices: a synced passkey. */
  isBackupEligible: v.boolean(),
  /** What the authenticator said when it was registered. `object`: attestationObject; `clientData`: clientDataJSON. */
  attestation: v.strictObject({ object: text(1 << 15), clientData: text(8192) }),
});
export type WebauthnCredential = v.InferOutput<typeof WebauthnCredentialSchema>;

export const CmsCredentialSchema = v.strictObject({
  kind: v.literal("cms"),
  ...common,
  /** DER. */
  certificate: text(1 << 15),
});
export type CmsCredential = v.InferOutput<typeof CmsCredentialSchema>;

export const JwsCredentialSchema = v.strictObject({
  kind: v.literal("jws"),
  ...common,
  /** Ed25519 or P-256, DER. */
  spki: text(256),
});
export type JwsCredential = v.InferOutput<typeof JwsCredentialSchema>;

export const CredentialSchema = v.variant("kind", [WebauthnCredentialSchema, CmsCredentialSchema, JwsCredentialSchema]);
export type Credential = v.InferOutput<typeof CredentialSchema>;

/** A credential that counts, as the verifier sees it. */
export type EnrolledCredential = {
  readonly credential: Credential;
  /** The count of its last signature that counted; absent where counts are not judged (`verdict.ts`). */
  readonly counter?: number | undefined;
  /** Since when its certificate is known to be revoked. */
  readonly revokedAt?: Instant | undefined;
};
