import { fc } from "@fast-check/vitest";
import type { GuardCommand } from "../../../domain/guard/decider.ts";
import { instant } from "./arbitrary.ts";

const attempts = fc.record({
  code: fc.constantFrom("caller.unauthenticated" as const, "statement.expired" as const),
  count: fc.integer({ min: 1 }),
  since: instant,
});

const logins = fc.record({
  login: fc.constant("00000000-0000-8000-8000-000000000000"),
  count: fc.integer({ min: 1 }),
  since: instant,
});

export const guardCommand: fc.Arbitrary<GuardCommand> = fc.record({
  type: fc.constant("Record" as const),
  // Also as many as fill a day at once.
  accepted: fc.tuple(logins, fc.constantFrom(0, 1, 400)).map(([one, times]) => Array(times).fill(one)),
  refused: fc.tuple(attempts, fc.constantFrom(0, 1, 2, 400)).map(([one, times]) => Array(times).fill(one)),
});
