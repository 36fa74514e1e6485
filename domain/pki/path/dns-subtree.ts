/** dNSName under name constraints. RFC 5280 §4.2.1.10. */
import { endsWithLabels, hostLabels } from "./host-labels.ts";

const WILDCARD = "*.";

const parts = (name: string): { readonly rest: readonly string[] | undefined; readonly isWildcard: boolean } => {
  const isWildcard = name.startsWith(WILDCARD);
  return { rest: hostLabels(isWildcard ? name.slice(WILDCARD.length) : name), isWildcard };
};

/**
 * Whether all that the name stands for is in the subtree; undefined when either is ill-formed. An empty base is all
 * names; one that begins with a dot, which RFC 5280 does not know but authorities write, leaves out the domain itself.
 */
export const isWithinDns = (name: string, base: string): boolean | undefined => {
  const { rest, isWildcard } = parts(name);
  if (rest === undefined) return undefined;
  if (base === "") return true;
  const isDomain = base.startsWith(".");
  const top = hostLabels(isDomain ? base.slice(1) : base);
  if (top === undefined) return undefined;
  const isBelow = rest.length > top.length || isWildcard;
  return endsWithLabels(rest, top) && (!isDomain || isBelow);
};

/** Whether anything that the name stands for is in the subtree: `*.b.example` stands for `a.b.example` too. */
export const meetsDns = (name: string, base: string): boolean | undefined => {
  const isWithin = isWithinDns(name, base);
  const { rest, isWildcard } = parts(name);
  if (isWithin !== false || !isWildcard || rest === undefined) return isWithin;
  const top = hostLabels(base);
  return top !== undefined && top.length === rest.length + 1 && endsWithLabels(top, rest);
};
