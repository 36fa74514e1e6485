import { fc } from "@fast-check/vitest";
import type { CrlCommand } from "../../../domain/crl/decider.ts";
import { digest, instant } from "./arbitrary.ts";

export const crlCommand: fc.Arbitrary<CrlCommand> = fc.oneof(
  fc.record({
    type: fc.constant("Prepare" as const),
    gap: fc.constantFrom(0, 0, 0, 1),
    number: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(2 ** 32 + 1)).map(String),
    authority: fc.constant("ca"),
    thisUpdate: instant,
    nextUpdate: instant,
    entries: fc.nat(),
    tbs: digest,
    applied: fc.constant("start"),
  }),
  fc.record({
    type: fc.constant("RecordPublished" as const),
    number: fc.integer({ min: 1, max: 5 }).map(String),
    blob: digest,
    sizeBytes: fc.nat(),
    sequence: fc.nat(),
  }),
  fc.record({
    type: fc.constant("Abandon" as const),
    number: fc.integer({ min: 1, max: 5 }).map(String),
    code: fc.constant("x"),
  }),
);
