import type { LedgerStreamEvent } from "./events.ts";

type Sealed = Extract<LedgerStreamEvent, { type: "LedgerSealed" }>["body"];

/**
 * `last`: the newest seal; `witnessed`: the lines that witnesses gave for it, by their names. Nothing before the newest seal
 * matters, so that whoever writes the next need not read all of them.
 */
export type LedgerSeals = {
  readonly last: Sealed | null;
  readonly witnessed: Readonly<Record<string, string>>;
};

export const initialSeals: LedgerSeals = { last: null, witnessed: {} };

export const evolveSeals = (state: LedgerSeals, event: LedgerStreamEvent): LedgerSeals => {
  switch (event.type) {
    case "LedgerSealed":
      return { last: event.body, witnessed: {} };
    case "CheckpointWitnessed": {
      const { origin, size, witness, cosignature } = event.body;
      const isOfLast = state.last?.origin === origin && state.last.size === size;
      return isOfLast ? { ...state, witnessed: { ...state.witnessed, [witness]: cosignature } } : state;
    }
  }
};
