import { OID } from "../../der/oid.ts";
import { oid, sequence } from "../../der/writer.ts";
import type { Extension } from "./extension.ts";

export type ExtendedKeyUsage = "serverAuth" | "clientAuth" | "ocspSigning";

/** Purposes beyond the key usage. At least one. RFC 5280 §4.2.1.12. */
export const extendedKeyUsage = (purposes: readonly ExtendedKeyUsage[]): Extension => {
  if (purposes.length === 0) throw new TypeError("extendedKeyUsage without a purpose");
  return { oid: OID.extendedKeyUsage, critical: false, value: sequence(...purposes.map((p) => oid(OID[p]))) };
};
