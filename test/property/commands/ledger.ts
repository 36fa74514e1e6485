import { fc } from "@fast-check/vitest";
import type { SealCommand } from "../../../domain/transparency/decider.ts";

const origin = fc.constantFrom("ledger/1", "ledger/1/gap-1");
const size = fc.integer({ min: 1, max: 4 });

export const ledgerCommand: fc.Arbitrary<SealCommand> = fc.oneof(
  fc.record({
    type: fc.constant("Seal" as const),
    key: fc.constant("0".repeat(32) as never),
    origin,
    size,
    root: fc.constantFrom("A".repeat(43), "B".repeat(42).concat("A")) as fc.Arbitrary<never>,
    note: fc.constant("a note"),
  }),
  fc.record({
    type: fc.constant("RecordWitness" as const),
    origin,
    size,
    witness: fc.constantFrom("w1.example", "w2.example"),
    cosignature: fc.constant("a line"),
  }),
);
