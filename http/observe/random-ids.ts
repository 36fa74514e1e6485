/** Random ids for requests and traces, drawn many at once: each draw by itself costs more than all the rest of a line. */
import { toHex } from "../../domain/kernel/bytes.ts";
import type { Entropy } from "../../domain/ports/entropy.ts";

const POOL_OCTETS = 4096;

/** Gives `octets` random octets as hex. For ids only: what was drawn lies in memory for a while. */
export const randomIds = (entropy: Entropy): ((octets: number) => string) => {
  let pool = "";
  let at = 0;
  return (octets) => {
    const length = octets * 2;
    if (at + length > pool.length) {
      pool = toHex(entropy.bytes(POOL_OCTETS));
      at = 0;
    }
    at += length;
    return pool.slice(at - length, at);
  };
};
