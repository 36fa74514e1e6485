import { OID } from "../../der/oid.ts";
import { oid, sequence } from "../../der/writer.ts";
import type { Extension } from "./extension.ts";

export type ExtendedKeyUsage = "serverAuth" | "clientAuth" | "ocspSigning";

/** Purposes beyond the key usage. RFC 5280 §4.2.1.12. */
export const extendedKeyUsage = (purposes: readonly ExtendedKeyUsage[]): Extension => ({
  oid: OID.extendedKeyUsage,
  critical: false,
  value: sequence(...purposes.map((p) => oid(OID[p]))),
});
