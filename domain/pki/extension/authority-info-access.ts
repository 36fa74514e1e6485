import { OID } from "../../der/oid.ts";
import { oid, sequence } from "../../der/writer.ts";
import type { Extension } from "./extension.ts";
import { encodeGeneralName } from "./subject-alt-name.ts";

const description = (method: string, uri: string): Uint8Array =>
  sequence(oid(method), encodeGeneralName({ kind: "uri", value: uri }));

/** Where OCSP is asked and the issuer's certificate fetched. RFC 5280 §4.2.2.1. */
export const authorityInfoAccess = ({
  ocsp,
  caIssuers,
}: {
  readonly ocsp?: string;
  readonly caIssuers: string;
}): Extension => ({
  oid: OID.authorityInfoAccess,
  critical: false,
  value: sequence(...(ocsp === undefined ? [] : [description(OID.ocsp, ocsp)]), description(OID.caIssuers, caIssuers)),
});
