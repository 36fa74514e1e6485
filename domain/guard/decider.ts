/**
 * Refused attempts that belong to no aggregate: bad logins, statements that do not verify. Stream `guard-<day>`.
 * Invariant: a day has at most `MAX_EVENTS` events, whatever happens.
 */
import type { Decider } from "../kernel/decider.ts";
import { ok } from "../kernel/result.ts";
import type { GuardEvent } from "./events.ts";

export type Guard = { readonly events: number };
export type GuardCommand = { readonly type: "Record"; readonly refused: readonly GuardEvent["body"][] };

export const MAX_EVENTS = 500;

export const guard: Decider<Guard, GuardCommand, GuardEvent> = {
  initial: { events: 0 },
  decide: ({ refused }, { events }) =>
    ok(refused.slice(0, Math.max(0, MAX_EVENTS - events)).map((body) => ({ type: "AttemptsRefused" as const, body }))),
  evolve: ({ events }) => ({ events: events + 1 }),
};
