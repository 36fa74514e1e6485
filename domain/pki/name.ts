/**
 * Distinguished names with one attribute per RDN, in the order of their encoding. RFC 5280 §4.1.2.4, Appendix A.
 * As text: `C=DE, O=Example, CN=x`, in encoded order (not reversed as RFC 4514 does), with its escapes.
 */

import { OID } from "../der/oid.ts";
import { type DerReader, malformed, readDer } from "../der/reader.ts";
import { ia5String, isAscii, isPrintable, oid, printableString, sequence, setOf, utf8String } from "../der/writer.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";

/** `type`: CN, O, OU, C, L, ST, SERIALNUMBER, DC, E, or a dotted OID when none of these. */
export type Rdn = { readonly type: string; readonly value: string };
export type Name = readonly Rdn[];

type Kind = { readonly oid: string; readonly max: number; readonly form: "utf8" | "printable" | "ia5" };

/** Upper bounds of RFC 5280 Appendix A. */
const KINDS: Readonly<Record<string, Kind>> = {
  CN: { oid: OID.commonName, max: 64, form: "utf8" },
  O: { oid: OID.organizationName, max: 64, form: "utf8" },
  OU: { oid: OID.organizationalUnitName, max: 64, form: "utf8" },
  C: { oid: OID.countryName, max: 2, form: "printable" },
  L: { oid: OID.localityName, max: 128, form: "utf8" },
  ST: { oid: OID.stateOrProvinceName, max: 128, form: "utf8" },
  SERIALNUMBER: { oid: OID.serialNumber, max: 64, form: "printable" },
  DC: { oid: OID.domainComponent, max: 63, form: "ia5" },
  E: { oid: OID.emailAddress, max: 255, form: "ia5" },
};
const TYPES = new Map(Object.entries(KINDS).map(([type, kind]) => [kind.oid, type]));
const encoders = { utf8: utf8String, printable: printableString, ia5: ia5String } as const;

const bad = (detail: string) => refuse(refusal("name.malformed", detail));

/** Checks that every attribute can be encoded: known or dotted type, length, alphabet. */
export const checkName = (name: Name): Result<Name> => {
  for (const { type, value } of name) {
    const kind = KINDS[type];
    if (kind === undefined && !/^[0-2](?:\.(?:0|[1-9][0-9]*))+$/.test(type)) return bad("an attribute type is unknown");
    if (value.length === 0) return bad("an attribute is empty");
    if (!value.isWellFormed()) return bad("an attribute is not text");
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
      const kind = KINDS[type];
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

const escapeValue = (value: string): string =>
  value
    .replace(/[\\,+"<>;=]/g, "\\$&")
    .replace(/^[ #]/, "\\$&")
    .replace(/ $/, "\\ ");

export const formatName = (name: Name): string =>
  name.map(({ type, value }) => `${type}=${escapeValue(value)}`).join(", ");

const splitText = (text: string): readonly string[] => {
  const parts: string[] = [];
  let part = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? "";
    if (c === "\\") part += c + (text[++i] ?? "");
    else if (c === ",") {
      parts.push(part);
      part = "";
    } else part += c;
  }
  return [...parts, part];
};

/** The inverse of `formatName`. Refuses `name.malformed`. */
export const parseDistinguishedName = (text: string): Result<Name> => {
  if (text.length > 1024) return bad("a name is too long");
  const out: Rdn[] = [];
  for (const part of splitText(text)) {
    const match = /^\s*([A-Za-z]+|[0-9.]+)\s*=\s*(.*)$/su.exec(part);
    if (match === null) return bad("a name is a list of TYPE=value");
    const [, type = "", raw = ""] = match;
    const kept = raw.replace(/(?<!\\)\s+$/, "");
    if (/(?<!\\)(?:\\\\)*["+<>;]/.test(kept)) return bad("a special character must be escaped");
    const value = kept.replace(/\\([\\,+"<>;=# ])/g, "$1");
    out.push({ type: type.toUpperCase(), value });
  }
  return checkName(out);
};
