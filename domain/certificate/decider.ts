/**
 * Life of one certificate. Stream `certificate-<issuer>.<serial>`; its first append expects "absent", so the event
 * store itself guarantees that a serial is used once per issuer (RFC 5280 §4.1.2.2).
 *
 * Invariants:
 * - prepared before signed, issued before its bytes leave;
 * - a revocation is for ever, only a hold can be lifted (RFC 5280 §5.3.1);
 * - a prepared certificate is presumed signed, an expired one may still matter: both can be revoked.
 */
import type { Decider } from "../kernel/decider.ts";
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import type { CertificateEvent, Reason } from "./events.ts";
import { type Certificate, evolveCertificate, initialCertificate, type PreparedCertificate } from "./state.ts";

type Body<T extends CertificateEvent["type"]> = Extract<CertificateEvent, { type: T }>["body"];

export type CertificateCommand =
  | ({ readonly type: "Prepare" } & Body<"CertificatePrepared">)
  | ({ readonly type: "RecordIssued" } & Body<"CertificateIssued">)
  | { readonly type: "Abandon"; readonly code: string }
  | {
      readonly type: "Revoke";
      readonly reason: Reason;
      readonly invalidSince: Instant | null;
      readonly now: Instant;
      readonly by: string;
      readonly order?: string | undefined;
    }
  | { readonly type: "Hold"; readonly now: Instant; readonly by: string }
  | { readonly type: "Release"; readonly now: Instant; readonly by: string };

/** A reason may become graver, never milder. */
export const isGraver = (before: Reason, reason: Reason): boolean =>
  before !== reason && (before === "unspecified" || reason === "keyCompromise");

const revoke = (
  c: Extract<CertificateCommand, { type: "Revoke" }>,
  s: PreparedCertificate,
): Result<readonly CertificateEvent[]> => {
  const { key, shard } = s.prepared;
  if (c.invalidSince !== null && c.invalidSince > c.now)
    return refuse(refusal("validity.out-of-bounds", "the key cannot have been lost in the future"));
  if (s.status.is === "revoked") {
    // The moment of revocation stays what relying parties were told.
    if (!isGraver(s.status.reason, c.reason))
      return refuse(
        refusal("certificate.already-revoked", `revoked before, as ${s.status.reason}`, { reason: s.status.reason }),
      );
  }
  const revokedAt = s.status.is === "good" ? c.now : s.status.since;
  return ok([
    {
      type: "CertificateRevoked",
      body: {
        key,
        shard,
        reason: c.reason,
        revokedAt,
        invalidSince: c.invalidSince,
        by: c.by,
        ...(c.order !== undefined && { order: c.order }),
      },
    },
  ]);
};

export const certificate: Decider<Certificate, CertificateCommand, CertificateEvent> = {
  initial: initialCertificate,

  decide(c, s) {
    if (c.type === "Prepare") {
      if (s.at !== "absent") return refuse(refusal("certificate.exists", "this serial number is used"));
      const { type: _, ...body } = c;
      return ok([{ type: "CertificatePrepared", body }]);
    }
    if (s.at === "absent") return refuse(refusal("certificate.unknown", "no certificate has this serial number"));
    const { key, shard } = s.prepared;
    switch (c.type) {
      case "RecordIssued": {
        if (s.at === "issued")
          return s.issued.digest === c.digest
            ? ok([])
            : refuse(refusal("certificate.exists", "another certificate was issued under this serial number"));
        if (s.at === "abandoned") return refuse(refusal("certificate.not-issued", "this intent was abandoned"));
        const { type: _, ...body } = c;
        return ok([{ type: "CertificateIssued", body }]);
      }
      case "Abandon":
        if (s.at === "abandoned") return ok([]);
        if (s.at === "issued") return refuse(refusal("certificate.exists", "the certificate was issued"));
        return ok([{ type: "CertificateAbandoned", body: { code: c.code } }]);
      case "Revoke":
        return revoke(c, s);
      case "Hold":
        if (s.status.is !== "good")
          return refuse(refusal("certificate.already-revoked", `the certificate is ${s.status.is}`));
        return ok([{ type: "CertificateHeld", body: { key, shard, heldAt: c.now, by: c.by } }]);
      case "Release":
        if (s.status.is !== "held")
          return refuse(refusal("certificate.not-on-hold", "only a certificate on hold can be released"));
        return ok([{ type: "CertificateReleased", body: { key, shard, releasedAt: c.now, by: c.by } }]);
    }
  },

  evolve: evolveCertificate,
};
