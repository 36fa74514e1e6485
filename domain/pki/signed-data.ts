/**
 * SignedData with one signer over content that is elsewhere (detached). RFC 5652 §5. Strict where the RFC is generous:
 * all of it is DER, the signer is one, and what is signed are attributes, which name content and type.
 */
import { OID } from "../der/oid.ts";
import { type DerReader, malformed, must, readDer } from "../der/reader.ts";
import { byOctets, tlv } from "../der/writer.ts";
import type { Instant } from "../kernel/instant.ts";
import type { Result } from "../kernel/result.ts";
import type { SignatureScheme } from "../kernel/signature-scheme.ts";
import { parseSignatureAlgorithm } from "./algorithm.ts";

/** RFC 5652 §4, §5.1; attributes §11; ESS RFC 5035 §3. */
export const CMS_OID = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  signingCertificateV2: "1.2.840.113549.1.9.16.2.47",
} as const;

const MAX_CERTIFICATES = 16;
const MAX_ATTRIBUTES = 32;

export type CmsHash = "sha256" | "sha384" | "sha512";
const HASHES: ReadonlyMap<string, CmsHash> = new Map([
  [OID.sha256, "sha256"],
  [OID.sha384, "sha384"],
  [OID.sha512, "sha512"],
]);

/** `issuer`: DER Name; `serial`: hex. Or the subject key identifier. RFC 5652 §5.3. */
export type SignerId =
  | { readonly by: "issuer"; readonly issuer: Uint8Array; readonly serial: string }
  | { readonly by: "key"; readonly identifier: Uint8Array };

export type SignedData = {
  readonly certificates: readonly Uint8Array[];
  readonly signer: SignerId;
  readonly hash: CmsHash;
  readonly scheme: SignatureScheme;
  readonly signature: Uint8Array;
  /** The signed attributes as they are signed: a DER SET OF. */
  readonly signed: Uint8Array;
  readonly messageDigest: Uint8Array;
  readonly signingTime: Instant | undefined;
  /** Digest of the signer's certificate, where the signer named it. */
  readonly signingCertificate: { readonly hash: CmsHash; readonly digest: Uint8Array } | undefined;
};

/** AlgorithmIdentifier of a hash; NULL parameters are as good as none. RFC 5754 §2. */
const readHash = (r: DerReader): CmsHash => {
  const algorithm = r.sequence();
  const hash = HASHES.get(algorithm.oid()) ?? malformed("the hash is not SHA-256, SHA-384 or SHA-512");
  if (!algorithm.isAtEnd) algorithm.null();
  algorithm.end();
  return hash;
};

const hashIn = (scheme: SignatureScheme): string | undefined => /sha\d+$/.exec(scheme)?.[0];

/** An RSA key may be named instead of the algorithm; the hash is then the digest's. RFC 5754 §3.2. */
const readScheme = (identifier: Uint8Array, hash: CmsHash): SignatureScheme => {
  const name = must(
    readDer(identifier, (r) => {
      const algorithm = r.sequence();
      const name = algorithm.oid();
      if (!algorithm.isAtEnd) algorithm.next();
      algorithm.end();
      return name;
    }),
  );
  if (name === OID.rsaEncryption) return `rsa-${hash}`;
  const scheme = must(parseSignatureAlgorithm(identifier));
  return hashIn(scheme) === hash ? scheme : malformed("digest and signature have two hashes");
};

const readSignerId = (r: DerReader): SignerId => {
  const key = r.optional(0x80);
  if (key !== undefined) return { by: "key", identifier: key.content };
  const id = r.sequence();
  const issuer = id.expect(0x30).whole;
  const serial = id.unsignedHex();
  id.end();
  return { by: "issuer", issuer, serial };
};

type Attributes = ReadonlyMap<string, Uint8Array>;

