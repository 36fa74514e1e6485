import * as v from "valibot";
import { Actor, Digest, Uuid } from "../kernel/brand.ts";
import { InstantSchema } from "../kernel/instant.ts";

/**
 * A bearer token of the API. It tells who is calling and nothing else: every right comes from who the holder is, every
 * issuance from signatures. `digest`: SHA-256 of the secret, which nobody but the holder has.
 */
export const TokenSchema = v.strictObject({
  id: Uuid,
  digest: Digest,
  holder: Actor,
  notAfter: InstantSchema,
});
export type Token = v.InferOutput<typeof TokenSchema>;
