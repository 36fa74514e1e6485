/** CRLs: entries as finished DER, the list around them, and a reader for checking. RFC 5280 §5.1, §5.2, §5.3. */

import { OID } from "../der/oid.ts";
import { malformed, must, readDer } from "../der/reader.ts";
import {
  bitString,
  enumerated,
  generalizedTime,
  integer,
  integerFromBytes,
  sequence,
  sequenceOf,
  time,
} from "../der/writer.ts";
import { fromHex } from "../kernel/bytes.ts";
import type { Instant } from "../kernel/instant.ts";
import type { Result } from "../kernel/result.ts";
import { encodeSignatureAlgorithm, parseSignatureAlgorithm, type SignatureAlgorithm } from "./algorithm.ts";
import { authorityKeyIdentifier } from "./extension/authority-key-identifier.ts";
import { crlNumber } from "./extension/crl-number.ts";
import { type Extension, encodeExtensions, optionalExtensions } from "./extension/extension.ts";
import { issuingDistributionPoint } from "./extension/issuing-distribution-point.ts";
import { readExtensions } from "./extension/read-extensions.ts";
import { REVOCATION_REASONS, type RevocationReason } from "./revocation-reason.ts";

export type RevokedEntry = {
  readonly serial: string;
  readonly revokedAt: Instant;
  readonly reason: RevocationReason;
  /** When the key is believed lost. RFC 5280 §5.3.2. */
  readonly invalidSince?: Instant;
};

/** One element of revokedCertificates. `unspecified` is told by the absence of a reason. RFC 5280 §5.3.1. */
export const encodeRevokedEntry = ({ serial, revokedAt, reason, invalidSince }: RevokedEntry): Uint8Array => {
  const bytes = fromHex(serial);
  if (bytes === undefined || bytes.length === 0) throw new TypeError("not a serial number");
  const extensions: Extension[] = [];
  if (reason !== "unspecified")
    extensions.push({ oid: OID.reasonCode, critical: false, value: enumerated(REVOCATION_REASONS[reason]) });
  if (invalidSince !== undefined)
    extensions.push({ oid: OID.invalidityDate, critical: false, value: generalizedTime(invalidSince) });
  const encoded = encodeExtensions(extensions);
  return sequence(integerFromBytes(bytes), time(revokedAt), ...(encoded === undefined ? [] : [encoded]));
};

export type TbsCertList = {
  readonly algorithm: SignatureAlgorithm;
  /** DER Name. */
  readonly issuer: Uint8Array;
  readonly thisUpdate: Instant;
  readonly nextUpdate: Instant;
  /** From `encodeRevokedEntry`, in the order they shall stand. */
  readonly entries: readonly Uint8Array[];
  readonly number: bigint;
  readonly authorityKeyId: Uint8Array;
  /** Given for a partitioned CRL: the URL that its certificates name. */
  readonly distributionPoint?: string;
  readonly onlyUserCertificates?: boolean;
};

export const encodeTbsCertList = (t: TbsCertList): Uint8Array => {
  const extensions: Extension[] = [authorityKeyIdentifier(t.authorityKeyId), crlNumber(t.number)];
  if (t.distributionPoint !== undefined)
    extensions.push(issuingDistributionPoint(t.distributionPoint, t.onlyUserCertificates ?? false));
  return sequence(
    integer(1),
    encodeSignatureAlgorithm(t.algorithm),
    t.issuer,
    time(t.thisUpdate),
    time(t.nextUpdate),
    // An empty list must be absent. RFC 5280 §5.1.2.6
    ...(t.entries.length === 0 ? [] : [sequenceOf(t.entries)]),
    ...optionalExtensions(0, extensions),
  );
};

export const encodeCertificateList = (
  tbs: Uint8Array,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
): Uint8Array => sequence(tbs, encodeSignatureAlgorithm(algorithm), bitString(signature));

export type CertificateList = {
  readonly tbs: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  readonly issuer: Uint8Array;
  readonly thisUpdate: Instant;
  readonly nextUpdate: Instant;
  readonly number: bigint;
  readonly entries: readonly {
    readonly serial: string;
    readonly revokedAt: Instant;
    readonly reason: RevocationReason;
  }[];
};

const reasonOf = (extensions: readonly Extension[]): RevocationReason => {
  const code = extensions.find((e) => e.oid === OID.reasonCode);
  if (code === undefined) return "unspecified";
  const number = must(readDer(code.value, (r) => r.expect(0x0a).content.join()));
  const name = (Object.keys(REVOCATION_REASONS) as RevocationReason[]).find(
    (k) => String(REVOCATION_REASONS[k]) === number,
  );
  return name ?? malformed("an unknown reason");
};

/** Takes a v2 CRL with a number apart; does not verify it. Refuses `der.malformed`. */
export const parseCertificateList = (der: Uint8Array): Result<CertificateList> =>
  readDer(der, (r) => {
    const list = r.sequence();
    const tbsElement = list.expect(0x30);
    const algorithm = must(parseSignatureAlgorithm(list.expect(0x30).whole));
    const signature = list.bitString();
    list.end();
    const t = list.inside(tbsElement);
    if (t.smallInteger() !== 1) malformed("not a version 2 CRL");
    // RFC 5280 §5.1.1.2: the same inside and outside of what is signed.
    if (must(parseSignatureAlgorithm(t.expect(0x30).whole)) !== algorithm) malformed("two signature algorithms");
    const issuer = t.expect(0x30).whole;
    const thisUpdate = t.time();
    const nextUpdate = t.time();
    const revoked = t.optional(0x30);
    if (revoked?.content.length === 0) malformed("an empty list of entries");
    const entries =
      revoked === undefined
        ? []
        : t.each(revoked, (inner) => {
            const e = inner.sequence();
            const serial = e.unsignedHex();
            const revokedAt = e.time();
            const reason = e.isAtEnd ? "unspecified" : reasonOf(readExtensions(e));
            e.end();
            return { serial, revokedAt, reason };
          });
    const wrapper = t.inside(t.expect(0xa0));
    const extensions = readExtensions(wrapper);
    wrapper.end();
    t.end();
    const number = extensions.find((e) => e.oid === OID.crlNumber) ?? malformed("a CRL without a number");
    const hex = must(readDer(number.value, (n) => n.unsignedHex()));
    const tbs = tbsElement.whole;
    return { tbs, algorithm, signature, issuer, thisUpdate, nextUpdate, number: BigInt(`0x${hex}`), entries };
  });
