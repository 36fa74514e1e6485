import { OID } from "../../der/oid.ts";
import { nullValue } from "../../der/writer.ts";
import type { Extension } from "./extension.ts";

/** A responder's certificate that clients need not check for revocation. RFC 6960 §4.2.2.2.1. */
export const ocspNoCheck = (): Extension => ({ oid: OID.ocspNoCheck, critical: false, value: nullValue });
