/**
 * GeneralName in all of its forms. RFC 5280 §4.2.1.6. What was read can be written again byte for byte: whether a name
 * is one that we would issue is asked elsewhere (`subject-alt-name.ts`, profiles, lints).
 */
import { type DerReader, type Element, malformed, must, readDer } from "../../der/reader.ts";
import { explicit, implicit, isAscii, isOid, oid, sequenceOf, tlv } from "../../der/writer.ts";
import { concat, fromUtf8, utf8 } from "../../kernel/bytes.ts";
import { isElement, readAny } from "./any-element.ts";
import { isDirectoryName, readDirectoryName } from "./directory-name.ts";
import { formatIp, parseIp } from "./ip-address.ts";

/** `ip` as `parseIp` has it; the others printable ASCII. */
export type PlainName = { readonly kind: "dns" | "ip" | "email" | "uri"; readonly value: string };
/** `value`: one whole element of the type that `oid` names. */
export type OtherName = { readonly kind: "otherName"; readonly oid: string; readonly value: Uint8Array };
export type GeneralName =
  | PlainName
  | OtherName
  /** `der`: a Name. */
  | { readonly kind: "directoryName"; readonly der: Uint8Array }
  | { readonly kind: "registeredId"; readonly oid: string }
  /** Forms of X.400 and EDI that nobody reads: `der` is the whole element, `[3]` or `[5]`. */
  | { readonly kind: "x400Address" | "ediPartyName"; readonly der: Uint8Array };

const TEXT_TAGS = { email: 0x81, dns: 0x82, uri: 0x86 } as const;
const RAW_TAGS = { x400Address: 0xa3, ediPartyName: 0xa5 } as const;

const defect = (): never => {
  throw new TypeError("not a general name");
};

/** A name that is not of its kind's shape is a Defect. */
export const encodeGeneralName = (name: GeneralName): Uint8Array => {
  switch (name.kind) {
    case "dns":
    case "email":
    case "uri":
      return isAscii(name.value) ? tlv(TEXT_TAGS[name.kind], utf8(name.value)) : defect();
    case "ip":
      return implicit(7, false, parseIp(name.value) ?? defect());
    case "otherName":
      return isElement(name.value) ? implicit(0, true, concat([oid(name.oid), explicit(0, name.value)])) : defect();
    case "directoryName":
      return isDirectoryName(name.der) ? explicit(4, name.der) : defect();
    case "registeredId":
      return isOid(name.oid) ? implicit(8, false, oid(name.oid).subarray(2)) : defect();
    case "x400Address":
    case "ediPartyName":
      return isElement(name.der) && name.der[0] === RAW_TAGS[name.kind] ? name.der : defect();
  }
};

const ascii = (content: Uint8Array): string => {
  const text = fromUtf8(content);
  // One octet a character: the decoder drops a byte order mark, which would otherwise pass unseen.
  if (text === undefined || !isAscii(text) || text.length !== content.length)
    return malformed("a name has characters that it may not have");
  return text;
};

const readOtherName = (r: DerReader): OtherName => {
  const id = r.oid();
  const wrapper = r.inside(r.expect(0xa0));
  const value = readAny(wrapper);
  wrapper.end();
  return { kind: "otherName", oid: id, value };
};

const readDirectory = (r: DerReader): GeneralName => ({ kind: "directoryName", der: readDirectoryName(r) });

const readRegisteredId = ({ content }: Element): GeneralName => {
  // The tag is implicit: under its own it is an OBJECT IDENTIFIER again.
  const id = must(readDer(tlv(0x06, content), (r) => r.oid()));
  return { kind: "registeredId", oid: id };
};

/** Reads what a constructed element holds, all of it. */
const within = (r: DerReader, element: Element, read: (inner: DerReader) => GeneralName): GeneralName => {
  const inner = r.inside(element);
  const name = read(inner);
  inner.end();
  return name;
};

/** Reads one GeneralName at the reader's place. */
export const readGeneralName = (r: DerReader): GeneralName => {
  const tag = r.peek();
  if (tag === RAW_TAGS.x400Address) return { kind: "x400Address", der: readAny(r) };
  if (tag === RAW_TAGS.ediPartyName) return { kind: "ediPartyName", der: readAny(r) };
  const element = r.next();
  switch (element.tag) {
    case 0xa0:
      return within(r, element, readOtherName);
    case 0x81:
      return { kind: "email", value: ascii(element.content) };
    case 0x82:
      return { kind: "dns", value: ascii(element.content) };
    case 0xa4:
      return within(r, element, readDirectory);
    case 0x86:
      return { kind: "uri", value: ascii(element.content) };
    case 0x87:
      return { kind: "ip", value: formatIp(element.content) ?? malformed("an address is neither IPv4 nor IPv6") };
    case 0x88:
      return readRegisteredId(element);
    default:
      return malformed("not a general name");
  }
};

/** GeneralNames: at least one. */
export const encodeGeneralNames = (names: readonly GeneralName[]): Uint8Array => {
  if (names.length === 0) throw new TypeError("a list of general names without a name");
  return sequenceOf(names.map(encodeGeneralName));
};

/** Reads GeneralNames under its own tag or, where that is implicit, under `tag`. */
export const readGeneralNames = (r: DerReader, tag = 0x30): readonly GeneralName[] => {
  const names = r.each(r.expect(tag), readGeneralName);
  return names.length > 0 ? names : malformed("a list of general names without a name");
};
