/** id-ce-certificateIssuer, 2.5.29.29. RFC 5280 §5.3.3, RFC 6960 §4.4.5. */
import { OID } from "../../der/oid.ts";
import { readDer } from "../../der/reader.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";
import { encodeGeneralNames, type GeneralName, readGeneralNames } from "./general-name.ts";

/** Who issued the certificate, when the list is another's. Critical. */
export const certificateIssuer = (names: readonly GeneralName[]): Extension => ({
  oid: OID.certificateIssuer,
  critical: true,
  value: encodeGeneralNames(names),
});

/** Refuses `der.malformed`. */
export const parseCertificateIssuer = (value: Uint8Array): Result<readonly GeneralName[]> =>
  readDer(value, (r) => readGeneralNames(r));
