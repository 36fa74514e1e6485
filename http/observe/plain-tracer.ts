/** Ids without traces: continues the caller's, or makes one. */
import type { Entropy } from "../../domain/ports/entropy.ts";
import { type Tracer, traceOf } from "../../domain/ports/tracer.ts";
import { randomIds } from "./random-ids.ts";

export const plainTracer = (entropy: Entropy): Tracer => {
  const idOf = randomIds(entropy);
  return {
    request: (_, parent, work) => {
      const traceId = traceOf(parent) ?? idOf(16);
      return work({ traceId, set: () => undefined, header: `00-${traceId}-${idOf(8)}-00` });
    },
    step: (_, work) => work(),
    close: async () => undefined,
  };
};
