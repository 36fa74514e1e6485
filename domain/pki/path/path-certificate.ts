/**
 * A certificate as path validation sees it. `tbs-certificate.ts` reads what we would write; this reads what others have
 * written and RFC 5280 asks to bear with: versions 1 and 2, unique identifiers (§4.1.2.8), serial numbers that are not
 * positive (§4.1.2.2), GeneralizedTime before 2050 (§4.1.2.5), any signature algorithm.
 */
import { type DerReader, malformed, must, readDer } from "../../der/reader.ts";
import { equalBytes } from "../../kernel/bytes.ts";
import type { Instant } from "../../kernel/instant.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "../extension/extension.ts";
import { readExtensions } from "../extension/read-extensions.ts";

export type PathCertificate = {
  /** The bytes that are signed. */
  readonly tbs: Uint8Array;
  /** AlgorithmIdentifier, DER. */
  readonly algorithm: Uint8Array;
  readonly signature: Uint8Array;
  /** DER Name. */
  readonly issuer: Uint8Array;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** DER Name. */
  readonly subject: Uint8Array;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly extensions: readonly Extension[];
};

const VERSIONS = new Map<number, 2 | 3>([
  [1, 2],
  [2, 3],
]);

const readVersion = (t: DerReader): 1 | 2 | 3 => {
  const wrapper = t.optional(0xa0);
  if (wrapper === undefined) return 1;
  const inner = t.inside(wrapper);
  // Version 1 is the default, which DER leaves out.
  const version = VERSIONS.get(inner.smallInteger()) ?? malformed("not a version of certificates");
  inner.end();
  return version;
};

const readTime = (r: DerReader): Instant => (r.peek() === 0x18 ? r.generalizedTime() : r.time());

const readValidity = (t: DerReader): { readonly notBefore: Instant; readonly notAfter: Instant } => {
  const validity = t.sequence();
  const notBefore = readTime(validity);
  const notAfter = readTime(validity);
  validity.end();
  return { notBefore, notAfter };
};

const skipUniqueIdentifiers = (t: DerReader, version: 1 | 2 | 3): void => {
  const isThere = [t.optional(0x81), t.optional(0x82)].some((id) => id !== undefined);
  if (isThere && version === 1) malformed("unique identifiers in a version 1 certificate");
};

const readOptionalExtensions = (t: DerReader, version: 1 | 2 | 3): readonly Extension[] => {
  const wrapper = t.optional(0xa3);
  if (wrapper === undefined) return [];
  if (version !== 3) malformed("extensions in a certificate that is not of version 3");
  const inner = t.inside(wrapper);
  const extensions = readExtensions(inner);
  inner.end();
  return extensions;
};

const readTbs = (t: DerReader) => {
  const version = readVersion(t);
  t.integerBytes();
  const inner = t.expect(0x30).whole;
  const issuer = t.expect(0x30).whole;
  const validity = readValidity(t);
  const subject = t.expect(0x30).whole;
  const spki = t.expect(0x30).whole;
  skipUniqueIdentifiers(t, version);
  const extensions = readOptionalExtensions(t, version);
  t.end();
  return { inner, fields: { issuer, ...validity, subject, spki, extensions } };
};

/** Takes a certificate of any version apart; verifies nothing. At most 256 KiB. Refuses `der.malformed`. */
export const parsePathCertificate = (der: Uint8Array): Result<PathCertificate> =>
  readDer(
    der,
    (r) => {
      const c = r.sequence();
      const tbs = c.expect(0x30).whole;
      const algorithm = c.expect(0x30).whole;
      const signature = c.bitString();
      c.end();
      const { inner, fields } = must(readDer(tbs, (t) => readTbs(t.sequence())));
      // RFC 5280 §4.1.1.2: the same inside and outside of what is signed.
      if (!equalBytes(inner, algorithm)) malformed("two signature algorithms");
      return { tbs, algorithm, signature, ...fields };
    },
    { maxBytes: 1 << 18 },
  );
