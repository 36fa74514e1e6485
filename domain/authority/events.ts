import * as v from "valibot";
import { Base64url, Digest, IssuerId, KeyId, RequestId, Serial, Slug } from "../kernel/brand.ts";
import type { EventTable, FactOf } from "../kernel/event-table.ts";
import { InstantSchema } from "../kernel/instant.ts";

export const authorityEvents = {
  AuthorityCreated: {
    v: 1,
    tells: "An authority got its name, its key and its place in the hierarchy; it cannot issue before it is certified.",
    body: v.strictObject({
      kind: v.picklist(["root", "issuing"]),
      /** DER Name, base64url; an authority is an organisation, not a person. */
      name: Base64url,
      /** Owns the space of serial numbers. */
      issuer: IssuerId,
      /** Key generation: owns CRLs and OCSP. */
      key: KeyId,
      parent: v.nullable(Slug),
      /** The request through which its certificate is issued. */
      request: RequestId,
    }),
  },
  AuthorityRequestRenewed: {
    v: 1,
    tells: "The request for the authority's certificate ended without one; this request takes its place.",
    body: v.strictObject({ request: RequestId }),
  },
  AuthorityCertified: {
    v: 1,
    tells: "The authority's certificate was issued; from here on it may issue.",
    body: v.strictObject({
      key: KeyId,
      certificate: v.strictObject({ issuer: IssuerId, serial: Serial }),
      der: Base64url,
      digest: Digest,
      notAfter: InstantSchema,
    }),
  },
} as const satisfies EventTable;

export type AuthorityEvent = FactOf<typeof authorityEvents>;
