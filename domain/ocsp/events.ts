import * as v from "valibot";
import { Base64url, Digest, KeyId, Slug } from "../kernel/brand.ts";
import type { EventTable, FactOf } from "../kernel/event-table.ts";
import { InstantSchema } from "../kernel/instant.ts";

export const ocspEvents = {
  ResponderCertified: {
    v: 1,
    tells: "A responder key was certified by the authority's key; from here on it signs OCSP for it.",
    body: v.strictObject({
      authority: Slug,
      responderKey: KeyId,
      der: Base64url,
      digest: Digest,
      notAfter: InstantSchema,
    }),
  },
} as const satisfies EventTable;

export type OcspEvent = FactOf<typeof ocspEvents>;
