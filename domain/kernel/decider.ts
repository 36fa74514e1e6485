import type { Result } from "./result.ts";

/**
 * Something that happened. `type` is past tense, subject first; `body` is JSON: bytes as base64url, instants as
 * RFC 3339 UTC, big numbers as decimal strings. The envelope around it (who, when, after what) is `envelope.ts`.
 */
export type Fact<Type extends string, Body> = { readonly type: Type; readonly body: Readonly<Body> };

/**
 * One aggregate as three pure functions. Nothing here reads a clock, draws randomness or awaits: what a decision needs
 * from the world arrives inside the command.
 *
 * Law 1: `decide` mutates neither command nor state.
 * Law 2: `evolve` accepts every event that `decide` returns, in that order.
 * Law 3: folding the same events gives equal states.
 *
 * `test/property/decider-laws.test.ts` holds every aggregate to them.
 */
export type Decider<State, Command, Event> = {
  readonly initial: State;
  readonly decide: (command: Command, state: State) => Result<readonly Event[]>;
  readonly evolve: (state: State, event: Event) => State;
};

/** The state after these events. */
export const fold = <S, E>(
  decider: { readonly initial: S; readonly evolve: (state: S, event: E) => S },
  events: Iterable<E>,
): S => {
  let state = decider.initial;
  for (const event of events) state = decider.evolve(state, event);
  return state;
};
