/** CRLs: entries as finished DER, the list around them, and a reader for checking. RFC 5280 §5.1, §5.2, §5.3. */

import { OID } from "../der/oid.ts";
import { type DerReader, malformed, must, readDer } from "../der/reader.ts";
import { bitString, integer, integerFromBytes, sequence, sequenceOf, time } from "../der/writer.ts";
import { equalBytes, fromHex } from "../kernel/bytes.ts";
import type { Instant } from "../kernel/instant.ts";
import type { Result } from "../kernel/result.ts";
import { encodeSignatureAlgorithm, parseSignatureAlgorithm, type SignatureAlgorithm } from "./algorithm.ts";
import { authorityKeyIdentifier } from "./extension/authority-key-identifier.ts";
import { certificateIssuer, parseCertificateIssuer } from "./extension/certificate-issuer.ts";
import { crlNumber, parseCrlNumber } from "./extension/crl-number.ts";
import { deltaCrlIndicator, parseDeltaCrlIndicator } from "./extension/delta-crl-indicator.ts";
import { type Extension, encodeExtensions, optionalExtensions } from "./extension/extension.ts";
import { freshestCrl } from "./extension/freshest-crl.ts";
import type { GeneralName } from "./extension/general-name.ts";
import { invalidityDate, parseInvalidityDate } from "./extension/invalidity-date.ts";
import { type CrlScope, issuingDistributionPoint, scopeOf } from "./extension/issuing-distribution-point.ts";
import { readExtensions } from "./extension/read-extensions.ts";
import { type EntryReason, parseReasonCode, reasonCode } from "./extension/reason-code.ts";

export type RevokedEntry = {
  readonly serial: string;
  readonly revokedAt: Instant;
  readonly reason: EntryReason;
  /** When the key is believed lost. RFC 5280 §5.3.2. */
  readonly invalidSince?: Instant;
  /** DER Name of who issued the certificate, in an indirect CRL; stands for the entries after it too. RFC 5280 §5.3.3. */
  readonly certificateIssuer?: Uint8Array;
};

/** One element of revokedCertificates. `unspecified` is told by the absence of a reason. RFC 5280 §5.3.1. */
export const encodeRevokedEntry = (entry: RevokedEntry): Uint8Array => {
  const { serial, revokedAt, reason, invalidSince, certificateIssuer: issuer } = entry;
  const bytes = fromHex(serial);
  if (bytes === undefined || bytes.length === 0) throw new TypeError("not a serial number");
  const encoded = encodeExtensions([
    ...(reason === "unspecified" ? [] : [reasonCode(reason)]),
    ...(invalidSince === undefined ? [] : [invalidityDate(invalidSince)]),
    ...(issuer === undefined ? [] : [certificateIssuer([{ kind: "directoryName", der: issuer }])]),
  ]);
  return sequence(integerFromBytes(bytes), time(revokedAt), ...(encoded === undefined ? [] : [encoded]));
};

export type TbsCertList = {
  readonly algorithm: SignatureAlgorithm;
  /** DER Name. */
  readonly issuer: Uint8Array;
  readonly thisUpdate: Instant;
  readonly nextUpdate: Instant;
  /** From `encodeRevokedEntry` or `encodeRevocations`, in the order they shall stand. */
  readonly entries: readonly Uint8Array[];
  readonly number: bigint;
  readonly authorityKeyId: Uint8Array;
  /** Given when the list is not about all certificates of its issuer. */
  readonly scope?: CrlScope;
  /** Number of the complete list that a delta goes with. */
  readonly deltaBase?: bigint;
  /** Where the delta to this complete list is fetched. */
  readonly freshest?: readonly string[];
  /** Others, such as issuerAltName or authorityInfoAccess (RFC 5280 §5.2.2, §5.2.7), in the order they shall stand. */
  readonly extensions?: readonly Extension[];
};

