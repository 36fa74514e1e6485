import { fc } from "@fast-check/vitest";
import type { AuthorityCommand } from "../../../domain/authority/decider.ts";
import { digest, hex32, instant, place } from "./arbitrary.ts";

export const authorityCommand: fc.Arbitrary<AuthorityCommand> = fc.oneof(
  fc.record({
    type: fc.constant("Create" as const),
    kind: fc.constant("root" as const),
    name: fc.constant("AA"),
    issuer: fc.constant(hex32),
    key: fc.constant(hex32),
    parent: fc.constant(null),
    request: fc.constant(hex32),
  }),
  fc.record({
    type: fc.constant("RenewRequest" as const),
    request: fc.constantFrom(hex32, "2".repeat(32)),
  }),
  fc.record({
    type: fc.constant("RecordCertified" as const),
    key: fc.constantFrom(hex32, "1".repeat(32)),
    certificate: fc.constant(place),
    der: fc.constant("AA"),
    digest,
    notAfter: instant,
  }),
);
