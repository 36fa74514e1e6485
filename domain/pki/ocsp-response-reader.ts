/**
 * Reads what a responder answers: ours in tests and monitoring, others' when they are relied on. RFC 6960 §4.2.1. Does not
 * verify the signature, and says nothing about whether the signer may answer. Input is untrusted.
 */
import { OID } from "../der/oid.ts";
import { type DerReader, malformed, must, readDer } from "../der/reader.ts";
import type { Instant } from "../kernel/instant.ts";
import type { Result } from "../kernel/result.ts";
import { parseSignatureAlgorithm, type SignatureAlgorithm } from "./algorithm.ts";
import type { Extension } from "./extension/extension.ts";
import { readExtensions } from "./extension/read-extensions.ts";
import { checkOcspExtensions, type OcspPlace } from "./ocsp-extensions.ts";
import { REVOCATION_REASONS, type RevocationReason } from "./revocation-reason.ts";

export type ReadSingleResponse = {
  /** CertID as it stands. */
  readonly certId: Uint8Array;
  readonly status:
    | { readonly at: "good" | "unknown" }
    | { readonly at: "revoked"; readonly revokedAt: Instant; readonly reason: RevocationReason };
  readonly thisUpdate: Instant;
  readonly nextUpdate: Instant | undefined;
  readonly extensions: readonly Extension[];
};

export type ReadOcspResponse =
  | { readonly status: "malformedRequest" | "internalError" | "tryLater" | "sigRequired" | "unauthorized" }
  | {
      readonly status: "successful";
      /** ResponseData: the signed bytes. */
      readonly data: Uint8Array;
      /** DER Name, or the SHA-1 of the responder's key bits. */
      readonly responder: { readonly name: Uint8Array } | { readonly keyHash: Uint8Array };
      readonly producedAt: Instant;
      readonly responses: readonly ReadSingleResponse[];
      readonly extensions: readonly Extension[];
      readonly algorithm: SignatureAlgorithm;
      readonly signature: Uint8Array;
      /** Certificates, DER, unread. */
      readonly certificates: readonly Uint8Array[];
    };

const MAX_BYTES = 1 << 17;
const MAX_RESPONSES = 256;
const MAX_CERTIFICATES = 8;
const ERRORS = {
  1: "malformedRequest",
  2: "internalError",
  3: "tryLater",
  5: "sigRequired",
  6: "unauthorized",
} as const;

const enumerated = (r: DerReader): number => {
  const { content } = r.expect(0x0a);
  return content.length === 1 ? (content[0] ?? 0) : malformed("an ENUMERATED out of range");
};

const reasonOf = (code: number): RevocationReason =>
  (Object.keys(REVOCATION_REASONS) as RevocationReason[]).find((r) => REVOCATION_REASONS[r] === code) ??
  malformed("an unknown reason");

/** Those that are known are looked into. */
const optionalExtensions = (r: DerReader, tag: number, place: OcspPlace): readonly Extension[] => {
  const element = r.optional(tag);
  if (element === undefined) return [];
  const inside = r.inside(element);
  const extensions = checkOcspExtensions(place, readExtensions(inside));
  inside.end();
  return extensions;
};

/** One time in an explicit tag. */
const tagged = (r: DerReader, tag: number): Instant | undefined => {
  const element = r.optional(tag);
  if (element === undefined) return undefined;
  const inside = r.inside(element);
  const time = inside.generalizedTime();
  inside.end();
  return time;
};

const readStatus = (r: DerReader): ReadSingleResponse["status"] => {
  const element = r.next();
  if (element.tag === 0x80 || element.tag === 0x82) {
    if (element.content.length > 0) malformed("a status with content");
    return { at: element.tag === 0x80 ? "good" : "unknown" };
  }
  if (element.tag !== 0xa1) return malformed("an unknown status");
  const revoked = r.inside(element);
  const revokedAt = revoked.generalizedTime();
  const wrapper = revoked.optional(0xa0);
  revoked.end();
  const reason = wrapper === undefined ? "unspecified" : reasonOf(must(readDer(wrapper.content, enumerated)));
  return { at: "revoked", revokedAt, reason };
};

const readSingle = (r: DerReader): ReadSingleResponse => {
  const one = r.sequence();
  const certId = one.expect(0x30).whole;
  const status = readStatus(one);
  const thisUpdate = one.generalizedTime();
  const nextUpdate = tagged(one, 0xa0);
  const extensions = optionalExtensions(one, 0xa1, "single-response");
  one.end();
  return { certId, status, thisUpdate, nextUpdate, extensions };
};

const readResponder = (r: DerReader): { readonly name: Uint8Array } | { readonly keyHash: Uint8Array } => {
  if (r.peek() === 0xa1) {
    const inside = r.inside(r.expect(0xa1));
    const name = inside.expect(0x30).whole;
    inside.end();
    return { name };
  }
  const inside = r.inside(r.expect(0xa2));
  const keyHash = inside.octetString();
  inside.end();
  return keyHash.length === 20 ? { keyHash } : malformed("a key hash that is no SHA-1");
};

const readBasic = (r: DerReader): ReadOcspResponse => {
  const basic = r.sequence();
  const element = basic.expect(0x30);
  const algorithm = must(parseSignatureAlgorithm(basic.expect(0x30).whole));
  const signature = basic.bitString();
  const wrapper = basic.optional(0xa0);
  basic.end();
  const certificates: Uint8Array[] = [];
  if (wrapper !== undefined) {
    const outer = basic.inside(wrapper);
    const list = outer.sequence();
    outer.end();
    while (!list.isAtEnd) certificates.push(list.expect(0x30).whole);
  }
  if (certificates.length > MAX_CERTIFICATES) malformed("too many certificates");
  const data = basic.inside(element);
  if (data.peek() === 0xa0) malformed("a version that is the default, or unknown");
  const responder = readResponder(data);
  const producedAt = data.generalizedTime();
  const responses = data.each(data.expect(0x30), readSingle);
  if (responses.length === 0 || responses.length > MAX_RESPONSES) malformed("too few or too many responses");
  const extensions = optionalExtensions(data, 0xa1, "response");
  data.end();
  const rest = { responder, producedAt, responses, extensions, algorithm, signature, certificates };
  return { status: "successful", data: element.whole, ...rest };
};

/** Refuses `ocsp.malformed`, and `csr.unsupported-key` for a signature algorithm that is not known here. */
export const parseOcspResponse = (der: Uint8Array): Result<ReadOcspResponse> =>
  readDer(
    der,
    (r): ReadOcspResponse => {
      const response = r.sequence();
      const code = enumerated(response);
      const wrapper = response.optional(0xa0);
      response.end();
      if (code !== 0) {
        if (wrapper !== undefined) malformed("an error with an answer");
        const status = ERRORS[code as keyof typeof ERRORS] ?? malformed("an unknown status");
        return { status };
      }
      if (wrapper === undefined) return malformed("no answer");
      const outer = response.inside(wrapper);
      const bytes = outer.sequence();
      outer.end();
      if (bytes.oid() !== OID.ocspBasic) malformed("another kind of answer");
      const basic = bytes.octetString();
      bytes.end();
      return must(readDer(basic, readBasic, { maxBytes: MAX_BYTES }));
    },
    { code: "ocsp.malformed", maxBytes: MAX_BYTES },
  );
