import * as v from "valibot";
import { Digest } from "../kernel/brand.ts";
import type { EventTable, FactOf } from "../kernel/event-table.ts";
import { InstantSchema } from "../kernel/instant.ts";

/** CRL number: decimal, from 1. RFC 5280 §5.2.3. */
const CrlNumber = v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,38}$/));

export const crlEvents = {
  CrlPrepared: {
    v: 1,
    tells: "A CRL of this number and content is about to be signed; the number is used up whatever follows.",
    body: v.strictObject({
      number: CrlNumber,
      authority: v.string(),
      thisUpdate: InstantSchema,
      nextUpdate: InstantSchema,
      entries: v.pipe(v.number(), v.integer(), v.minValue(0)),
      /** SHA-256 of the TBSCertList. RFC 5280 §5.1.2. */
      tbs: Digest,
      /** Position of the last event that the content reflects. */
      applied: v.string(),
    }),
  },
  CrlPublished: {
    v: 1,
    tells: "The signed CRL is in the blob store and may be fetched.",
    body: v.strictObject({
      number: CrlNumber,
      blob: Digest,
      sizeBytes: v.pipe(v.number(), v.integer()),
      sequence: v.pipe(v.number(), v.integer()),
    }),
  },
  CrlAbandoned: {
    v: 1,
    tells: "A prepared CRL was not signed or not stored; its number is never used again.",
    body: v.strictObject({ number: CrlNumber, code: v.pipe(v.string(), v.maxLength(60)) }),
  },
} as const satisfies EventTable;

export type CrlEvent = FactOf<typeof crlEvents>;
