import * as v from "valibot";
import { REASONS } from "../certificate/events.ts";
import { IssuerId, Serial, Uuid } from "../kernel/brand.ts";
import { InstantSchema } from "../kernel/instant.ts";

export const OrderedSchema = v.strictObject({ issuer: IssuerId, serial: Serial });

/**
 * What no single revoker may revoke: an authority's certificate, or many at once. The officers name every certificate;
 * whoever runs the system carries it out and may add none. RFC 5280 §5.3.1, §5.3.2.
 */
export const OrderSchema = v.strictObject({
  id: Uuid,
  certificates: v.pipe(v.array(OrderedSchema), v.minLength(1), v.maxLength(1000)),
  reason: v.picklist(REASONS),
  invalidSince: v.nullable(InstantSchema),
});
export type Order = v.InferOutput<typeof OrderSchema>;
