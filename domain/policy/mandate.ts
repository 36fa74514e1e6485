/**
 * A mandate: officers allow in advance that certificates of one profile are issued to certain services without approvals,
 * within names, kinds of key, a number in a time, and an end. Signed by the quorum as a whole, so that nothing of it can be
 * changed. docs/mandates.md
 */
import * as v from "valibot";
import { Base64url, KeyId, Slug } from "../kernel/brand.ts";
import { InstantSchema } from "../kernel/instant.ts";
import { KEY_ALGORITHMS } from "../pki/key-algorithm.ts";
import { SubtreeSchema } from "./mandate/subtree.ts";

/** Whom a mandate may serve: machines. People who ask are looked at by people. */
const Service = v.pipe(
  v.string(),
  v.regex(/^service:[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/),
  v.description("service: and a name"),
);

const YEAR_SECONDS = 366 * 86_400;

export const MandateSchema = v.strictObject({
  id: Slug,
  authority: Slug,
  /** Key generation that signs. */
  key: KeyId,
  /**
   * The authority's certificate, DER: under which name, by which key, until when at the latest. Here, because whoever
   * could change the ledger's file could change what it says of the authority.
   */
  issuer: v.pipe(Base64url, v.minLength(1), v.maxLength(20_000)),
  /** What the certificates say of where their status is found. No slash at the end. */
  publicUrl: v.pipe(v.string(), v.maxLength(200), v.url(), v.regex(/[^/]$/)),
  profile: v.strictObject({ id: Slug, version: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  requesters: v.pipe(v.array(Service), v.minLength(1), v.maxLength(32)),
  /** A name must be in a subtree of its own form; a form without one is not permitted. */
  subtrees: v.pipe(v.array(SubtreeSchema), v.minLength(1), v.maxLength(64)),
  keyAlgorithms: v.pipe(v.array(v.picklist(KEY_ALGORITHMS)), v.minLength(1), v.maxLength(KEY_ALGORITHMS.length)),
  /** At most so many certificates in any stretch of so many seconds. */
  quota: v.strictObject({
    certificates: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000_000)),
    seconds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(YEAR_SECONDS)),
  }),
  notBefore: InstantSchema,
  notAfter: InstantSchema,
});
export type Mandate = v.InferOutput<typeof MandateSchema>;
