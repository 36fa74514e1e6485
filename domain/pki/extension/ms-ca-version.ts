/** szOID_CERTSRV_CA_VERSION, 1.3.6.1.4.1.311.21.1. [MS-CSRA] §1.9 and wincrypt.h. */
import { readDer } from "../../der/reader.ts";
import { integer } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

export const MS_CA_VERSION = "1.3.6.1.4.1.311.21.1";

/** How often an authority was certified, and with how many keys before this one; each 0 to 65535. */
type CaVersion = { readonly certificate: number; readonly key: number };

const isIndex = (n: number): boolean => Number.isInteger(n) && n >= 0 && n <= 0xffff;

export const msCaVersion = ({ certificate, key }: CaVersion): Extension => {
  if (!isIndex(certificate) || !isIndex(key)) throw new TypeError("not an authority's version");
  return { oid: MS_CA_VERSION, critical: false, value: integer(key * 0x10000 + certificate) };
};

/** Refuses `der.malformed`. */
export const parseMsCaVersion = (value: Uint8Array): Result<CaVersion> =>
  readDer(value, (r) => {
    const both = r.smallInteger();
    return { certificate: both & 0xffff, key: both >>> 16 };
  });
