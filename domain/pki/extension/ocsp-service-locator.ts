/** id-pkix-ocsp-service-locator, 1.3.6.1.5.5.7.48.1.7. RFC 6960 §4.4.6, Appendix B.1. */
import { readDer } from "../../der/reader.ts";
import { sequence } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import { type AccessDescription, encodeAccessDescriptions, readAccessDescriptions } from "./access-description.ts";
import { isDirectoryName, readDirectoryName } from "./directory-name.ts";
import type { Extension } from "./extension.ts";

export const OCSP_SERVICE_LOCATOR = "1.3.6.1.5.5.7.48.1.7";

/** `issuer`: DER Name. `locator`: the authority information access of the certificate that is asked about. */
type ServiceLocator = { readonly issuer: Uint8Array; readonly locator?: readonly AccessDescription[] };

/** Of one request: who can answer it, for a server that passes requests on. */
export const ocspServiceLocator = ({ issuer, locator }: ServiceLocator): Extension => {
  if (!isDirectoryName(issuer)) throw new TypeError("not a name");
  const value = sequence(issuer, ...(locator === undefined ? [] : [encodeAccessDescriptions(locator)]));
  return { oid: OCSP_SERVICE_LOCATOR, critical: false, value };
};

/** Refuses `der.malformed`. */
export const parseOcspServiceLocator = (value: Uint8Array): Result<ServiceLocator> =>
  readDer(value, (r) => {
    const service = r.sequence();
    const issuer = readDirectoryName(service);
    if (service.isAtEnd) return { issuer };
    const locator = readAccessDescriptions(service);
    service.end();
    return { issuer, locator };
  });
