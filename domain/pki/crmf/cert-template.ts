/** CertTemplate: the certificate that is asked for, as far as the requester cares. RFC 4211 §5. */
import { type DerReader, malformed, must, readDer } from "../../der/reader.ts";
import { explicit, implicit, integer, integerFromBytes, sequence, time } from "../../der/writer.ts";
import { fromHex } from "../../kernel/bytes.ts";
import type { Instant } from "../../kernel/instant.ts";
import { type Extension, encodeExtensions } from "../extension/extension.ts";
import { readExtensions } from "../extension/read-extensions.ts";
import { retag } from "../implicit-tag.ts";

export type CertTemplate = {
  /** 2 for v3. The only one that RFC 4211 §5 lets a requester write. */
  readonly version?: number | undefined;
  /** Lower-case hex. The authority's to choose; read so that whoever judges can say so. */
  readonly serialNumber?: string | undefined;
  /** AlgorithmIdentifier, DER. The authority's to choose. */
  readonly signingAlgorithm?: Uint8Array | undefined;
  /** Name, DER. */
  readonly issuer?: Uint8Array | undefined;
  readonly validity?: { readonly notBefore?: Instant | undefined; readonly notAfter?: Instant | undefined } | undefined;
  /** Name, DER. */
  readonly subject?: Uint8Array | undefined;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey?: Uint8Array | undefined;
  /** Content of a BIT STRING: the count of unused bits, then the bits. Deprecated by RFC 4211 §5. */
  readonly issuerUniqueId?: Uint8Array | undefined;
  readonly subjectUniqueId?: Uint8Array | undefined;
  readonly extensions: readonly Extension[];
};

/** An IMPLICIT element, read as what it is. */
const retagged = <T>(r: DerReader, tag: number, as: number, read: (r: DerReader) => T): T | undefined => {
  const element = r.optional(tag);
  return element && must(readDer(retag(as, element.whole), read));
};

const whole = (r: DerReader): Uint8Array => r.next().whole;

/** A CHOICE is tagged EXPLICIT even here: RFC 4211's Name and Time are CHOICEs. X.680 §31.2.7. */
const wrapped = <T>(r: DerReader, tag: number, read: (r: DerReader) => T): T | undefined => {
  const element = r.optional(tag);
  if (element === undefined) return undefined;
  const inner = r.inside(element);
  const value = read(inner);
  inner.end();
  return value;
};

const name = (r: DerReader): Uint8Array => r.expect(0x30).whole;

const readValidity = (r: DerReader): NonNullable<CertTemplate["validity"]> => {
  const validity = r.sequence();
  const notBefore = wrapped(validity, 0xa0, (t) => t.time());
  const notAfter = wrapped(validity, 0xa1, (t) => t.time());
  validity.end();
  return notBefore === undefined && notAfter === undefined
    ? malformed("a validity of nothing")
    : { notBefore, notAfter };
};

const uniqueId = (r: DerReader): Uint8Array => {
  const { content } = r.expect(0x03);
  const [unused = 8] = content;
  return unused < 8 && (content.length > 1 || unused === 0)
    ? content
    : malformed("a unique identifier is no BIT STRING");
};

/** Reads a CertTemplate at the reader's place. */
export const readCertTemplate = (r: DerReader): CertTemplate => {
  const t = r.sequence();
  const template: CertTemplate = {
    version: retagged(t, 0x80, 0x02, (e) => e.smallInteger()),
    serialNumber: retagged(t, 0x81, 0x02, (e) => e.unsignedHex()),
    signingAlgorithm: retagged(t, 0xa2, 0x30, whole),
    issuer: wrapped(t, 0xa3, name),
    validity: retagged(t, 0xa4, 0x30, readValidity),
    subject: wrapped(t, 0xa5, name),
    publicKey: retagged(t, 0xa6, 0x30, whole),
    issuerUniqueId: retagged(t, 0x87, 0x03, uniqueId),
    subjectUniqueId: retagged(t, 0x88, 0x03, uniqueId),
    extensions: retagged(t, 0xa9, 0x30, readExtensions) ?? [],
  };
  t.end();
  return template;
};

const serial = (hex: string): Uint8Array => {
  const bytes = fromHex(hex);
  if (bytes === undefined) throw new TypeError("a serial number must be hex");
  return integerFromBytes(bytes);
};

const validityOf = ({ notBefore, notAfter }: NonNullable<CertTemplate["validity"]>): Uint8Array =>
  sequence(
    ...(notBefore === undefined ? [] : [explicit(0, time(notBefore))]),
    ...(notAfter === undefined ? [] : [explicit(1, time(notAfter))]),
  );

/** The OPTIONAL element that `encode` makes of a value, if there is one. */
const some = <T>(value: T | undefined, encode: (value: T) => Uint8Array): readonly Uint8Array[] =>
  value === undefined ? [] : [encode(value)];

/** The inverse of `readCertTemplate`. */
export const encodeCertTemplate = (t: CertTemplate): Uint8Array =>
  sequence(
    ...some(t.version, (v) => retag(0x80, integer(v))),
    ...some(t.serialNumber, (s) => retag(0x81, serial(s))),
    ...some(t.signingAlgorithm, (a) => retag(0xa2, a)),
    ...some(t.issuer, (n) => explicit(3, n)),
    ...some(t.validity, (v) => retag(0xa4, validityOf(v))),
    ...some(t.subject, (n) => explicit(5, n)),
    ...some(t.publicKey, (k) => retag(0xa6, k)),
    ...some(t.issuerUniqueId, (u) => implicit(7, false, u)),
    ...some(t.subjectUniqueId, (u) => implicit(8, false, u)),
    ...some(encodeExtensions(t.extensions), (e) => retag(0xa9, e)),
  );
