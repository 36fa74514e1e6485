import { isOid } from "../../der/writer.ts";
import { isElement } from "./any-element.ts";
import type { Extension } from "./extension.ts";

/**
 * Any extension, its value given as DER: for those that this program does not know. RFC 5280 §4.2. A value that is not
 * one DER element is a Defect.
 */
export const rawExtension = (oid: string, critical: boolean, value: Uint8Array): Extension => {
  if (!isOid(oid) || !isElement(value)) throw new TypeError("not an extension");
  return { oid, critical, value };
};
