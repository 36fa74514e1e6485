import * as v from "valibot";
import { Actor, Digest, Uuid } from "../kernel/brand.ts";
import { InstantSchema } from "../kernel/instant.ts";
import { RightSchema } from "./rights.ts";

/**
 * A bearer token of the API. It tells who is calling and nothing else: every right comes from who the holder is, every
 * issuance from signatures. A scope takes rights away, and gives none. `digest`: SHA-256 of the secret, which nobody but the holder has.
 */
export const TokenSchema = v.strictObject({
  id: Uuid,
  digest: Digest,
  holder: Actor,
  notAfter: InstantSchema,
  /** The rights that the token leaves its holder; absent: all that they have. */
  scope: v.exactOptional(v.pipe(v.array(RightSchema), v.minLength(1), v.maxLength(64))),
});
export type Token = v.InferOutput<typeof TokenSchema>;
