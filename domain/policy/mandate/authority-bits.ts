import { OID } from "../../der/oid.ts";
import { parseBasicConstraints } from "../../pki/extension/basic-constraints.ts";
import { parseKeyUsage } from "../../pki/extension/key-usage.ts";
import type { TbsCertificate } from "../../pki/tbs-certificate.ts";

const extensionValue = ({ extensions }: TbsCertificate, oid: string): Uint8Array | undefined =>
  extensions.find((e) => e.oid === oid)?.value;

/** Whether the certificate is an authority's. RFC 5280 §4.2.1.9. */
export const isAuthority = (fields: TbsCertificate): boolean => {
  const value = extensionValue(fields, OID.basicConstraints);
  const constraints = value && parseBasicConstraints(value);
  return constraints?.ok === true && constraints.value.isCa;
};

/**
 * Whether anything in the certificate could be taken for an authority's: the basic constraints, a usage to sign
 * certificates or CRLs, or one of the two that cannot be read.
 */
export const mayActAsAuthority = (fields: TbsCertificate): boolean => {
  const basic = extensionValue(fields, OID.basicConstraints);
  const constraints = basic && parseBasicConstraints(basic);
  if (constraints !== undefined && (!constraints.ok || constraints.value.isCa)) return true;
  const usage = extensionValue(fields, OID.keyUsage);
  const usages = usage && parseKeyUsage(usage);
  if (usages === undefined) return false;
  return !usages.ok || usages.value.includes("keyCertSign") || usages.value.includes("cRLSign");
};
