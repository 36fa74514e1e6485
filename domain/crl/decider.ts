/**
 * The CRLs of one key generation and shard. Stream `crl-<key>.<shard>`.
 *
 * Invariants: numbers strictly increase and come from this stream alone, so that no failed publication, restart or
 * second publisher can reuse one (RFC 5280 §5.2.3); at most one is open. After a gap in the ledger they jump past every
 * number that the lost part may have used.
 */
import type { Decider } from "../kernel/decider.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, refuse } from "../kernel/result.ts";
import type { CrlEvent } from "./events.ts";
import { type Crl, evolveCrl, initialCrl } from "./state.ts";

type Body<T extends CrlEvent["type"]> = Extract<CrlEvent, { type: T }>["body"];

export type CrlCommand =
  /** `gap`: the number of the last accepted gap, 0 without any. */
  | ({ readonly type: "Prepare"; readonly gap: number } & Body<"CrlPrepared">)
  | ({ readonly type: "RecordPublished" } & Body<"CrlPublished">)
  | ({ readonly type: "Abandon" } & Body<"CrlAbandoned">);

/** Nobody publishes four thousand million lists of one key between two restores. */
const NUMBERS_A_GAP = 2n ** 32n;

/** The highest number that may have been used before the last gap. */
const numbersBefore = (gap: number): bigint => BigInt(gap) * NUMBERS_A_GAP;

/** The next number of a series whose highest is `number`. */
export const nextCrlNumber = (number: bigint, gap: number): bigint => {
  const before = numbersBefore(gap);
  return (number > before ? number : before) + 1n;
};

export const crl: Decider<Crl, CrlCommand, CrlEvent> = {
  initial: initialCrl,
  decide(command, state) {
    switch (command.type) {
      case "Prepare": {
        if (state.open !== null || BigInt(command.number) !== nextCrlNumber(state.number, command.gap))
          return refuse(refusal("crl.not-prepared", "another CRL of this series is being made"));
        if (command.nextUpdate <= command.thisUpdate)
          return refuse(refusal("validity.out-of-bounds", "nextUpdate must be later than thisUpdate"));
        const { type: _, gap: __, ...body } = command;
        return ok([{ type: "CrlPrepared", body }]);
      }
      case "RecordPublished": {
        if (state.published?.number === command.number && state.published.blob === command.blob) return ok([]);
        if (state.open?.number !== command.number)
          return refuse(refusal("crl.not-prepared", "no such CRL is waiting to be published"));
        const { type: _, ...body } = command;
        return ok([{ type: "CrlPublished", body }]);
      }
      case "Abandon": {
        if (state.open?.number !== command.number) return ok([]);
        const { type: _, ...body } = command;
        return ok([{ type: "CrlAbandoned", body }]);
      }
    }
  },
  evolve: evolveCrl,
};
