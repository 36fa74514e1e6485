/**
 * What an officer signs: one sentence that binds who, exactly what, under which ledger, and until when. The digest
 * covers the whole plan or change, so that any later edit makes old signatures fall away.
 */
import * as v from "valibot";
import { Actor, Base64url, Digest, Slug } from "../kernel/brand.ts";
import { concat, utf8 } from "../kernel/bytes.ts";
import { canonicalJson } from "../kernel/canonical-json.ts";
import { InstantSchema } from "../kernel/instant.ts";

export const OPERATIONS = [
  "ledger.found",
  "certificate.issue",
  "officer.enrol",
  "officer.retire",
  "mandate.grant",
  "mandate.suspend",
  "profile.publish",
  "policy.adopt",
  "authority.retire",
  "revocation.order",
  "role.define",
  "role.assign",
  "person.name",
  "group.define",
  "token.issue",
  "token.revoke",
  "credential.enrol",
  "credential.withdraw",
  "login.link",
  "login.end",
  "witness.appoint",
  "ledger.accept-gap",
] as const;
export type Operation = (typeof OPERATIONS)[number];

export const StatementSchema = v.strictObject({
  v: v.literal(1),
  purpose: v.literal("cartulary.approval"),
  /** Name of the ledger, chosen at its founding: a statement for one ledger means nothing in another. */
  ledger: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9./-]{0,99}$/)),
  operation: v.picklist(OPERATIONS),
  /** Which thing: a request's id, an officer's, a mandate's, a token's, a login's; the ledger's name at its founding. */
  subject: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9./-]{0,99}$/)),
  /** SHA-256 over the canonical bytes of the plan or change. */
  digest: Digest,
  decision: v.picklist(["approve", "deny"]),
  approver: Slug,
  /** Who asked for it, so that the signature itself shows that it is somebody else. Null at the founding. */
  requester: v.nullable(Actor),
  /** 16 random octets. */
  nonce: v.pipe(Base64url, v.length(22)),
  /** The signature counts for nothing afterwards. */
  notAfter: InstantSchema,
});
export type Statement = v.InferOutput<typeof StatementSchema>;

const text = (max: number) => v.pipe(Base64url, v.maxLength(max));

/**
 * By the key that the officer is enrolled with. `signature`: Ed25519 raw or ECDSA P-256 as DER Ecdsa-Sig-Value, over
 * `statementMessage`. The first form, and the one without a name: ledgers are full of it.
 */
const KeySignedSchema = v.strictObject({
  form: v.exactOptional(v.never()),
  statement: StatementSchema,
  signature: Base64url,
});
export type KeySigned = v.InferOutput<typeof KeySignedSchema>;

/** By a security key, in a browser: the challenge is the SHA-256 of `statementMessage`. W3C WebAuthn Level 3 §7.2. */
const AssertionSchema = v.strictObject({
  form: v.literal("webauthn"),
  statement: StatementSchema,
  /** The enrolled credential's id, not the authenticator's name for it. */
  credential: Slug,
  authenticatorData: text(4096),
  clientDataJSON: text(8192),
  signature: text(2048),
});
export type Assertion = v.InferOutput<typeof AssertionSchema>;

/** By the key of an enrolled certificate: detached SignedData, DER, over `statementMessage`. RFC 5652 §5. */
const CmsSignedSchema = v.strictObject({
  form: v.literal("cms"),
  statement: StatementSchema,
  signedData: text(1 << 17),
});
export type CmsSigned = v.InferOutput<typeof CmsSignedSchema>;

/** By an enrolled key of a machine: compact JWS whose payload is `statementMessage`. RFC 7515 §7.1. */
const JwsSignedSchema = v.strictObject({
  form: v.literal("jws"),
  statement: StatementSchema,
  jws: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.-]*$/), v.maxLength(8192)),
});
export type JwsSigned = v.InferOutput<typeof JwsSignedSchema>;

/** Told apart by `form`, which the oldest of them has not. */
export const SignedStatementSchema = v.variant("form", [
  KeySignedSchema,
  AssertionSchema,
  CmsSignedSchema,
  JwsSignedSchema,
]);
export type SignedStatement = v.InferOutput<typeof SignedStatementSchema>;

/** The octets that are signed: `cartulary-approval-v1`, a zero octet, then RFC 8785 of the statement. */
export const statementMessage = (statement: Statement): Uint8Array =>
  concat([utf8("cartulary-approval-v1\0"), canonicalJson(statement)]);
