/**
 * What happens at the door and belongs to no aggregate: bad logins, statements that do not verify, and good logins. Stream
 * `guard-<day>`. Invariant: a day has at most `MAX_EVENTS` of each kind, whatever happens: who knocks all day long does not
 * hide who came in.
 */
import type { Decider } from "../kernel/decider.ts";
import { ok } from "../kernel/result.ts";
import type { GuardEvent } from "./events.ts";

type Refused = Extract<GuardEvent, { type: "AttemptsRefused" }>["body"];
type Accepted = Extract<GuardEvent, { type: "LoginsAccepted" }>["body"];

export type Guard = { readonly events: number; readonly logins: number };
export type GuardCommand = {
  readonly type: "Record";
  readonly refused: readonly Refused[];
  readonly accepted: readonly Accepted[];
};

export const MAX_EVENTS = 500;

const room = (taken: number): number => Math.max(0, MAX_EVENTS - taken);

export const guard: Decider<Guard, GuardCommand, GuardEvent> = {
  initial: { events: 0, logins: 0 },
  decide: ({ refused, accepted }, { events, logins }) =>
    ok([
      ...refused.slice(0, room(events)).map((body) => ({ type: "AttemptsRefused" as const, body })),
      ...accepted.slice(0, room(logins)).map((body) => ({ type: "LoginsAccepted" as const, body })),
    ]),
  evolve: ({ events, logins }, { type }) =>
    type === "AttemptsRefused" ? { events: events + 1, logins } : { events, logins: logins + 1 },
};
