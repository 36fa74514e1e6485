/** id-pe-authorityInfoAccess, 1.3.6.1.5.5.7.1.1. Where OCSP is asked and the issuer's certificate fetched. RFC 5280 §4.2.2.1. */
import { OID } from "../../der/oid.ts";
import { readDer } from "../../der/reader.ts";
import type { Result } from "../../kernel/result.ts";
import { type AccessDescription, encodeAccessDescriptions, readAccessDescriptions } from "./access-description.ts";
import type { Extension } from "./extension.ts";
import { isGeneralName } from "./subject-alt-name.ts";

const at = (method: string, value: string): AccessDescription => {
  const location = { kind: "uri", value } as const;
  if (!isGeneralName(location)) throw new TypeError("not a URI");
  return { method, location };
};

/** One URL for each; what is no absolute URI is a Defect. */
export const authorityInfoAccess = ({
  ocsp,
  caIssuers,
}: {
  readonly ocsp?: string;
  readonly caIssuers: string;
}): Extension => ({
  oid: OID.authorityInfoAccess,
  critical: false,
  value: encodeAccessDescriptions([...(ocsp === undefined ? [] : [at(OID.ocsp, ocsp)]), at(OID.caIssuers, caIssuers)]),
});

/** Every method and every form of location. Refuses `der.malformed`. */
export const parseAuthorityInfoAccess = (value: Uint8Array): Result<readonly AccessDescription[]> =>
  readDer(value, readAccessDescriptions);
