/** szOID_ENROLL_CERTTYPE_EXTENSION, 1.3.6.1.4.1.311.20.2. [MS-WCCE] §2.2.2.7.7.1. */
import { malformed, readDer } from "../../der/reader.ts";
import { tlv } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import { decodeBmp, encodeBmp } from "./bmp-string.ts";
import type { Extension } from "./extension.ts";

export const MS_CERTIFICATE_TEMPLATE_NAME = "1.3.6.1.4.1.311.20.2";

const isName = (name: string): boolean =>
  name.isWellFormed() && /^[^\p{Cc}\u{10000}-\u{10ffff}\ufeff]{1,255}$/u.test(name);

/** The common name of a template of version 1, such as `Machine`: 1 to 255 characters of the first plane. */
export const msCertificateTemplateName = (name: string): Extension => {
  if (!isName(name)) throw new TypeError("not a template's name");
  return { oid: MS_CERTIFICATE_TEMPLATE_NAME, critical: false, value: tlv(0x1e, encodeBmp(name)) };
};

/** Refuses `der.malformed`. */
export const parseMsCertificateTemplateName = (value: Uint8Array): Result<string> =>
  readDer(value, (r) => {
    const name = decodeBmp(r.expect(0x1e).content);
    return name !== undefined && isName(name) ? name : malformed("not a template's name");
  });
