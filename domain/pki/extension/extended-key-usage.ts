/** id-ce-extKeyUsage, 2.5.29.37. RFC 5280 §4.2.1.12. */
import { OID } from "../../der/oid.ts";
import { malformed, readDer } from "../../der/reader.ts";
import { isOid, oid, sequenceOf } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";
import { KEY_PURPOSES } from "./key-purpose.ts";

type Dotted = `${0 | 1 | 2}.${string}`;
/** A purpose by its name or, when it has none here, by its dotted OID. */
export type ExtendedKeyUsage = keyof typeof KEY_PURPOSES | Dotted;

const isNamed = (purpose: string): purpose is keyof typeof KEY_PURPOSES => Object.hasOwn(KEY_PURPOSES, purpose);
const NAMES: ReadonlyMap<string, ExtendedKeyUsage> = new Map(
  Object.entries(KEY_PURPOSES).map(([name, dotted]) => [dotted, name as keyof typeof KEY_PURPOSES]),
);

/** A purpose told by its name or its OID; undefined for anything else. */
export const keyPurposeOf = (text: string): ExtendedKeyUsage | undefined => {
  if (isNamed(text)) return text;
  return isOid(text) ? (NAMES.get(text) ?? (text as Dotted)) : undefined;
};

/** Purposes beyond the key usage. At least one. */
export const extendedKeyUsage = (purposes: readonly ExtendedKeyUsage[], critical = false): Extension => {
  if (purposes.length === 0) throw new TypeError("extendedKeyUsage without a purpose");
  const oids = purposes.map((p) => oid(isNamed(p) ? KEY_PURPOSES[p] : p));
  return { oid: OID.extendedKeyUsage, critical, value: sequenceOf(oids) };
};

/** At least one. Refuses `der.malformed`. */
export const parseExtendedKeyUsage = (value: Uint8Array): Result<readonly ExtendedKeyUsage[]> =>
  readDer(value, (r) => {
    const purposes = r.each(r.expect(0x30), (list): ExtendedKeyUsage => {
      const dotted = list.oid();
      return NAMES.get(dotted) ?? (dotted as Dotted);
    });
    return purposes.length > 0 ? purposes : malformed("extendedKeyUsage without a purpose");
  });
