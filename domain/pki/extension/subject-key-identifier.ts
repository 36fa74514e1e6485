/** id-ce-subjectKeyIdentifier, 2.5.29.14. RFC 5280 §4.2.1.2. */
import { OID } from "../../der/oid.ts";
import { readDer } from "../../der/reader.ts";
import { octetString } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

/** Names the subject's key; 20 octets from `keyIdentifier`. */
export const subjectKeyIdentifier = (id: Uint8Array): Extension => ({
  oid: OID.subjectKeyIdentifier,
  critical: false,
  value: octetString(id),
});

/** Of any length: other authorities have other methods. Refuses `der.malformed`. */
export const parseSubjectKeyIdentifier = (value: Uint8Array): Result<Uint8Array> =>
  readDer(value, (r) => r.octetString());
