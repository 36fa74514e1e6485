import { OID } from "../../der/oid.ts";
import { implicit, sequence } from "../../der/writer.ts";
import { distributionPointName } from "./crl-distribution-points.ts";
import type { Extension } from "./extension.ts";

/** Which certificates a CRL is about: those that name this URL; perhaps end entities only. Critical. RFC 5280 §5.2.5. */
export const issuingDistributionPoint = (uri: string, onlyUserCertificates: boolean): Extension => ({
  oid: OID.issuingDistributionPoint,
  critical: true,
  value: sequence(
    distributionPointName(uri),
    ...(onlyUserCertificates ? [implicit(1, false, Uint8Array.of(0xff))] : []),
  ),
});
