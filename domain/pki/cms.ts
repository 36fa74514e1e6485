/**
 * SignedData that signs nothing: how EST, SCEP and directories carry certificates and CRLs. RFC 5652 §5.1, "the
 * degenerate case"; the same bytes as PKCS #7 has for it, RFC 2315 §9.1.
 */
import { type DerReader, malformed, readDer } from "../der/reader.ts";
import { explicit, integer, oid, sequence, setOf, tlv } from "../der/writer.ts";
import type { Result } from "../kernel/result.ts";

/** id-data, RFC 5652 §4. */
const DATA = "1.2.840.113549.1.7.1";
/** id-signedData, RFC 5652 §5.1. */
const SIGNED_DATA = "1.2.840.113549.1.7.2";

/** More than any chain or bundle has that a person looks at. */
const MAX_CERTIFICATES = 1024;
const MAX_CRLS = 64;

/** Whole Certificates and CertificateLists, DER. */
export type CertificateBundle = {
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
};

/**
 * `[n] IMPLICIT SET OF`, left out when there is nothing in it. In the caller's order, as OpenSSL does it: only what is
 * signed must be DER here (RFC 5652 §5.3), and there are clients that take the first certificate for theirs.
 */
const optionalSet = (n: number, elements: readonly Uint8Array[]): readonly Uint8Array[] =>
  elements.length === 0 ? [] : [tlv(0xa0 | n, ...elements)];

/** ContentInfo with a SignedData of version 1. Too many certificates or CRLs are a Defect. */
export const encodeCertificateBundle = ({ certificates, crls }: CertificateBundle): Uint8Array => {
  if (certificates.length > MAX_CERTIFICATES || crls.length > MAX_CRLS) throw new TypeError("the bundle is too large");
  const parts = [
    integer(1),
    setOf(),
    sequence(oid(DATA)),
    ...optionalSet(0, certificates),
    ...optionalSet(1, crls),
    setOf(),
  ];
  return sequence(oid(SIGNED_DATA), explicit(0, sequence(...parts)));
};

/** Only the X.509 alternatives, which have no tag of their own: attribute certificates are none of ours. */
const readSet = (r: DerReader, n: number, max: number): readonly Uint8Array[] => {
  const set = r.optional(0xa0 | n);
  if (set === undefined) return [];
  const elements = r.each(set, (inner) => inner.expect(0x30).whole);
  return elements.length <= max ? elements : malformed("too many certificates or CRLs");
};

const readSignedData = (r: DerReader): CertificateBundle => {
  // 1 with X.509 alone; writers that count by other rules say 3 to 5 and mean the same. RFC 5652 §5.1.
  const version = r.smallInteger();
  if (version < 1 || version > 5 || version === 2) malformed("an unknown version");
  if (r.expect(0x31).content.length > 0) malformed("digest algorithms without a signer");
  const content = r.sequence();
  if (content.oid() !== DATA) malformed("the content is not data");
  content.end();
  const certificates = readSet(r, 0, MAX_CERTIFICATES);
  const crls = readSet(r, 1, MAX_CRLS);
  if (r.expect(0x31).content.length > 0) malformed("a signed message where certificates alone are expected");
  r.end();
  return { certificates, crls };
};

/**
 * Takes a bundle apart, in the order in which it stands there; the certificates and CRLs themselves are not read.
 * Refuses `der.malformed`, also for what is signed or carries content.
 */
export const parseCertificateBundle = (der: Uint8Array): Result<CertificateBundle> =>
  readDer(der, (r) => {
    const info = r.sequence();
    if (info.oid() !== SIGNED_DATA) malformed("not SignedData");
    const wrapper = info.inside(info.expect(0xa0));
    info.end();
    const bundle = readSignedData(wrapper.sequence());
    wrapper.end();
    return bundle;
  });
