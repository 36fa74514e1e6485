import { fc } from "@fast-check/vitest";
import type { KeyCommand } from "../../../domain/key/decider.ts";

const module = { kind: "softkey", manufacturer: "", model: "", tokenLabel: "", tokenSerial: "" };

export const keyCommand: fc.Arbitrary<KeyCommand> = fc.oneof(
  fc.record({
    type: fc.constant("Plan" as const),
    algorithm: fc.constant("ec-p256" as const),
    purpose: fc.constantFrom("authority" as const, "responder" as const),
    authority: fc.constant("ca"),
  }),
  fc.record({
    type: fc.constant("RecordGenerated" as const),
    spki: fc.constantFrom("AA", "BB"),
    module: fc.constant(module),
  }),
);
