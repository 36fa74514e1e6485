import { OID } from "../../der/oid.ts";
import { implicit, sequence } from "../../der/writer.ts";
import type { Extension } from "./extension.ts";

/** Names the issuer's key, for certificates and CRLs. RFC 5280 §4.2.1.1. */
export const authorityKeyIdentifier = (id: Uint8Array): Extension => ({
  oid: OID.authorityKeyIdentifier,
  critical: false,
  value: sequence(implicit(0, false, id)),
});
