import * as v from "valibot";
import { Actor, Digest, IssuerId, KeyId, RequestId, Serial, Slug, Uuid } from "../kernel/brand.ts";
import type { EventTable, FactOf } from "../kernel/event-table.ts";
import { InstantSchema } from "../kernel/instant.ts";
import { MaterialSchema } from "../kernel/sealed.ts";

/** CRLReason names that this ledger writes; a hold is an event of its own. RFC 5280 §5.3.1. */
export const REASONS = [
  "unspecified",
  "keyCompromise",
  "cACompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
  "privilegeWithdrawn",
] as const;
export type Reason = (typeof REASONS)[number];

/** What every event repeats so that CRL and OCSP need no second look-up. */
const place = { key: KeyId, shard: v.pipe(v.number(), v.integer(), v.minValue(0)) };

export const certificateEvents = {
  CertificatePrepared: {
    v: 1,
    tells: "Exactly these bytes are about to be signed; written before the module is asked.",
    body: v.strictObject({
      ...place,
      request: RequestId,
      plan: Digest,
      authority: Slug,
      issuer: IssuerId,
      serial: Serial,
      profile: v.strictObject({ id: Slug, version: v.number() }),
      notBefore: InstantSchema,
      notAfter: InstantSchema,
      /** TBSCertificate, DER. RFC 5280 §4.1. */
      tbs: MaterialSchema,
      /** SHA-256 of SubjectPublicKeyInfo: open also where the bytes are sealed, so that a key once lost is known again. */
      subjectKey: v.optional(Digest),
    }),
  },
  CertificateIssued: {
    v: 1,
    tells: "The signed certificate; only now may its bytes leave.",
    body: v.strictObject({
      der: MaterialSchema,
      /** SHA-256 of the certificate's DER. */
      digest: Digest,
      /** Place of the signature in the signer's journal. */
      sequence: v.pipe(v.number(), v.integer()),
      /** Revision of governance at which the signer judged it: its own head then. */
      judgedAt: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    }),
  },
  CertificateAbandoned: {
    v: 1,
    tells: "The intent was closed without a signature; the serial is used up.",
    body: v.strictObject({ code: v.pipe(v.string(), v.maxLength(60)) }),
  },
  CertificateRevoked: {
    v: 1,
    tells: "The certificate must no longer be trusted; a later event of this type upgrades the reason only.",
    body: v.strictObject({
      ...place,
      reason: v.picklist(REASONS),
      revokedAt: InstantSchema,
      /** When the key is believed lost. RFC 5280 §5.3.2. */
      invalidSince: v.nullable(InstantSchema),
      by: Actor,
      /** The officers' order behind it, when one was needed. */
      order: v.optional(Uuid),
    }),
  },
  CertificateHeld: {
    v: 1,
    tells: "The certificate is on hold: revoked, but a release can undo it.",
    body: v.strictObject({ ...place, heldAt: InstantSchema, by: Actor }),
  },
  CertificateReleased: {
    v: 1,
    tells: "The hold was lifted.",
    body: v.strictObject({ ...place, releasedAt: InstantSchema, by: Actor }),
  },
} as const satisfies EventTable;

export type CertificateEvent = FactOf<typeof certificateEvents>;
