/**
 * Names as text. Two orders are in use: `C=DE, O=Example, CN=x`, as names are encoded and people write them, and
 * `CN=x,O=Example,C=DE`, which RFC 4514 has for LDAP. Both know its escapes, several attributes in one part
 * (`OU=a+CN=b`), and `#` before the octets of a value that is no string.
 */
import { readDer } from "../der/reader.ts";
import { isStringTag } from "../der/string.ts";
import { fromHex, fromUtf8, toHex } from "../kernel/bytes.ts";
import { refusal } from "../kernel/refusal.ts";
import { type Result, refuse } from "../kernel/result.ts";
import { visibleText } from "../kernel/visible-text.ts";
import { attributeTypeNamed, findAttributeType } from "./attribute-type.ts";
import { type Attribute, checkName, encodeValue, type Name, parseName, type Rdn } from "./name.ts";

const MAX_CHARACTERS = 1024;

const bad = (detail: string) => refuse(refusal("name.malformed", detail));

const escaped = (value: string): string => value.replace(/[\\,+"<>;=]|^[ #]| $/g, "\\$&");

const formatAttribute = ({ type, value, isDer }: Attribute): string =>
  `${type}=${isDer ? `#${value}` : escaped(value)}`;

const partsOf = (rdn: Rdn): readonly Attribute[] => [rdn, ...(rdn.and ?? [])];

/** In the order of the encoding, types by this program's names. */
export const formatName = (name: Name): string =>
  name.map((rdn) => partsOf(rdn).map(formatAttribute).join("+")).join(", ");

/** A DER Name for people to look at; its octets when it is none that can be shown. */
export const nameText = (der: Uint8Array): string => {
  const name = parseName(der);
  if (!name.ok) return `CANNOT BE READ, #${toHex(der)}`;
  return name.value.length === 0 ? "(empty)" : visibleText(formatName(name.value));
};

const formatLdap = (attribute: Attribute): string => {
  const { type, value, isDer } = attribute;
  const kind = attributeTypeNamed(type);
  if (kind !== undefined) return `${kind.keyword}=${escaped(value)}`;
  // The type may be one that the reader does not know: RFC 4514 §2.4.
  return `${type}=#${isDer ? value : toHex(encodeValue(attribute))}`;
};

/** As LDAP has it: the last part first, keywords, values of other types as octets. RFC 4514 §2. */
export const formatRfc4514 = (name: Name): string =>
  name
    .toReversed()
    .map((rdn) => partsOf(rdn).toReversed().map(formatLdap).join("+"))
    .join(",");

/** `TYPE=value` up to `,`, `+` or the end; in the value, a special character stands after `\` or as its octets in hex. */
const ATTRIBUTE =
  / *([A-Za-z][A-Za-z0-9]*|[0-9.]+) *= *(?:#((?:[0-9A-Fa-f]{2})+)|(?![ #])((?:[^\\,+"<>;]|\\(?:[\\,+"<>;=# ]|[0-9A-Fa-f]{2}))*?)) *(,|\+|$)/y;

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

/** Octets that are a string are text; `checkName` judges the others. */
const readOctets = (type: string, hex: string): Attribute | undefined => {
  const der = fromHex(hex.toLowerCase()) ?? new Uint8Array();
  if (!isStringTag(der[0])) return { type, value: toHex(der), isDer: true };
  const value = readDer(der, (r) => r.text());
  return value.ok ? { type, value: value.value } : undefined;
};

const readAttribute = (match: RegExpExecArray): Attribute | undefined => {
  const [, written = "", hex, raw = ""] = match;
  const type = findAttributeType(written)?.name ?? written.toUpperCase();
  if (hex !== undefined) return readOctets(type, hex);
  const value = unescaped(raw);
  return value === undefined ? undefined : { type, value };
};

/** The parts in the order of the text. */
const readParts = (text: string): Result<Name> => {
  if (text.length > MAX_CHARACTERS) return bad("a name is too long");
  const out: Attribute[][] = [[]];
  const pattern = new RegExp(ATTRIBUTE);
  for (let end = ","; end !== ""; ) {
    const match = pattern.exec(text);
    if (match === null) return bad("a name is a list of TYPE=value, special characters escaped");
    const attribute = readAttribute(match);
    if (attribute === undefined) return bad("an attribute is not text");
    out.at(-1)?.push(attribute);
    end = match[4] ?? "";
    if (end === ",") out.push([]);
  }
  const rdns = out.map(([first, ...and]): Rdn => ({ ...(first as Attribute), ...(and.length > 0 ? { and } : {}) }));
  return { ok: true, value: rdns };
};

/** The inverse of `formatName`; an empty name has no text. Refuses `name.malformed`. */
export const parseDistinguishedName = (text: string): Result<Name> => {
  const parts = readParts(text);
  return parts.ok ? checkName(parts.value) : parts;
};

/** The inverse of `formatRfc4514`. RFC 4514 §3; spaces around separators are borne with, as §2 of RFC 2253 asks. */
export const parseRfc4514 = (text: string): Result<Name> => {
  const parts = readParts(text);
  return text === "" ? checkName([]) : parts.ok ? checkName(parts.value.toReversed()) : parts;
};
