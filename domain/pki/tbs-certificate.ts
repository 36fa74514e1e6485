/**
 * TBSCertificate: the bytes that a certificate's signature covers. RFC 5280 §4.1.2.
 *
 * A plan holds it with its validity *masked*, an empty SEQUENCE: no parser takes that for a certificate, and filling it
 * in changes no other byte, so that who signs can compare what was approved with what is to be signed.
 */
import { type DerReader, malformed, must, readDer } from "../der/reader.ts";
import { explicit, integer, integerFromBytes, sequence, time, tlv } from "../der/writer.ts";
import { concat, fromHex } from "../kernel/bytes.ts";
import type { Instant } from "../kernel/instant.ts";
import { ok, type Result } from "../kernel/result.ts";
import { encodeSignatureAlgorithm, parseSignatureAlgorithm, type SignatureAlgorithm } from "./algorithm.ts";
import { type Extension, optionalExtensions } from "./extension/extension.ts";
import { readExtensions } from "./extension/read-extensions.ts";

export type Validity = { readonly notBefore: Instant; readonly notAfter: Instant };

export type TbsCertificate = {
  /** Lower-case hex, whole octets, positive, at most 20 octets. RFC 5280 §4.1.2.2. */
  readonly serial: string;
  readonly algorithm: SignatureAlgorithm;
  /** DER Name. */
  readonly issuer: Uint8Array;
  readonly validity: Validity | "masked";
  /** DER Name; empty is `30 00`. */
  readonly subject: Uint8Array;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly extensions: readonly Extension[];
};

const MASK = sequence();
const V3 = explicit(0, integer(2));

/** Positive, and with its sign octet at most 20 octets: a first bit that is set costs one. */
const isSerial = (bytes: Uint8Array): boolean =>
  bytes.some((b) => b !== 0) && bytes.length + ((bytes[0] ?? 0) >> 7) <= 20;

const serialBytes = (serial: string): Uint8Array => {
  const bytes = fromHex(serial);
  if (bytes === undefined || !isSerial(bytes)) throw new TypeError("not a serial number");
  return bytes;
};

const encodeValidity = (v: Validity | "masked"): Uint8Array =>
  v === "masked" ? MASK : sequence(time(v.notBefore), time(v.notAfter));

export const encodeTbsCertificate = (t: TbsCertificate): Uint8Array =>
  sequence(
    V3,
    integerFromBytes(serialBytes(t.serial)),
    encodeSignatureAlgorithm(t.algorithm),
    t.issuer,
    encodeValidity(t.validity),
    t.subject,
    t.spki,
    ...optionalExtensions(3, t.extensions),
  );

const readValidity = (r: DerReader): Validity | "masked" => {
  const validity = r.sequence();
  if (validity.isAtEnd) return "masked";
  const notBefore = validity.time();
  const notAfter = validity.time();
  validity.end();
  return { notBefore, notAfter };
};

type Parts = { readonly before: Uint8Array; readonly validity: Validity | "masked"; readonly after: Uint8Array };

/** The content around the validity, as it stands. */
const split = (tbs: Uint8Array): Result<Parts> =>
  readDer(tbs, (r) => {
    const { content } = r.expect(0x30);
    const parts = readDer(content, (inner) => {
      inner.expect(0xa0);
      inner.expect(0x02);
      inner.expect(0x30);
      const issuer = inner.expect(0x30).whole;
      const element = inner.expect(0x30).whole;
      const start = issuer.byteOffset + issuer.length - content.byteOffset;
      const validity = must(readDer(element, readValidity));
      while (!inner.isAtEnd) inner.next();
      return { before: content.subarray(0, start), validity, after: content.subarray(start + element.length) };
    });
    return must(parts);
  });

/** Takes the validity out and leaves the mask; every other byte is kept. Refuses `der.malformed`, also when masked. */
export const maskValidity = (tbs: Uint8Array): Result<{ readonly masked: Uint8Array; readonly validity: Validity }> => {
  const parts = split(tbs);
  if (!parts.ok) return parts;
  const { before, validity, after } = parts.value;
  if (validity === "masked") return readDer(tbs, () => malformed("the validity is masked already"));
  return ok({ masked: tlv(0x30, concat([before, MASK, after])), validity });
};

/** Puts a validity where the mask is. Refuses `der.malformed` when there is none. */
export const fillValidity = (masked: Uint8Array, validity: Validity): Result<Uint8Array> => {
  const parts = split(masked);
  if (!parts.ok) return parts;
  if (parts.value.validity !== "masked") return readDer(masked, () => malformed("the validity is not masked"));
  return ok(tlv(0x30, concat([parts.value.before, encodeValidity(validity), parts.value.after])));
};

/** Reads a version 3 TBSCertificate without unique identifiers. Refuses `der.malformed`. */
export const parseTbsCertificate = (tbs: Uint8Array): Result<TbsCertificate> =>
  readDer(
    tbs,
    (r) => {
      const t = r.sequence();
      const version = t.inside(t.expect(0xa0));
      if (version.smallInteger() !== 2) malformed("not a version 3 certificate");
      version.end();
      const serial = t.unsignedHex();
      if (!isSerial(fromHex(serial) ?? new Uint8Array())) malformed("the serial number is out of range");
      const algorithm = must(parseSignatureAlgorithm(t.expect(0x30).whole));
      const issuer = t.expect(0x30).whole;
      const validity = readValidity(t);
      const subject = t.expect(0x30).whole;
      const spki = t.expect(0x30).whole;
      const wrapper = t.optional(0xa3);
      let extensions: readonly Extension[] = [];
      if (wrapper !== undefined) {
        const inner = t.inside(wrapper);
        extensions = readExtensions(inner);
        inner.end();
      }
      t.end();
      return { serial, algorithm, issuer, validity, subject, spki, extensions };
    },
    { maxBytes: 1 << 18 },
  );
