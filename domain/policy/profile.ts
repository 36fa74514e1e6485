/**
 * What may be issued: a profile fixes everything about a certificate that a requester may not choose. A version, once
 * published, never changes.
 */
import * as v from "valibot";
import { Slug } from "../kernel/brand.ts";
import { KEY_ALGORITHMS } from "../pki/key-algorithm.ts";

const KEY_USAGES = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
] as const;

export const ProfileSchema = v.strictObject({
  id: Slug,
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  title: v.pipe(v.string(), v.maxLength(120)),
  /** What the certificate is for: it decides who may ask and what follows after issuance. */
  kind: v.picklist(["root", "authority", "responder", "subscriber"]),
  /** About a person: CSR, TBS and certificate are sealed in the ledger. */
  isPersonal: v.boolean(),
  /** Attribute types a subject may have, and those it must have; one value each. */
  subject: v.strictObject({ required: v.array(v.string()), allowed: v.array(v.string()) }),
  subjectAltNames: v.strictObject({
    kinds: v.array(v.picklist(["dns", "ip", "email", "uri"])),
    min: v.pipe(v.number(), v.integer(), v.minValue(0)),
    max: v.pipe(v.number(), v.integer(), v.maxValue(100)),
  }),
  keyAlgorithms: v.array(v.picklist(KEY_ALGORITHMS)),
  durationSeconds: v.pipe(v.number(), v.integer(), v.minValue(3600)),
  /** How far before signing the validity begins, for clients whose clocks are behind. */
  backdateSeconds: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(172800)),
  keyUsage: v.array(v.picklist(KEY_USAGES)),
  extendedKeyUsage: v.array(v.picklist(["serverAuth", "clientAuth", "ocspSigning"])),
  basicConstraints: v.strictObject({
    isCa: v.boolean(),
    pathLength: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  /** RFC 6960 §4.2.2.2.1: a responder's certificate that is not itself checked. */
  hasOcspNoCheck: v.boolean(),
  /** Whether the certificate names its CRL, its OCSP responder and its issuer's certificate. */
  hasStatusUrls: v.boolean(),
});
export type Profile = v.InferOutput<typeof ProfileSchema>;
