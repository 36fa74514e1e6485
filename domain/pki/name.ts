/**
 * Distinguished names with one attribute per RDN, in the order of their encoding. RFC 5280 §4.1.2.4, Appendix A.
 * As text: `C=DE, O=Example, CN=x`, in encoded order (not reversed as RFC 4514 does), with its escapes.
 */

import { OID } from "../der/oid.ts";
import { type DerReader, malformed, readDer } from "../der/reader.ts";
import {
  ia5String,
  isAscii,
  isOid,
  isPrintable,
  oid,
  printableString,
  sequence,
  setOf,
  utf8String,
} from "../der/writer.ts";
import { fromHex, fromUtf8 } from "../kernel/bytes.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";

/** `type`: CN, O, OU, C, L, ST, SERIALNUMBER, DC, E, or a dotted OID when none of these. */
export type Rdn = { readonly type: string; readonly value: string };
export type Name = readonly Rdn[];

type Kind = { readonly oid: string; readonly max: number; readonly form: "utf8" | "printable" | "ia5" };

/** Upper bounds of RFC 5280 Appendix A. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>(
  Object.entries({
    CN: { oid: OID.commonName, max: 64, form: "utf8" },
    O: { oid: OID.organizationName, max: 64, form: "utf8" },
    OU: { oid: OID.organizationalUnitName, max: 64, form: "utf8" },
    C: { oid: OID.countryName, max: 2, form: "printable" },
    L: { oid: OID.localityName, max: 128, form: "utf8" },
    ST: { oid: OID.stateOrProvinceName, max: 128, form: "utf8" },
    SERIALNUMBER: { oid: OID.serialNumber, max: 64, form: "printable" },
    DC: { oid: OID.domainComponent, max: 63, form: "ia5" },
    E: { oid: OID.emailAddress, max: 255, form: "ia5" },
  }),
);
const TYPES: ReadonlyMap<string, string> = new Map([...KINDS].map(([type, kind]) => [kind.oid, type]));
const encoders = { utf8: utf8String, printable: printableString, ia5: ia5String } as const;

const bad = (detail: string) => refuse(refusal("name.malformed", detail));

/** Checks that every attribute can be encoded: known or dotted type (only when it has no name), length, alphabet. */
export const checkName = (name: Name): Result<Name> => {
  for (const { type, value } of name) {
    const kind = KINDS.get(type);
    if (kind === undefined && (!isOid(type) || TYPES.has(type))) return bad("an attribute type is unknown");
    if (value.length === 0) return bad("an attribute is empty");
    // Control characters, a zero among them, show to a person another name than the one that is signed.
    if (!value.isWellFormed() || /[\p{Cc}\ufeff]/u.test(value)) return bad("an attribute is not text");
    if (kind === undefined) continue;
    if ([...value].length > kind.max) return bad("an attribute is too long");
    if (type === "C" && !/^[A-Z]{2}$/.test(value)) return bad("a country is two capital letters");
    if (kind.form === "printable" && !isPrintable(value))
      return bad("an attribute has characters that it may not have");
    if (kind.form === "ia5" && !isAscii(value)) return bad("an attribute has characters that it may not have");
  }
  return ok(name);
};

/** A name that `checkName` admits; anything else is a Defect. */
export const encodeName = (name: Name): Uint8Array =>
  sequence(
    ...name.map(({ type, value }) => {
      const kind = KINDS.get(type);
      return setOf(sequence(oid(kind?.oid ?? type), encoders[kind?.form ?? "utf8"](value)));
    }),
  );

/** Reads a Name at the reader's place. */
export const readName = (r: DerReader): Name => {
  const rdns = r.sequence();
  const out: Rdn[] = [];
  while (!rdns.isAtEnd) {
    const set = rdns.inside(rdns.expect(0x31));
    const attribute = set.sequence();
    const dotted = attribute.oid();
    const value = attribute.text();
    attribute.end();
    if (!set.isAtEnd) malformed("a name with several attributes in one RDN");
    out.push({ type: TYPES.get(dotted) ?? dotted, value });
    if (out.length > 32) malformed("a name with too many attributes");
  }
  return out;
};

export const parseName = (der: Uint8Array): Result<Name> => {
  const name = readDer(der, readName, { code: "name.malformed", maxBytes: 8192 });
  return name.ok ? checkName(name.value) : name;
};

export const formatName = (name: Name): string =>
  name.map(({ type, value }) => `${type}=${value.replace(/[\\,+"<>;=]|^[ #]| $/g, "\\$&")}`).join(", ");

/** `TYPE=value` up to a comma or the end; in the value, a special character stands after `\` or as its octets in hex. */
const RDN = / *([A-Za-z]+|[0-9.]+) *= *(?![ #])((?:[^\\,+"<>;]|\\(?:[\\,+"<>;=# ]|[0-9A-Fa-f]{2}))*?) *(,|$)/y;

/** undefined when the octets given in hex are not UTF-8. */
const unescaped = (raw: string): string | undefined => {
  let isText = true;
  const value = raw.replace(/(?:\\[0-9A-Fa-f]{2})+|\\./g, (found) => {
    if (found.length === 2) return found.slice(1);
    const text = fromUtf8(fromHex(found.replaceAll("\\", "").toLowerCase()) ?? new Uint8Array());
    isText &&= text !== undefined;
    return text ?? "";
  });
  return isText ? value : undefined;
};

/** The inverse of `formatName`; an empty name has no text. RFC 4514 §3. Refuses `name.malformed`. */
export const parseDistinguishedName = (text: string): Result<Name> => {
  if (text.length > 1024) return bad("a name is too long");
  const out: Rdn[] = [];
  const pattern = new RegExp(RDN);
  for (let end = ","; end === ","; ) {
    const match = pattern.exec(text);
    if (match === null) return bad("a name is a list of TYPE=value, special characters escaped");
    const [, type = "", raw = ""] = match;
    const value = unescaped(raw);
    if (value === undefined) return bad("an attribute is not text");
    out.push({ type: TYPES.get(type) ?? type.toUpperCase(), value });
    end = match[3] ?? "";
  }
  return checkName(out);
};
