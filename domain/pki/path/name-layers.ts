/**
 * permitted_subtrees and excluded_subtrees: a layer for each certificate that constrains, all of which a name has to
 * meet. That is the intersection and the union of RFC 5280 §6.1.4 (g) without computing them.
 */
import { ok, type Result } from "../../kernel/result.ts";
import type { GeneralName } from "../extension/general-name.ts";
import type { NameSubtree } from "../extension/name-constraints.ts";
import type { NameBook } from "./name-book.ts";
import { fault, type PathFault } from "./path-fault.ts";
import {
  type ComparedName,
  type ComparedSubtree,
  comparedName,
  comparedSubtree,
  formOfSubtree,
  formsOfName,
  isWithinSubtree,
  meetsSubtree,
  type NameForm,
  sizeOf,
} from "./subtree.ts";

export type NameConstraints = { readonly permitted: readonly NameSubtree[]; readonly excluded: readonly NameSubtree[] };
/** `size` of all bases together. */
type Group = { readonly bases: readonly ComparedSubtree[]; readonly size: number };
type ByForm = ReadonlyMap<NameForm, Group>;
/** What one certificate constrains, by form. */
export type NameLayer = { readonly permitted: ByForm; readonly excluded: ByForm };

const byForm = (subtrees: readonly NameSubtree[], book: NameBook): ByForm => {
  const groups = Map.groupBy(
    subtrees.map((base) => comparedSubtree(base, book)),
    formOfSubtree,
  );
  return new Map(
    [...groups].map(([form, bases]) => [form, { bases, size: bases.reduce((sum, base) => sum + sizeOf(base), 0) }]),
  );
};

/** Reads each base once. */
export const nameLayer = ({ permitted, excluded }: NameConstraints, book: NameBook): NameLayer => ({
  permitted: byForm(permitted, book),
  excluded: byForm(excluded, book),
});

/** For one certificate, about a second: characters that are compared, and so many for each comparison. */
const MAX_WORK = 1 << 23;
const WORK_OF_COMPARISON = 16;

const groupsFor = (subtrees: ByForm, name: ComparedName): readonly Group[] =>
  formsOfName(name).flatMap((form) => subtrees.get(form) ?? []);

const workOf = ({ permitted, excluded }: NameLayer, name: ComparedName): number =>
  [...groupsFor(permitted, name), ...groupsFor(excluded, name)].reduce(
    (sum, { bases, size }) => sum + size + bases.length * (WORK_OF_COMPARISON + sizeOf(name)),
    0,
  );

/** A name must be in a permitted subtree of each of its forms that has any. */
const isPermitted = ({ permitted }: NameLayer, name: ComparedName): boolean =>
  groupsFor(permitted, name).every(({ bases }) => bases.some((base) => isWithinSubtree(name, base)));

/** Also where the two cannot be compared: RFC 5280 §4.2.1.10 has a constraint processed, or the certificate rejected. */
const isExcluded = ({ excluded }: NameLayer, name: ComparedName): boolean =>
  groupsFor(excluded, name).some(({ bases }) => bases.some((base) => meetsSubtree(name, base) !== false));

/** RFC 5280 §6.1.3 (b), (c). */
export const checkNames = (
  layers: readonly NameLayer[],
  given: readonly GeneralName[],
  book: NameBook,
): Result<undefined, PathFault> => {
  const forms = new Set(layers.flatMap(({ permitted, excluded }) => [...permitted.keys(), ...excluded.keys()]));
  const names = given
    .filter((name) => formsOfName(name).some((form) => forms.has(form)))
    .map((name) => comparedName(name, book));
  const work = layers.reduce((sum, layer) => names.reduce((s, name) => s + workOf(layer, name), sum), 0);
  if (work > MAX_WORK || book.isOverfull())
    return fault("RFC 5280 §4.2.1.10", "too many names under too many constraints");
  if (!layers.every((layer) => names.every((name) => isPermitted(layer, name))))
    return fault("RFC 5280 §6.1.3 (b)", "a name is in no permitted subtree");
  if (layers.some((layer) => names.some((name) => isExcluded(layer, name))))
    return fault("RFC 5280 §6.1.3 (c)", "a name is in an excluded subtree");
  return ok(undefined);
};
