/** The seals of the ledger. Stream `ledger`; written by whoever seals, one after another. */
import type { Decider, Fact } from "../kernel/decider.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, refuse } from "../kernel/result.ts";
import type { LedgerStreamEvent } from "./events.ts";
import { evolveSeals, initialSeals, type LedgerSeals } from "./state.ts";

type Body<T extends LedgerStreamEvent["type"]> = Extract<LedgerStreamEvent, Fact<T, unknown>>["body"];

export type SealCommand =
  | ({ readonly type: "Seal" } & Body<"LedgerSealed">)
  | ({ readonly type: "RecordWitness" } & Body<"CheckpointWitnessed">);

export const seals: Decider<LedgerSeals, SealCommand, LedgerStreamEvent> = {
  initial: initialSeals,
  decide(command, { last, witnessed }) {
    switch (command.type) {
      case "Seal": {
        const { type: _, ...body } = command;
        // Another sealer was faster: what it sealed is in this one's tree too.
        if (last !== null && last.origin === body.origin && body.size <= last.size)
          return last.size === body.size && last.root !== body.root
            ? refuse(refusal("signer.history-rewritten", "another tree of this size was sealed"))
            : ok([]);
        return ok([{ type: "LedgerSealed", body }]);
      }
      case "RecordWitness": {
        const { type: _, ...body } = command;
        // A witness may be slower than the seals: what it says of an earlier one is worth as much.
        if (last?.origin !== body.origin || body.size > last.size) return ok([]);
        const isKnown = body.size === last.size && body.witness in witnessed;
        return ok(isKnown ? [] : [{ type: "CheckpointWitnessed", body }]);
      }
    }
  },
  evolve: evolveSeals,
};
