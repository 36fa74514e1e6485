import { fc } from "@fast-check/vitest";
import type { OcspCommand } from "../../../domain/ocsp/decider.ts";
import { digest, hex32, instant } from "./arbitrary.ts";

export const ocspCommand: fc.Arbitrary<OcspCommand> = fc.record({
  type: fc.constant("RecordCertified" as const),
  authority: fc.constant("ca"),
  responderKey: fc.constant(hex32),
  der: fc.constant("AA"),
  digest,
  notAfter: instant,
});
