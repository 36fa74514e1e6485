/** id-ce-nameConstraints, 2.5.29.30. RFC 5280 §4.2.1.10. */
import { type DerReader, malformed, readDer } from "../../der/reader.ts";
import { implicit, sequence } from "../../der/writer.ts";
import { concat } from "../../kernel/bytes.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";
import { encodeGeneralName, type GeneralName, type PlainName, readGeneralName } from "./general-name.ts";

export const NAME_CONSTRAINTS = "2.5.29.30";

/**
 * The top of a subtree. `dns` may be empty (all names), `email` a mailbox, a host or `.domain`, `uri` a host or
 * `.domain`; `ipRange` has address and mask, 4 or 16 octets each.
 */
export type NameSubtree =
  | Exclude<GeneralName, PlainName>
  | { readonly kind: "dns" | "email" | "uri"; readonly value: string }
  | { readonly kind: "ipRange"; readonly address: Uint8Array; readonly mask: Uint8Array };

/** Names of a kind that is permitted at all must be in a permitted subtree; none may be in an excluded one. */
type NameConstraints = { readonly permitted: readonly NameSubtree[]; readonly excluded: readonly NameSubtree[] };

const encodeBase = (base: NameSubtree): Uint8Array => {
  if (base.kind !== "ipRange") return encodeGeneralName(base);
  const { address, mask } = base;
  if (address.length !== mask.length || (address.length !== 4 && address.length !== 16))
    throw new TypeError("not a range of addresses");
  return implicit(7, false, concat([address, mask]));
};

/** `minimum` is its default, `maximum` absent: RFC 5280 allows nothing else. */
const encodeSubtrees = (n: number, subtrees: readonly NameSubtree[]): readonly Uint8Array[] =>
  subtrees.length === 0 ? [] : [implicit(n, true, concat(subtrees.map((base) => sequence(encodeBase(base)))))];

/** Critical, in an authority's certificate only. At least one subtree. */
export const nameConstraints = ({ permitted, excluded }: NameConstraints): Extension => {
  if (permitted.length + excluded.length === 0) throw new TypeError("nameConstraints without a subtree");
  const value = sequence(...encodeSubtrees(0, permitted), ...encodeSubtrees(1, excluded));
  return { oid: NAME_CONSTRAINTS, critical: true, value };
};

const readBase = (r: DerReader): NameSubtree => {
  if (r.peek() !== 0x87) return readGeneralName(r) as NameSubtree;
  const { content } = r.next();
  if (content.length !== 8 && content.length !== 32) malformed("not a range of addresses");
  const half = content.length / 2;
  return { kind: "ipRange", address: content.subarray(0, half), mask: content.subarray(half) };
};

const readSubtrees = (r: DerReader, tag: number): readonly NameSubtree[] => {
  if (r.peek() !== tag) return [];
  const subtrees = r.each(r.expect(tag), (list) => {
    const subtree = list.sequence();
    const base = readBase(subtree);
    if (!subtree.isAtEnd) malformed("a subtree with a minimum or a maximum");
    return base;
  });
  return subtrees.length > 0 ? subtrees : malformed("an empty list of subtrees");
};

/** Refuses `der.malformed`, also for distances, which RFC 5280 lets nobody use. */
export const parseNameConstraints = (value: Uint8Array): Result<NameConstraints> =>
  readDer(value, (r) => {
    const constraints = r.sequence();
    if (constraints.isAtEnd) malformed("nameConstraints without a subtree");
    const permitted = readSubtrees(constraints, 0xa0);
    const excluded = readSubtrees(constraints, 0xa1);
    constraints.end();
    return { permitted, excluded };
  });