export const encodeTbsCertList = (t: TbsCertList): Uint8Array => {
  const extensions: Extension[] = [authorityKeyIdentifier(t.authorityKeyId), crlNumber(t.number)];
  if (t.deltaBase !== undefined) {
    if (t.deltaBase >= t.number) throw new TypeError("a delta to a list that is not older");
    extensions.push(deltaCrlIndicator(t.deltaBase));
  }
  if (t.scope !== undefined) extensions.push(issuingDistributionPoint(t.scope));
  if (t.freshest !== undefined) extensions.push(freshestCrl(t.freshest));
  extensions.push(...(t.extensions ?? []));
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
  readonly scope: CrlScope | undefined;
  readonly deltaBase: bigint | undefined;
  readonly extensions: readonly Extension[];
  readonly entries: readonly {
    readonly serial: string;
    readonly revokedAt: Instant;
    readonly reason: EntryReason;
    readonly invalidSince?: Instant;
    /** Who issued this certificate and those after it, in an indirect CRL. RFC 5280 §5.3.3. */
    readonly certificateIssuer?: readonly GeneralName[];
    readonly extensions: readonly Extension[];
  }[];
};

/** What is said of one entry. What is known must be what it claims to be. */
const readEntry = (e: DerReader): CertificateList["entries"][number] => {
  const serial = e.unsignedHex();
  const revokedAt = e.time();
  const extensions = e.isAtEnd ? [] : readExtensions(e);
  e.end();
  const extensionOf = <T>(oid: string, parse: (value: Uint8Array) => Result<T>): T | undefined => {
    const found = extensions.find((x) => x.oid === oid);
    return found && must(parse(found.value));
  };
  const invalidSince = extensionOf(OID.invalidityDate, parseInvalidityDate);
  const issuers = extensionOf(OID.certificateIssuer, parseCertificateIssuer);
  return {
    serial,
    revokedAt,
    reason: extensionOf(OID.reasonCode, parseReasonCode) ?? "unspecified",
    ...(invalidSince && { invalidSince }),
    ...(issuers && { certificateIssuer: issuers }),
    extensions,
  };
};

/** Takes a v2 CRL with a number apart; does not verify it. Refuses `der.malformed`. */
export const parseCertificateList = (der: Uint8Array): Result<CertificateList> =>
  readDer(der, (r) => {
    const list = r.sequence();
    const tbsElement = list.expect(0x30);
    const identifier = list.expect(0x30).whole;
    const algorithm = must(parseSignatureAlgorithm(identifier));
    const signature = list.bitString();
    list.end();
    const t = list.inside(tbsElement);
    if (t.smallInteger() !== 1) malformed("not a version 2 CRL");
    // RFC 5280 §5.1.1.2: the same inside and outside of what is signed.
    if (!equalBytes(t.expect(0x30).whole, identifier)) malformed("two signature algorithms");
    const issuer = t.expect(0x30).whole;
    const thisUpdate = t.time();
    const nextUpdate = t.time();
    const revoked = t.optional(0x30);
    if (revoked?.content.length === 0) malformed("an empty list of entries");
    const entries = revoked === undefined ? [] : t.each(revoked, (inner) => readEntry(inner.sequence()));
    const wrapper = t.inside(t.expect(0xa0));
    const extensions = readExtensions(wrapper);
    wrapper.end();
    t.end();
    const number = extensions.find((e) => e.oid === OID.crlNumber) ?? malformed("a CRL without a number");
    const delta = extensions.find((e) => e.oid === OID.deltaCrlIndicator);
    if (delta === undefined && entries.some((e) => e.reason === "removeFromCRL"))
      malformed("an entry is removed from a list that is no delta");
    return {
      tbs: tbsElement.whole,
      algorithm,
      signature,
      issuer,
      thisUpdate,
      nextUpdate,
      number: must(parseCrlNumber(number.value)),
      scope: scopeOf(extensions),
      deltaBase: delta && must(parseDeltaCrlIndicator(delta.value)),
      extensions,
      entries,
    };
  });
