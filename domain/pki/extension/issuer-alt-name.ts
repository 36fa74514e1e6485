/** id-ce-issuerAltName, 2.5.29.18. RFC 5280 §4.2.1.7. */
import { readDer } from "../../der/reader.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";
import { type GeneralName, readGeneralNames } from "./general-name.ts";
import { encodeAltNames } from "./subject-alt-name.ts";

export const ISSUER_ALT_NAME = "2.5.29.18";

/** Names of the issuer other than its distinguished name. At least one, each of the shape of its kind. */
export const issuerAltName = (names: readonly GeneralName[]): Extension => ({
  oid: ISSUER_ALT_NAME,
  critical: false,
  value: encodeAltNames(names),
});

/** Names of every form and shape. Refuses `der.malformed`. */
export const parseIssuerAltName = (value: Uint8Array): Result<readonly GeneralName[]> =>
  readDer(value, (r) => readGeneralNames(r));
