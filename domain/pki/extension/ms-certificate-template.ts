/** szOID_CERTIFICATE_TEMPLATE, 1.3.6.1.4.1.311.21.7. [MS-WCCE] §2.2.2.7.7.2. */
import { malformed, readDer } from "../../der/reader.ts";
import { integer, oid, sequence } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

export const MS_CERTIFICATE_TEMPLATE = "1.3.6.1.4.1.311.21.7";

/** A template of version 2 or later. `id`: dotted; versions below 2³², a minor one only beside a major one. */
type CertificateTemplate = { readonly id: string; readonly major?: number; readonly minor?: number };

const version = (n: number | undefined): readonly Uint8Array[] => {
  if (n !== undefined && !(n <= 0xffffffff)) throw new TypeError("not a template's version");
  return n === undefined ? [] : [integer(n)];
};

export const msCertificateTemplate = ({ id, major, minor }: CertificateTemplate): Extension => {
  if (major === undefined && minor !== undefined) throw new TypeError("not a template's version");
  const value = sequence(oid(id), ...version(major), ...version(minor));
  return { oid: MS_CERTIFICATE_TEMPLATE, critical: false, value };
};

/** Refuses `der.malformed`. */
export const parseMsCertificateTemplate = (value: Uint8Array): Result<CertificateTemplate> =>
  readDer(value, (r) => {
    const template = r.sequence();
    const id = template.oid();
    const versions: number[] = [];
    while (!template.isAtEnd) versions.push(template.smallInteger());
    const [major, minor, more] = versions;
    if (more !== undefined) malformed("a template has too many versions");
    return { id, ...(major === undefined ? {} : { major }), ...(minor === undefined ? {} : { minor }) };
  });
