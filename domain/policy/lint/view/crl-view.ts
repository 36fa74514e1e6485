/** A CRL as its rules see it: every field as it stands. RFC 5280 §5.1. */
import { type DerReader, readDer } from "../../../der/reader.ts";
import type { Result } from "../../../kernel/result.ts";
import type { Rule } from "../rule.ts";
import { type AlgorithmView, readAlgorithmView, readSignedView, type SignedView } from "./algorithm-view.ts";
import { type ExtensionView, readExtensionViews } from "./extension-view.ts";
import { type NameView, readNameView } from "./name-view.ts";
import { isTimeTag, readTimeView, type TimeView } from "./time-view.ts";

export type EntryView = {
  /** Content of the INTEGER. */
  readonly serial: Uint8Array;
  readonly revokedAt: TimeView;
  readonly hasExtensions: boolean;
  readonly extensions: readonly ExtensionView[];
};

export type CrlView = {
  /** Content of the INTEGER; undefined when the field is absent, which means v1. */
  readonly version: Uint8Array | undefined;
  readonly algorithm: AlgorithmView;
  readonly issuer: NameView;
  readonly thisUpdate: TimeView;
  readonly nextUpdate: TimeView | undefined;
  /** revokedCertificates is there. */
  readonly hasEntries: boolean;
  readonly entries: readonly EntryView[];
  readonly hasExtensions: boolean;
  readonly extensions: readonly ExtensionView[];
  readonly signed: SignedView;
};

export type CrlRule = Rule<CrlView>;

const readEntry = (list: DerReader): EntryView => {
  const entry = list.sequence();
  const serial = entry.expect(0x02).content;
  const revokedAt = readTimeView(entry);
  const hasExtensions = !entry.isAtEnd;
  const extensions = hasExtensions ? readExtensionViews(entry) : [];
  entry.end();
  return { serial, revokedAt, hasExtensions, extensions };
};

const readTbs = (r: DerReader): Omit<CrlView, "signed"> => {
  const tbs = r.sequence();
  const version = tbs.optional(0x02)?.content;
  const algorithm = readAlgorithmView(tbs);
  const issuer = readNameView(tbs);
  const thisUpdate = readTimeView(tbs);
  const nextUpdate = isTimeTag(tbs.peek()) ? readTimeView(tbs) : undefined;
  const list = tbs.optional(0x30);
  const entries = list === undefined ? [] : tbs.each(list, readEntry);
  const wrapper = tbs.optional(0xa0);
  const inner = wrapper && tbs.inside(wrapper);
  const extensions = inner === undefined ? [] : readExtensionViews(inner);
  inner?.end();
  tbs.end();
  return {
    version,
    algorithm,
    issuer,
    thisUpdate,
    nextUpdate,
    hasEntries: list !== undefined,
    entries,
    hasExtensions: wrapper !== undefined,
    extensions,
  };
};

/** Refuses `der.malformed`. */
export const viewCrl = (der: Uint8Array): Result<CrlView> =>
  readDer(der, (r) => {
    const list = r.sequence();
    const tbs = readTbs(list);
    const signed = readSignedView(list);
    list.end();
    return { ...tbs, signed };
  });
