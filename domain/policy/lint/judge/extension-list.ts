/** Rules about lists of extensions, wherever they stand. RFC 5280 §4.2, §5.2, RFC 6960 §4.4. */
import { KNOWN_EXTENSIONS } from "../../../pki/extension/known.ts";
import type { ExtensionView } from "../view/extension-view.ts";

/** What is the same as something before it; said by name unless it is not for people to read. */
export const repeated = (all: readonly string[], what: string, isNamed = true): string | undefined => {
  const twice = all.find((one, i) => all.indexOf(one) !== i);
  return twice === undefined ? undefined : `${what}${isNamed ? ` ${twice}` : ""} stands twice`;
};

/** The first extension of a known kind that is not what its standard says, and how. */
export const malformedExtension = (extensions: readonly ExtensionView[]): string | undefined => {
  for (const { oid, value } of extensions) {
    const known = KNOWN_EXTENSIONS.get(oid);
    const parsed = known?.parse(value);
    if (parsed?.ok === false) return `${known?.name}: ${parsed.error.detail}`;
  }
  return undefined;
};

/** The first critical extension that is not known here: who does not know it must not use what carries it. */
export const unknownCritical = (extensions: readonly ExtensionView[]): string | undefined => {
  const unknown = extensions.find((e) => e.critical && !KNOWN_EXTENSIONS.has(e.oid));
  return unknown && `the critical extension ${unknown.oid} is not known here`;
};
