/** An OCSP response as its rules see it: every field as it stands. RFC 6960 §4.2.1. */
import { type DerReader, malformed, readDer } from "../../../der/reader.ts";
import type { Result } from "../../../kernel/result.ts";
import type { Rule } from "../rule.ts";
import { type AlgorithmView, readAlgorithmView, readSignedView, type SignedView } from "./algorithm-view.ts";
import { type ExtensionView, readExtensionViews } from "./extension-view.ts";
import { type NameView, readNameView } from "./name-view.ts";
import { readTimeView, type TimeView } from "./time-view.ts";

export type SingleView = {
  readonly hash: AlgorithmView;
  readonly nameHash: Uint8Array;
  readonly keyHash: Uint8Array;
  /** Content of the INTEGER. */
  readonly serial: Uint8Array;
  readonly status: "good" | "revoked" | "unknown";
  readonly revokedAt: TimeView | undefined;
  /** CRLReason. */
  readonly reason: number | undefined;
  readonly thisUpdate: TimeView;
  readonly nextUpdate: TimeView | undefined;
  readonly extensions: readonly ExtensionView[];
};

/** BasicOCSPResponse. */
export type BasicView = {
  /** Content of the INTEGER; undefined when the field is absent, which means v1. */
  readonly version: Uint8Array | undefined;
  readonly responder: { readonly name: NameView } | { readonly keyHash: Uint8Array };
  readonly producedAt: TimeView;
  readonly responses: readonly SingleView[];
  readonly hasExtensions: boolean;
  readonly extensions: readonly ExtensionView[];
  readonly signed: SignedView;
  readonly certificates: readonly Uint8Array[];
};

export type OcspView = {
  /** OCSPResponseStatus. */
  readonly status: number;
  /** Dotted OID; undefined without responseBytes. */
  readonly type: string | undefined;
  /** Given when `type` is id-pkix-ocsp-basic. */
  readonly basic: BasicView | undefined;
};

export type OcspRule = Rule<OcspView>;

const BASIC = "1.3.6.1.5.5.7.48.1.1";

const enumerated = (r: DerReader): number => {
  const { content } = r.expect(0x0a);
  return content.length === 1 ? (content[0] ?? 0) : malformed("an ENUMERATED out of range");
};

const explicitly = <T>(r: DerReader, tag: number, read: (inner: DerReader) => T): T | undefined => {
  const element = r.optional(tag);
  if (element === undefined) return undefined;
  const inner = r.inside(element);
  const value = read(inner);
  inner.end();
  return value;
};

const readStatus = (r: DerReader): Pick<SingleView, "status" | "revokedAt" | "reason"> => {
  if (r.optional(0x80) !== undefined) return { status: "good", revokedAt: undefined, reason: undefined };
  if (r.optional(0x82) !== undefined) return { status: "unknown", revokedAt: undefined, reason: undefined };
  const revoked = r.inside(r.expect(0xa1));
  const revokedAt = readTimeView(revoked);
  const reason = explicitly(revoked, 0xa0, enumerated);
  revoked.end();
  return { status: "revoked", revokedAt, reason };
};

const readSingle = (list: DerReader): SingleView => {
  const single = list.sequence();
  const id = single.sequence();
  const hash = readAlgorithmView(id);
  const nameHash = id.octetString();
  const keyHash = id.octetString();
  const serial = id.expect(0x02).content;
  id.end();
  const status = readStatus(single);
  const thisUpdate = readTimeView(single);
  const nextUpdate = explicitly(single, 0xa0, readTimeView);
  const extensions = explicitly(single, 0xa1, readExtensionViews) ?? [];
  single.end();
  return { hash, nameHash, keyHash, serial, ...status, thisUpdate, nextUpdate, extensions };
};

const readResponder = (data: DerReader): BasicView["responder"] => {
  const name = explicitly(data, 0xa1, readNameView);
  if (name !== undefined) return { name };
  const keyHash = explicitly(data, 0xa2, (inner) => inner.octetString());
  return keyHash === undefined ? malformed("a response of nobody") : { keyHash };
};

const readBasic = (r: DerReader): BasicView => {
  const basic = r.sequence();
  const data = basic.sequence();
  const version = explicitly(data, 0xa0, (inner) => inner.expect(0x02).content);
  const responder = readResponder(data);
  const producedAt = readTimeView(data);
  const responses = data.each(data.expect(0x30), readSingle);
  const extensions = explicitly(data, 0xa1, readExtensionViews);
  data.end();
  const signed = readSignedView(basic);
  const certificates = explicitly(basic, 0xa0, (inner) =>
    inner.each(inner.expect(0x30), (list) => list.expect(0x30).whole),
  );
  basic.end();
  return {
    version,
    responder,
    producedAt,
    responses,
    hasExtensions: extensions !== undefined,
    extensions: extensions ?? [],
    signed,
    certificates: certificates ?? [],
  };
};

const readBytes = (r: DerReader): Pick<OcspView, "type" | "basic"> => {
  const bytes = r.sequence();
  const type = bytes.oid();
  const response = bytes.octetString();
  bytes.end();
  if (type !== BASIC) return { type, basic: undefined };
  const inner = readDer(response, readBasic);
  return { type, basic: inner.ok ? inner.value : malformed(inner.error.detail) };
};

const MAX_BYTES = 1 << 20;

/** Refuses `der.malformed`. */
export const viewOcspResponse = (der: Uint8Array): Result<OcspView> =>
  readDer(
    der,
    (r) => {
      const response = r.sequence();
      const status = enumerated(response);
      const bytes = explicitly(response, 0xa0, readBytes);
      response.end();
      return { status, type: bytes?.type, basic: bytes?.basic };
    },
    { maxBytes: MAX_BYTES },
  );
