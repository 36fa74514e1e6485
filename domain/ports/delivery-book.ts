import type { Position } from "../kernel/brand.ts";
import type { Instant } from "../kernel/instant.ts";
import type { Message } from "../webhook/message.ts";
import type { Attempt } from "./webhook-sender.ts";

/** A message that was given up. `position`: of its event, and its name in the list. */
export type DeadLetter = {
  readonly position: Position;
  readonly message: Message;
  readonly at: Instant;
  readonly attempts: number;
  readonly last: Attempt;
};

/**
 * How far each webhook has come, and what could not be delivered. Not in the ledger: it changes with every delivery, and
 * losing it means that events are sent a second time, with the ids that they had.
 *
 * Contract (`test/contract/delivery-book.ts`): `bury` keeps the letter and moves the cursor, or neither; letters are listed by
 * position; a letter buried twice is there once; everything survives a restart; what is forgotten is gone as a whole.
 */
export interface DeliveryBook {
  /** The last event that needs nothing more; undefined: none yet. */
  readonly cursor: (hook: string) => Position | undefined;
  readonly move: (hook: string, cursor: Position) => void;
  readonly bury: (hook: string, letter: DeadLetter) => void;
  readonly letters: (hook: string, after: Position | undefined, limit: number) => readonly DeadLetter[];
  readonly letter: (hook: string, position: Position) => DeadLetter | undefined;
  readonly count: (hook: string) => number;
  /** A letter that was tried again in vain. */
  readonly replace: (hook: string, letter: DeadLetter) => void;
  /** False when there was none. */
  readonly discard: (hook: string, position: Position) => boolean;
  readonly forget: (hook: string) => void;
  readonly close: () => void;
}