/** By type, each once and with one value (§11.1 to §11.3), in the order that DER has for a SET OF. */
const readAttributes = (set: Uint8Array): Attributes =>
  must(
    readDer(set, (r) => {
      const attributes = new Map<string, Uint8Array>();
      let before: Uint8Array | undefined;
      const all = r.inside(r.expect(0x31));
      while (!all.isAtEnd) {
        const element = all.expect(0x30);
        if (before !== undefined && byOctets(before, element.whole) >= 0) malformed("signed attributes out of order");
        before = element.whole;
        const attribute = all.inside(element);
        const type = attribute.oid();
        const values = attribute.inside(attribute.expect(0x31));
        if (attributes.has(type) || attributes.size >= MAX_ATTRIBUTES)
          malformed("a signed attribute twice, or too many");
        attributes.set(type, values.next().whole);
        values.end();
        attribute.end();
      }
      return attributes;
    }),
  );

const attributeOf = <T>(attributes: Attributes, type: string, read: (r: DerReader) => T): T | undefined => {
  const value = attributes.get(type);
  return value && must(readDer(value, read));
};

/** The first of SigningCertificateV2: the signer's own. RFC 5035 §3, §4. */
const readSigningCertificate = (r: DerReader) => {
  const all = r.sequence();
  const certificates = all.sequence();
  const first = certificates.sequence();
  const hash = first.peek() === 0x30 ? readHash(first) : "sha256";
  const digest = first.octetString();
  if (!first.isAtEnd) first.expect(0x30);
  first.end();
  while (!certificates.isAtEnd) certificates.expect(0x30);
  if (!all.isAtEnd) all.expect(0x30);
  all.end();
  return { hash, digest } as const;
};

const readSigner = (r: DerReader): Omit<SignedData, "certificates"> => {
  const info = r.sequence();
  const version = info.smallInteger();
  const signer = readSignerId(info);
  // RFC 5652 §5.3.
  if (version !== (signer.by === "issuer" ? 1 : 3)) malformed("the signer's version is not its kind's");
  const hash = readHash(info);
  // IMPLICIT: signed is the SET OF that it stands for. RFC 5652 §5.4.
  const { content } = info.expect(0xa0);
  const signed = tlv(0x31, content);
  const scheme = readScheme(info.expect(0x30).whole, hash);
  const signature = info.octetString();
  // What nobody signed says nothing.
  info.optional(0xa1);
  info.end();
  const attributes = readAttributes(signed);
  if (attributeOf(attributes, CMS_OID.contentType, (value) => value.oid()) !== CMS_OID.data)
    malformed("the signed content is not data");
  const messageDigest = attributeOf(attributes, CMS_OID.messageDigest, (value) => value.octetString());
  return {
    signer,
    hash,
    scheme,
    signature,
    signed,
    messageDigest: messageDigest ?? malformed("no digest of the content is signed"),
    signingTime: attributeOf(attributes, CMS_OID.signingTime, (value) => value.time()),
    signingCertificate: attributeOf(attributes, CMS_OID.signingCertificateV2, readSigningCertificate),
  };
};

const readCertificates = (r: DerReader): readonly Uint8Array[] => {
  const set = r.optional(0xa0);
  if (set === undefined) return [];
  const certificates = r.each(set, (inner) => inner.expect(0x30).whole);
  return certificates.length <= MAX_CERTIFICATES ? certificates : malformed("too many certificates");
};

/** Takes it apart; verifies nothing. Refuses `der.malformed`, also for no signer or two, and for content within. */
export const parseSignedData = (der: Uint8Array): Result<SignedData> =>
  readDer(
    der,
    (r) => {
      const info = r.sequence();
      if (info.oid() !== CMS_OID.signedData) malformed("not SignedData");
      const wrapper = info.inside(info.expect(0xa0));
      info.end();
      const data = wrapper.sequence();
      wrapper.end();
      const version = data.smallInteger();
      if (version !== 1 && version !== 3) malformed("an unknown version");
      data.expect(0x31);
      const content = data.sequence();
      if (content.oid() !== CMS_OID.data || !content.isAtEnd) malformed("the content is not data, or stands within");
      const certificates = readCertificates(data);
      data.optional(0xa1);
      const signers = data.inside(data.expect(0x31));
      data.end();
      const signer = readSigner(signers);
      if (!signers.isAtEnd) malformed("more than one signer");
      return { ...signer, certificates };
    },
    { maxBytes: 1 << 17 },
  );
