/** How much a file may make us work: it says itself how often its passwords are hashed, for each of its parts anew. */
import { Unreadable } from "./contents.ts";

/** How many are left. */
export type Work = { left: number };

/** Hashes on end for one file, all its parts together: a few seconds. */
const MAX_WORK = 2_000_000;

export const startWork = (): Work => ({ left: MAX_WORK });

/** To be called before the work is done. Throws Unreadable when there is too much, or none. */
export const spend = (work: Work, iterations: number): void => {
  if (!(iterations >= 1 && iterations <= work.left))
    throw new Unreadable("the file asks for too much work, or for none");
  work.left -= iterations;
};
