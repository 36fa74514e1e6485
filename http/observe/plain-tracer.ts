/** Ids without traces: continues the caller's, or makes one. */
import { toHex } from "../../domain/kernel/bytes.ts";
import type { Entropy } from "../../domain/ports/entropy.ts";
import { type Tracer, traceOf } from "../../domain/ports/tracer.ts";

export const plainTracer = (entropy: Entropy): Tracer => ({
  request: (_, parent, work) => {
    const made = toHex(entropy.bytes(24));
    const traceId = traceOf(parent) ?? made.slice(0, 32);
    return work({ traceId, set: () => undefined, header: `00-${traceId}-${made.slice(32)}-00` });
  },
  step: (_, work) => work(),
  close: async () => undefined,
});
