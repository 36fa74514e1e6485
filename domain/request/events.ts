import * as v from "valibot";
import { Actor, Digest, IssuerId, KeyId, Serial, Slug, Uuid } from "../kernel/brand.ts";
import type { EventTable, FactOf } from "../kernel/event-table.ts";
import { InstantSchema } from "../kernel/instant.ts";
import { MaterialSchema, SealedSchema } from "../kernel/sealed.ts";
import { SignedStatementSchema } from "../statement/statement.ts";

/** What the certificate will be for; an authority's or responder's certificate is reported to it once issued. */
export const PurposeSchema = v.variant("for", [
  v.strictObject({ for: v.literal("subscriber") }),
  v.strictObject({ for: v.literal("authority"), authority: Slug }),
  v.strictObject({ for: v.literal("responder"), authority: Slug, responderKey: KeyId }),
]);
export type Purpose = v.InferOutput<typeof PurposeSchema>;

const Profile = v.strictObject({ id: Slug, version: v.pipe(v.number(), v.integer()) });

/** Exactly what the approvers sign and the signer signs, but for the moment it is signed at. */
export const PlanSchema = v.strictObject({
  request: v.string(),
  authority: Slug,
  issuer: IssuerId,
  /** Key generation that will sign. */
  key: KeyId,
  serial: Serial,
  shard: v.pipe(v.number(), v.integer(), v.minValue(0)),
  profile: Profile,
  purpose: PurposeSchema,
  requester: Actor,
  durationSeconds: v.pipe(v.number(), v.integer(), v.minValue(1)),
  backdateSeconds: v.pipe(v.number(), v.integer(), v.minValue(0)),
  latestNotAfter: InstantSchema,
  /** TBSCertificate with an empty validity. RFC 5280 §4.1.2. */
  tbs: MaterialSchema,
  findings: v.array(
    v.strictObject({ rule: v.string(), severity: v.picklist(["error", "warning"]), detail: v.string() }),
  ),
});
export type Plan = v.InferOutput<typeof PlanSchema>;

const MandateRefSchema = v.strictObject({ id: Slug, digest: Digest });
export type MandateRef = v.InferOutput<typeof MandateRefSchema>;

const PlanDigest = v.strictObject({ plan: Digest });

export const requestEvents = {
  RequestSubmitted: {
    v: 1,
    tells: "Somebody asked for a certificate and proved possession of its key.",
    body: v.strictObject({
      requester: Actor,
      protocol: v.picklist(["rest", "ceremony"]),
      authority: Slug,
      profile: Slug,
      purpose: PurposeSchema,
      /** A PKCS #10 request (RFC 2986), or a key of our own module. */
      source: v.union([v.strictObject({ csr: MaterialSchema }), v.strictObject({ key: KeyId })]),
      note: v.nullable(SealedSchema),
    }),
  },
  IssuancePlanned: {
    v: 1,
    tells: "The profile was applied: these bytes, but for their validity, are what will be signed if it is approved.",
    body: v.strictObject({ plan: PlanSchema }),
  },
  ApprovalGiven: {
    v: 1,
    tells: "An officer approved this very plan, with statement and signature.",
    body: v.strictObject({ approval: SignedStatementSchema }),
  },
  ApprovalRefused: {
    v: 1,
    tells: "An officer denied this very plan, with statement and signature.",
    body: v.strictObject({ approval: SignedStatementSchema }),
  },
  RequestApproved: {
    v: 1,
    tells: "Enough distinct officers have approved the plan.",
    body: v.strictObject({ plan: Digest, approvers: v.array(Slug) }),
  },
  RequestMandated: {
    v: 1,
    tells: "A mandate covers the plan: officers allowed it in advance, and no approvals are needed.",
    body: v.strictObject({
      plan: Digest,
      /** `digest`: SHA-256 of the mandate, as its officers signed it. */
      mandate: MandateRefSchema,
    }),
  },
  RequestDenied: {
    v: 1,
    tells: "An officer's denial ended the request.",
    body: PlanDigest,
  },
  RequestCancelled: {
    v: 1,
    tells: "The requester withdrew the request.",
    body: v.strictObject({ by: Actor }),
  },
  RequestFulfilled: {
    v: 1,
    tells: "The certificate was issued; its bytes may leave.",
    body: v.strictObject({
      certificate: v.strictObject({ issuer: IssuerId, serial: Serial }),
      /** Id of the CertificateIssued event. */
      issued: Uuid,
    }),
  },
  RequestFailed: {
    v: 1,
    tells: "The request was approved but could not be carried out; the code says why.",
    body: v.strictObject({ code: v.pipe(v.string(), v.maxLength(60)) }),
  },
} as const satisfies EventTable;

export type RequestEvent = FactOf<typeof requestEvents>;
