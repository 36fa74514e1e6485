/**
 * Hosts as name constraints compare them: label by label, ASCII without regard to case, A-labels as they stand.
 * RFC 5280 §7.2, RFC 9549 §4.
 */

/** Wider than the rule for hosts: names with `_` are issued, and compare like any other. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const MAX_CHARACTERS = 253;

/** undefined for what is no list of labels; a trailing dot and an address are none. */
export const hostLabels = (host: string): readonly string[] | undefined => {
  if (host.length > MAX_CHARACTERS) return undefined;
  const labels = host.toLowerCase().split(".");
  // A last label of digits makes it an IPv4 address, RFC 3986 §3.2.2.
  return labels.every((l) => LABEL.test(l)) && !/^[0-9]+$/.test(labels.at(-1) ?? "") ? labels : undefined;
};

/** Whether `labels` are those of `base` with any number of labels, or none, before them. */
export const endsWithLabels = (labels: readonly string[], base: readonly string[]): boolean =>
  labels.length >= base.length && base.every((label, i) => label === labels[labels.length - base.length + i]);

/**
 * Whether the host is `base` or, where that begins with a dot, any host below it; an empty base is all hosts. The rule
 * for mail and URIs; undefined when the base is no host. RFC 5280 §4.2.1.10.
 */
export const isWithinHost = (labels: readonly string[], base: string): boolean | undefined => {
  if (base === "") return true;
  const isDomain = base.startsWith(".");
  const top = hostLabels(isDomain ? base.slice(1) : base);
  if (top === undefined) return undefined;
  return isDomain === labels.length > top.length && endsWithLabels(labels, top);
};
