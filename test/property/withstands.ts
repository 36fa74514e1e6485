/** What every parser has to withstand. */
import { expect } from "vitest";
import type { RefusalCode } from "../../domain/kernel/refusal.ts";
import type { Result } from "../../domain/kernel/result.ts";
import { mutate, pick, randomOf } from "./hostile-input.ts";

export type Parser = {
  readonly name: string;
  readonly parse: (bytes: Uint8Array) => Result<unknown>;
  readonly samples: readonly Uint8Array[];
  readonly codes: readonly RefusalCode[];
};

/** Whatever comes in, a value or a typed refusal comes out, and what is taken is not larger than what came. */
export const withstands = ({ name, parse, samples, codes }: Parser, inputs: number, seed: number): void => {
  const random = randomOf(seed);
  const seen = new Set<string>();
  for (let i = 0; i < inputs; i++) {
    let input = mutate(random, pick(random, samples), pick(random, samples));
    // Now and then what was changed is changed again.
    while (random(3) === 0) input = mutate(random, input, pick(random, samples));
    let result: Result<unknown>;
    try {
      result = parse(input);
    } catch (error) {
      throw new Error(`${name} threw ${String(error)} at ${Buffer.from(input).toString("hex")} (seed ${seed}, ${i})`);
    }
    seen.add(result.ok ? "taken" : result.error.code);
  }
  const allowed = new Set<string>([...codes, "taken"]);
  expect([...seen].filter((code) => !allowed.has(code))).toEqual([]);
  // A trial in which nothing is refused, or all of it for one reason that lies outside, is none.
  expect(seen.has(codes[0] as string)).toBe(true);
};
