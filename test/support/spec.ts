/** given / when / then for an aggregate: past events, a command, and what must come of it. */
import { expect } from "vitest";
import { type Decider, fold } from "../../domain/kernel/decider.ts";

/** A refusal's code, or the types of the events decided. */
export const decided = <S, C, E extends { readonly type: string }>(
  aggregate: Decider<S, C, E>,
  given: readonly E[],
  command: C,
): string | readonly string[] => {
  const result = aggregate.decide(command, fold(aggregate, given));
  return result.ok ? result.value.map((e) => e.type) : result.error.code;
};

export const expectDecided = <S, C, E extends { readonly type: string }>(
  aggregate: Decider<S, C, E>,
  given: readonly E[],
  command: C,
  then: string | readonly string[],
): void => expect(decided(aggregate, given, command)).toEqual(then);
