import { expect, test } from "vitest";
import { type CertificateCommand, certificate } from "../../../domain/certificate/decider.ts";
import type { CertificateEvent } from "../../../domain/certificate/events.ts";
import { fold } from "../../../domain/kernel/decider.ts";
import type { Instant } from "../../../domain/kernel/instant.ts";
import { plainMaterial } from "../../../domain/kernel/sealed.ts";
import { expectDecided } from "../../support/spec.ts";

const now = "2026-06-01T00:00:00.000Z" as Instant;
const later = "2026-06-02T00:00:00.000Z" as Instant;
const key = "a".repeat(32);
const by = "officer:alice";
const digest = (c: string) => c.repeat(43) as never;
const tbs = plainMaterial(Uint8Array.of(0x30, 0));

const preparedBody = {
  key,
  shard: 0,
  request: "b".repeat(32),
  plan: digest("P"),
  authority: "ca",
  issuer: "c".repeat(32),
  serial: "01" as never,
  profile: { id: "tls-server", version: 1 },
  notBefore: now,
  notAfter: "2026-05-01T00:00:00.000Z" as Instant,
  tbs,
};
const prepared: CertificateEvent = { type: "CertificatePrepared", body: preparedBody };
const issuedBody = { der: tbs, digest: digest("D"), sequence: 1 };
const issued: CertificateEvent = { type: "CertificateIssued", body: issuedBody };
const abandoned: CertificateEvent = { type: "CertificateAbandoned", body: { code: "x" } };
const revoked = (reason: "unspecified" | "superseded" | "keyCompromise"): CertificateEvent => ({
  type: "CertificateRevoked",
  body: { key, shard: 0, reason, revokedAt: now, invalidSince: null, by },
});
const held: CertificateEvent = { type: "CertificateHeld", body: { key, shard: 0, heldAt: now, by } };
const released: CertificateEvent = { type: "CertificateReleased", body: { key, shard: 0, releasedAt: now, by } };

const prepare: CertificateCommand = { type: "Prepare", ...preparedBody };
const record: CertificateCommand = { type: "RecordIssued", ...issuedBody };
const revoke = (
  reason: "unspecified" | "superseded" | "keyCompromise",
  invalidSince: Instant | null = null,
): CertificateCommand => ({ type: "Revoke", reason, invalidSince, now: later, by });
const hold: CertificateCommand = { type: "Hold", now: later, by };
const release: CertificateCommand = { type: "Release", now: later, by };
const abandon: CertificateCommand = { type: "Abandon", code: "x" };

test.for<{ name: string; given: CertificateEvent[]; when: CertificateCommand; then: string | string[] }>([
  { name: "a serial number is prepared once", given: [], when: prepare, then: ["CertificatePrepared"] },
  { name: "and never again", given: [prepared], when: prepare, then: "certificate.exists" },
  { name: "nor after it was abandoned", given: [prepared, abandoned], when: prepare, then: "certificate.exists" },
  { name: "a prepared one is issued", given: [prepared], when: record, then: ["CertificateIssued"] },
  { name: "issuing the same again adds nothing", given: [prepared, issued], when: record, then: [] },
  {
    name: "issuing another is refused",
    given: [prepared, issued],
    when: { ...record, digest: digest("E") } as CertificateCommand,
    then: "certificate.exists",
  },
  {
    name: "an abandoned one is not issued",
    given: [prepared, abandoned],
    when: record,
    then: "certificate.not-issued",
  },
  {
    name: "one that was revoked meanwhile is recorded all the same: its bytes exist",
    given: [prepared, revoked("superseded")],
    when: record,
    then: ["CertificateIssued"],
  },
  { name: "nothing is issued that was not prepared", given: [], when: record, then: "certificate.unknown" },
  { name: "a prepared one is abandoned", given: [prepared], when: abandon, then: ["CertificateAbandoned"] },
  { name: "abandoning again adds nothing", given: [prepared, abandoned], when: abandon, then: [] },
  { name: "an issued one is not abandoned", given: [prepared, issued], when: abandon, then: "certificate.exists" },
  {
    name: "an issued one is revoked, also after it expired",
    given: [prepared, issued],
    when: revoke("superseded"),
    then: ["CertificateRevoked"],
  },
  {
    name: "a prepared one is revoked: it may have been signed",
    given: [prepared],
    when: revoke("superseded"),
    then: ["CertificateRevoked"],
  },
  { name: "an unknown one is not revoked", given: [], when: revoke("superseded"), then: "certificate.unknown" },
  {
    name: "revoking for the same reason is refused",
    given: [prepared, issued, revoked("superseded")],
    when: revoke("superseded"),
    then: "certificate.already-revoked",
  },
  {
    name: "a reason may become graver",
    given: [prepared, issued, revoked("superseded")],
    when: revoke("keyCompromise"),
    then: ["CertificateRevoked"],
  },
  {
    name: "an unspecified reason may be given later",
    given: [prepared, issued, revoked("unspecified")],
    when: revoke("superseded"),
    then: ["CertificateRevoked"],
  },
  {
    name: "a reason does not become milder",
    given: [prepared, issued, revoked("keyCompromise")],
    when: revoke("superseded"),
    then: "certificate.already-revoked",
  },
  {
    name: "a key is not lost in the future",
    given: [prepared, issued],
    when: revoke("keyCompromise", "2026-06-03T00:00:00.000Z" as Instant),
    then: "validity.out-of-bounds",
  },
  { name: "a good one is held", given: [prepared, issued], when: hold, then: ["CertificateHeld"] },
  {
    name: "a held one is not held twice",
    given: [prepared, issued, held],
    when: hold,
    then: "certificate.already-revoked",
  },
  {
    name: "a revoked one is not held",
    given: [prepared, issued, revoked("superseded")],
    when: hold,
    then: "certificate.already-revoked",
  },
  { name: "a held one is released", given: [prepared, issued, held], when: release, then: ["CertificateReleased"] },
  {
    name: "a held one is revoked for good",
    given: [prepared, issued, held],
    when: revoke("superseded"),
    then: ["CertificateRevoked"],
  },
  {
    name: "a revoked one is never released",
    given: [prepared, issued, held, revoked("superseded")],
    when: release,
    then: "certificate.not-on-hold",
  },
  {
    name: "a good one is not released",
    given: [prepared, issued, held, released],
    when: release,
    then: "certificate.not-on-hold",
  },
])("$name", ({ given, when, then }) => expectDecided(certificate, given, when, then));

test("the moment of revocation stays what relying parties were told", () => {
  for (const given of [
    [prepared, issued, held],
    [prepared, issued, revoked("unspecified")],
  ]) {
    const decision = certificate.decide(revoke("keyCompromise"), fold(certificate, given as CertificateEvent[]));
    expect(decision.ok && decision.value[0]?.type === "CertificateRevoked" && decision.value[0].body.revokedAt).toBe(
      now,
    );
  }
});

test("events that no decider writes are defects", () => {
  expect(() => fold(certificate, [issued])).toThrow(TypeError);
  expect(() => fold(certificate, [prepared, prepared])).toThrow(TypeError);
});
