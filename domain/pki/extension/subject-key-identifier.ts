import { OID } from "../../der/oid.ts";
import { octetString } from "../../der/writer.ts";
import type { Extension } from "./extension.ts";

/** Names the subject's key; 20 octets from `keyIdentifier`. RFC 5280 §4.2.1.2. */
export const subjectKeyIdentifier = (id: Uint8Array): Extension => ({
  oid: OID.subjectKeyIdentifier,
  critical: false,
  value: octetString(id),
});
