/** The policies that a certificate names, without what is said about them. RFC 5280 §4.2.1.4. */
import { type DerReader, malformed, readDer } from "../../der/reader.ts";
import type { Result } from "../../kernel/result.ts";
import { readAny } from "../extension/any-element.ts";

/** id-qt-cps and id-qt-unotice, RFC 5280 §4.2.1.4. */
const KNOWN_QUALIFIERS: ReadonlySet<string> = new Set(["1.3.6.1.5.5.7.2.1", "1.3.6.1.5.5.7.2.2"]);

const readQualifier = (r: DerReader): string => {
  const info = r.sequence();
  const id = info.oid();
  readAny(info);
  info.end();
  return id;
};

/**
 * Dotted OIDs, none twice. What a qualifier says is not looked at: no validity depends on it, and authorities write
 * longer notices than they may. But who marks the extension critical wants each kind of qualifier understood.
 */
export const parsePolicyOids = (value: Uint8Array, isCritical: boolean): Result<readonly string[]> =>
  readDer(value, (r) => {
    const seen = new Set<string>();
    r.each(r.expect(0x30), (list) => {
      const policy = list.sequence();
      const id = policy.oid();
      const qualifiers = policy.isAtEnd ? [] : policy.each(policy.expect(0x30), readQualifier);
      policy.end();
      if (seen.has(id)) malformed("a policy stands twice");
      if (isCritical && qualifiers.some((q) => !KNOWN_QUALIFIERS.has(q))) malformed("an unknown critical qualifier");
      seen.add(id);
    });
    return seen.size > 0 ? [...seen] : malformed("policies without a policy");
  });
