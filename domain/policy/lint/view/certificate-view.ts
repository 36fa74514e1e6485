/**
 * A certificate as its rules see it: every field as it stands. Only what is no DER, or has not the outline of a
 * certificate, cannot be looked at. RFC 5280 §4.1.
 */

import { OID } from "../../../der/oid.ts";
import { type DerReader, readDer } from "../../../der/reader.ts";
import type { Result } from "../../../kernel/result.ts";
import { parseBasicConstraints } from "../../../pki/extension/basic-constraints.ts";
import { parseExtendedKeyUsage } from "../../../pki/extension/extended-key-usage.ts";
import { type KeyUsage, parseKeyUsage } from "../../../pki/extension/key-usage.ts";
import { type PublicKey, parsePublicKey } from "../../../pki/public-key.ts";
import type { Rule } from "../rule.ts";
import { type AlgorithmView, readAlgorithmView, readSignedView, type SignedView } from "./algorithm-view.ts";
import { contentOf, type ExtensionView, readExtensionViews } from "./extension-view.ts";
import { type NameView, readNameView } from "./name-view.ts";
import { readTimeView, type TimeView } from "./time-view.ts";

/** `algorithm`: what the key is for. `bits`: content of the BIT STRING, its count of unused bits not among them. */
export type KeyView = {
  readonly der: Uint8Array;
  readonly algorithm: AlgorithmView;
  readonly unusedBits: number;
  readonly bits: Uint8Array;
  /** undefined for a kind, or an encoding, that is not known here. */
  readonly key: PublicKey | undefined;
};

export type CertificateView = {
  /** Content of the INTEGER; undefined when the field is absent, which means v1. */
  readonly version: Uint8Array | undefined;
  /** Content of the INTEGER. */
  readonly serial: Uint8Array;
  /** Inside of what is signed. */
  readonly algorithm: AlgorithmView;
  readonly issuer: NameView;
  readonly notBefore: TimeView;
  readonly notAfter: TimeView;
  readonly subject: NameView;
  readonly key: KeyView;
  readonly hasUniqueIds: boolean;
  readonly hasExtensions: boolean;
  readonly extensions: readonly ExtensionView[];
  /** Absent of a certificate that is not signed yet. */
  readonly signed: SignedView | undefined;
};

export type CertificateRule = Rule<CertificateView>;

const readKey = (r: DerReader): KeyView => {
  const element = r.expect(0x30);
  const info = r.inside(element);
  const algorithm = readAlgorithmView(info);
  const { content } = info.expect(0x03);
  info.end();
  const key = parsePublicKey(element.whole);
  return {
    der: element.whole,
    algorithm,
    unusedBits: content[0] ?? 0,
    bits: content.subarray(1),
    key: key.ok ? key.value : undefined,
  };
};

const explicitly = <T>(r: DerReader, tag: number, read: (inner: DerReader) => T): T | undefined => {
  const element = r.optional(tag);
  if (element === undefined) return undefined;
  const inner = r.inside(element);
  const value = read(inner);
  inner.end();
  return value;
};

const readTbs = (r: DerReader): Omit<CertificateView, "signed"> => {
  const tbs = r.sequence();
  const version = explicitly(tbs, 0xa0, (inner) => inner.expect(0x02).content);
  const serial = tbs.expect(0x02).content;
  const algorithm = readAlgorithmView(tbs);
  const issuer = readNameView(tbs);
  const validity = tbs.sequence();
  const notBefore = readTimeView(validity);
  const notAfter = readTimeView(validity);
  validity.end();
  const subject = readNameView(tbs);
  const key = readKey(tbs);
  const uniqueIds = [tbs.optional(0x81), tbs.optional(0x82)];
  const extensions = explicitly(tbs, 0xa3, readExtensionViews);
  tbs.end();
  return {
    version,
    serial,
    algorithm,
    issuer,
    notBefore,
    notAfter,
    subject,
    key,
    hasUniqueIds: uniqueIds.some((id) => id !== undefined),
    hasExtensions: extensions !== undefined,
    extensions: extensions ?? [],
  };
};

const MAX_BYTES = 1 << 18;

/** Refuses `der.malformed`. */
export const viewCertificate = (der: Uint8Array): Result<CertificateView> =>
  readDer(
    der,
    (r) => {
      const certificate = r.sequence();
      const tbs = readTbs(certificate);
      const signed = readSignedView(certificate);
      certificate.end();
      return { ...tbs, signed };
    },
    { maxBytes: MAX_BYTES },
  );

/** Of a TBSCertificate: before it is signed. Refuses `der.malformed`. */
export const viewTbsCertificate = (der: Uint8Array): Result<CertificateView> =>
  readDer(der, (r) => ({ ...readTbs(r), signed: undefined }), { maxBytes: MAX_BYTES });

export const isAuthority = (view: CertificateView): boolean =>
  contentOf(view, OID.basicConstraints, parseBasicConstraints)?.isCa === true;

/** Issuer and subject are the same, octet by octet. */
export const isSelfIssued = ({ issuer, subject }: CertificateView): boolean =>
  issuer.der.length === subject.der.length && issuer.der.every((octet, i) => octet === subject.der[i]);

/** undefined when it is absent or cannot be read. */
export const usagesOf = (view: CertificateView): readonly KeyUsage[] | undefined =>
  contentOf(view, OID.keyUsage, parseKeyUsage);

/** Dotted OIDs; undefined when it is absent or cannot be read. */
export const purposesOf = (view: CertificateView): readonly string[] | undefined =>
  contentOf(view, OID.extendedKeyUsage, parseExtendedKeyUsage);
