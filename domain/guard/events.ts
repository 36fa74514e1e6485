import * as v from "valibot";
import { Uuid } from "../kernel/brand.ts";
import type { EventTable, FactOf } from "../kernel/event-table.ts";
import { InstantSchema } from "../kernel/instant.ts";
import { REFUSAL_CODES } from "../kernel/refusal.ts";

export const guardEvents = {
  AttemptsRefused: {
    v: 1,
    tells: "So many attempts were refused for one reason; counted, because whoever knocks must not fill the ledger.",
    body: v.strictObject({
      code: v.picklist(REFUSAL_CODES),
      count: v.pipe(v.number(), v.integer(), v.minValue(1)),
      since: InstantSchema,
    }),
  },
  LoginsAccepted: {
    v: 1,
    tells: "A login opened or joined so many sessions of the API.",
    body: v.strictObject({
      login: Uuid,
      count: v.pipe(v.number(), v.integer(), v.minValue(1)),
      since: InstantSchema,
    }),
  },
} as const satisfies EventTable;

export type GuardEvent = FactOf<typeof guardEvents>;
