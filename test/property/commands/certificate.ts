import { fc } from "@fast-check/vitest";
import type { CertificateCommand } from "../../../domain/certificate/decider.ts";
import { REASONS } from "../../../domain/certificate/events.ts";
import { by, digest, hex32, instant, material } from "./arbitrary.ts";

export const certificateCommand: fc.Arbitrary<CertificateCommand> = fc.oneof(
  fc.record({
    type: fc.constant("Prepare" as const),
    key: fc.constant(hex32),
    shard: fc.constant(0),
    request: fc.constant(hex32),
    plan: digest,
    authority: fc.constant("ca"),
    issuer: fc.constant(hex32),
    serial: fc.constant("01" as never),
    profile: fc.constant({ id: "p", version: 1 }),
    notBefore: instant,
    notAfter: instant,
    tbs: material,
  }),
  fc.record({ type: fc.constant("RecordIssued" as const), der: material, digest, sequence: fc.nat() }),
  fc.record({ type: fc.constant("Abandon" as const), code: fc.constant("x") }),
  fc.record({
    type: fc.constant("Revoke" as const),
    reason: fc.constantFrom(...REASONS),
    invalidSince: fc.option(instant),
    now: instant,
    by,
  }),
  fc.record({ type: fc.constantFrom("Hold" as const, "Release" as const), now: instant, by }),
);
