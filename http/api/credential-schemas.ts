/** Security keys, cards and machines' keys of officers, as the API shows them; and what a browser is asked. */
import * as v from "valibot";
import { Base64url, Slug } from "../../domain/kernel/brand.ts";
import { RpId } from "../../domain/statement/credential.ts";
import { ListQuery } from "./list-query.ts";

export const CredentialAnswer = v.object({
  id: Slug,
  officer: Slug,
  kind: v.picklist(["webauthn", "cms", "jws"]),
  isActive: v.pipe(v.boolean(), v.description("false once it was withdrawn, or its officer left")),
  key: v.pipe(v.string(), v.description("SHA-256 of its SubjectPublicKeyInfo, hex")),
  aaguid: v.nullable(v.pipe(v.string(), v.description("which make of security key"))),
  rpId: v.nullable(v.string()),
  counter: v.nullable(
    v.pipe(v.number(), v.description("of a security key's last signature under a change of governance")),
  ),
});

export const CredentialsQuery = v.strictObject({
  ...ListQuery.entries,
  officer: v.optional(Slug),
  kind: v.optional(v.picklist(["webauthn", "cms", "jws"])),
});

export const RegistrationQuery = v.strictObject({
  officer: v.pipe(Slug, v.description("whose it will be")),
  id: v.pipe(Slug, v.description("the name that the credential will have")),
  rpId: v.pipe(RpId, v.description("the host of the page, or a domain above it")),
});

const Descriptor = v.object({ type: v.literal("public-key"), id: Base64url });

/** PublicKeyCredentialCreationOptionsJSON. WebAuthn §5.1.4. */
export const RegistrationAnswer = v.pipe(
  v.object({
    rp: v.object({ id: v.string(), name: v.string() }),
    user: v.object({ id: Base64url, name: v.string(), displayName: v.string() }),
    challenge: Base64url,
    pubKeyCredParams: v.array(v.object({ type: v.literal("public-key"), alg: v.number() })),
    excludeCredentials: v.array(Descriptor),
    authenticatorSelection: v.object({
      residentKey: v.literal("discouraged"),
      userVerification: v.literal("required"),
    }),
    attestation: v.literal("direct"),
  }),
  v.description("for PublicKeyCredential.parseCreationOptionsFromJSON"),
);

/** PublicKeyCredentialRequestOptionsJSON, and which of our credentials each of the authenticator's is. WebAuthn §5.5. */
export const AssertionOptions = v.pipe(
  v.object({
    challenge: v.pipe(Base64url, v.description("SHA-256 of `message`")),
    rpId: v.string(),
    allowCredentials: v.array(Descriptor),
    userVerification: v.literal("required"),
    credentials: v.pipe(v.record(v.string(), v.string()), v.description("names of ours, by `id` of allowCredentials")),
  }),
  v.description("for PublicKeyCredential.parseRequestOptionsFromJSON"),
);
