/** Names of the subject other than its distinguished name. RFC 5280 §4.2.1.6. */
import { OID } from "../../der/oid.ts";
import { type DerReader, type Element, malformed, readDer } from "../../der/reader.ts";
import { implicit, sequenceOf } from "../../der/writer.ts";
import { fromUtf8, utf8 } from "../../kernel/bytes.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

/**
 * `dns`: letters, digits, hyphens, perhaps `*` as the whole first label; `ip`: IPv4 dotted or IPv6 in eight lower-case
 * hex groups, no leading zeros, so that an address has one text; `email`: local@host; `uri`: absolute.
 */
export type GeneralName = { readonly kind: "dns" | "ip" | "email" | "uri"; readonly value: string };

const TAGS = { email: 1, dns: 2, uri: 6, ip: 7 } as const;
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const DNS = new RegExp(`^(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*$`);
const EMAIL = new RegExp(`^[A-Za-z0-9.!#$%&'*+/=?^_\`{|}~-]{1,64}@${LABEL}(?:\\.${LABEL})*$`);
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+$/;

const parseIp = (text: string): Uint8Array | undefined => {
  if (/^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(text)) {
    const octets = text.split(".").map(Number);
    return octets.every((o) => o < 256) ? Uint8Array.from(octets) : undefined;
  }
  if (!/^(?:0|[1-9a-f][0-9a-f]{0,3})(?::(?:0|[1-9a-f][0-9a-f]{0,3})){7}$/.test(text)) return undefined;
  return Uint8Array.from(text.split(":").flatMap((g) => [Number.parseInt(g, 16) >> 8, Number.parseInt(g, 16) & 0xff]));
};

const formatIp = (bytes: Uint8Array): string | undefined => {
  if (bytes.length === 4) return [...bytes].join(".");
  if (bytes.length !== 16) return undefined;
  return Array.from({ length: 8 }, (_, i) => (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16)).join(
    ":",
  );
};

/** Whether the value is of the shape its kind demands. */
export const isGeneralName = ({ kind, value }: GeneralName): boolean => {
  switch (kind) {
    case "dns":
      return value.length <= 253 && DNS.test(value) && !/^[0-9.]+$/.test(value);
    case "email":
      return value.length <= 254 && EMAIL.test(value);
    case "uri":
      return value.length <= 2000 && URI.test(value);
    case "ip":
      return parseIp(value) !== undefined;
  }
};

const content = ({ kind, value }: GeneralName): Uint8Array =>
  kind === "ip" ? (parseIp(value) ?? new Uint8Array()) : utf8(value);

export const encodeGeneralName = (name: GeneralName): Uint8Array => {
  if (!isGeneralName(name)) throw new TypeError("not a general name");
  return implicit(TAGS[name.kind], false, content(name));
};

/** At least one name; critical when the subject is empty. */
export const subjectAltName = (names: readonly GeneralName[], critical: boolean): Extension => {
  if (names.length === 0) throw new TypeError("subjectAltName without a name");
  return { oid: OID.subjectAltName, critical, value: sequenceOf(names.map(encodeGeneralName)) };
};

const readGeneralName = ({ tag, content: bytes }: Element): GeneralName => {
  const kind = (Object.keys(TAGS) as GeneralName["kind"][]).find((k) => tag === (0x80 | TAGS[k]));
  if (kind === undefined) return malformed("a kind of alternative name that is not supported");
  const value = kind === "ip" ? formatIp(bytes) : fromUtf8(bytes);
  if (value === undefined || !isGeneralName({ kind, value })) return malformed("an alternative name is ill-formed");
  // One octet a character: the decoder drops a byte order mark, which would otherwise pass unseen.
  if (kind !== "ip" && value.length !== bytes.length) return malformed("an alternative name is ill-formed");
  return { kind, value };
};

/** Reads the extension's value. Refuses kinds that this program does not issue, rather than dropping them. */
export const parseSubjectAltName = (value: Uint8Array): Result<readonly GeneralName[]> =>
  readDer(value, (r: DerReader) => {
    const names = r.each(r.expect(0x30), (inner) => readGeneralName(inner.next()));
    if (names.length === 0) malformed("no alternative name");
    return names;
  });
