/** What CRLs and their entries say in extensions. RFC 5280 §5.2.5, §5.3. */
import { OID } from "../../../der/oid.ts";
import { readDer } from "../../../der/reader.ts";
import type { CrlView, EntryView } from "../view/crl-view.ts";
import { contentOf, extensionOf } from "../view/extension-view.ts";
import { GENERALIZED_TIME, isTimeTag, readTimeView, type TimeView } from "../view/time-view.ts";

/** All that a CRL has; a thisUpdate of another type is not among them. */
export const timesOf = ({ thisUpdate, nextUpdate, entries }: CrlView): readonly TimeView[] =>
  [thisUpdate, ...(nextUpdate === undefined ? [] : [nextUpdate]), ...entries.map((e) => e.revokedAt)].filter((t) =>
    isTimeTag(t.tag),
  );

/** What RFC 5280 §5.3 knows. */
export const ENTRY_EXTENSIONS: readonly string[] = [OID.reasonCode, OID.invalidityDate, OID.certificateIssuer];

const REASONS = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10];

/** CRLReason; null for one that does not exist, undefined where none stands. */
export const reasonOf = (entry: EntryView): number | null | undefined => {
  const extension = extensionOf(entry, OID.reasonCode);
  if (extension === undefined) return undefined;
  const read = readDer(extension.value, (r) => r.expect(0x0a).content);
  const [code] = read.ok && read.value.length === 1 ? read.value : [];
  return code !== undefined && REASONS.includes(code) ? code : null;
};

export const hasBadInvalidityDate = (entry: EntryView): boolean => {
  const extension = extensionOf(entry, OID.invalidityDate);
  if (extension === undefined) return false;
  const time = readDer(extension.value, readTimeView);
  return !time.ok || time.value.tag !== GENERALIZED_TIME || time.value.at === undefined;
};

/** The tags that are set in issuingDistributionPoint: `[1]`, `[2]`, `[5]` are the three onlyContains, `[4]` indirectCRL. */
const flagsOf = (view: CrlView): readonly number[] => {
  const tags = contentOf(view, OID.issuingDistributionPoint, (value) =>
    readDer(value, (r) => r.each(r.expect(0x30), (scope) => scope.next())),
  );
  return (tags ?? []).filter(({ content }) => content.length === 1 && content[0] !== 0).map(({ tag }) => tag & 0x1f);
};

export const onlyFlagsOf = (view: CrlView): number => flagsOf(view).filter((tag) => [1, 2, 5].includes(tag)).length;

export const isIndirect = (view: CrlView): boolean => flagsOf(view).includes(4);
