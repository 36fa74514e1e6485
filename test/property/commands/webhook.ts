import { fc } from "@fast-check/vitest";
import { EVERYTHING } from "../../../domain/kernel/event-filter.ts";
import type { WebhookCommand } from "../../../domain/webhook/decider.ts";
import { by, hex32 } from "./arbitrary.ts";

export const webhookCommand: fc.Arbitrary<WebhookCommand> = fc.oneof(
  fc.record({
    type: fc.constant("Register" as const),
    url: fc.constantFrom("https://a.example/", "http://localhost/"),
    filter: fc.constant(EVERYTHING),
    secret: fc.constant({ subject: hex32, iv: "AA", ct: "AA", cm: "A".repeat(43) as never }),
    by,
  }),
  fc.record({ type: fc.constant("Disable" as const), reason: fc.constant("gone" as const) }),
  fc.record({ type: fc.constant("Remove" as const), by }),
);
