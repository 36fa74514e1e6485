/**
 * How many OCSP answers are signed anew. Every one is a line in the journal for ever, and strangers ask for them: without
 * a bound they would fill the disk. Answers that are given again cost nothing of it. docs/limits.md
 */
import { type Instant, secondsBetween } from "../../kernel/instant.ts";

/** `burst` at once after a quiet time, then `perSecond`. */
export type Allowance = { readonly burst: number; readonly perSecond: number };

export type Allowances = {
  /** One certificate that exists: there are only so many. */
  readonly usual: Allowance;
  /** One that was never issued, or several together: of these a stranger can think of as many as they like. */
  readonly boundless: Allowance;
};

export const ALLOWANCES: Allowances = {
  usual: { burst: 20_000, perSecond: 20 },
  boundless: { burst: 100, perSecond: 0.1 },
};

/** Takes one from what `name` has left; false when there is nothing. */
export type Take = (name: string, now: Instant) => boolean;

export const allowance = ({ burst, perSecond }: Allowance): Take => {
  const purses = new Map<string, { left: number; at: Instant }>();
  return (name, now) => {
    const purse = purses.get(name) ?? { left: burst, at: now };
    // A clock that was put back takes nothing away.
    const passed = Math.max(0, secondsBetween(purse.at, now));
    const left = Math.min(burst, purse.left + passed * perSecond);
    const isEnough = left >= 1;
    purses.set(name, { left: isEnough ? left - 1 : left, at: now });
    return isEnough;
  };
};
