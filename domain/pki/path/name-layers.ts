/**
 * permitted_subtrees and excluded_subtrees: a layer for each certificate that constrains, all of which a name has to
 * meet. That is the intersection and the union of RFC 5280 §6.1.4 (g) without computing them.
 */
import { ok, type Result } from "../../kernel/result.ts";
import type { GeneralName } from "../extension/general-name.ts";
import type { NameSubtree } from "../extension/name-constraints.ts";
import { fault, type PathFault } from "./path-fault.ts";
import { formOfSubtree, formsOfName, isWithinSubtree, meetsSubtree, type NameForm } from "./subtree.ts";

export type NameConstraints = { readonly permitted: readonly NameSubtree[]; readonly excluded: readonly NameSubtree[] };
type ByForm = ReadonlyMap<NameForm, readonly NameSubtree[]>;
/** What one certificate constrains, by form. */
export type NameLayer = { readonly permitted: ByForm; readonly excluded: ByForm };

const byForm = (subtrees: readonly NameSubtree[]): ByForm => {
  const groups = new Map<NameForm, NameSubtree[]>();
  for (const base of subtrees) {
    const form = formOfSubtree(base);
    const group = groups.get(form);
    if (group === undefined) groups.set(form, [base]);
    else group.push(base);
  }
  return groups;
};

export const nameLayer = ({ permitted, excluded }: NameConstraints): NameLayer => ({
  permitted: byForm(permitted),
  excluded: byForm(excluded),
});

/** Comparisons for one certificate; a distinguished name counts as several, being read anew each time. */
const MAX_WORK = 250_000;
const WORK_OF_NAME = 25;

const bound = (subtrees: ByForm, name: GeneralName): readonly NameSubtree[] =>
  formsOfName(name).flatMap((form) => subtrees.get(form) ?? []);

const workOf = (layer: NameLayer, name: GeneralName): number =>
  (bound(layer.permitted, name).length + bound(layer.excluded, name).length) *
  (name.kind === "directoryName" ? WORK_OF_NAME : 1);

/** A name must be in a permitted subtree of each of its forms that has any. */
const isPermitted = ({ permitted }: NameLayer, name: GeneralName): boolean =>
  formsOfName(name).every((form) => permitted.get(form)?.some((base) => isWithinSubtree(name, base)) ?? true);

/** Also where the two cannot be compared: RFC 5280 §4.2.1.10 has a constraint processed, or the certificate rejected. */
const isExcluded = ({ excluded }: NameLayer, name: GeneralName): boolean =>
  bound(excluded, name).some((base) => meetsSubtree(name, base) !== false);

/** RFC 5280 §6.1.3 (b), (c). */
export const checkNames = (
  layers: readonly NameLayer[],
  names: readonly GeneralName[],
): Result<undefined, PathFault> => {
  const work = layers.reduce((sum, layer) => names.reduce((s, name) => s + workOf(layer, name), sum), 0);
  if (work > MAX_WORK) return fault("RFC 5280 §4.2.1.10", "too many names under too many constraints");
  if (!layers.every((layer) => names.every((name) => isPermitted(layer, name))))
    return fault("RFC 5280 §6.1.3 (b)", "a name is in no permitted subtree");
  if (layers.some((layer) => names.some((name) => isExcluded(layer, name))))
    return fault("RFC 5280 §6.1.3 (c)", "a name is in an excluded subtree");
  return ok(undefined);
};
