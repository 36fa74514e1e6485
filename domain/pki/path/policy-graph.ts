/**
 * The valid policy graph: RFC 9618 §5 in place of the tree of RFC 5280 §6.1, which grows exponentially. Only the last
 * depth is held; nodes above it are reached from their children, so that one without children is pruned by itself.
 */

/** RFC 5280 §4.2.1.4. */
export const ANY_POLICY = "2.5.29.32.0";

type PolicyNode = {
  readonly policy: string;
  /** What the next certificate may name to satisfy this policy. */
  readonly expected: readonly string[];
  readonly parents: readonly PolicyNode[];
};

/** The nodes of the last depth, by their policy; at least one. NULL is `undefined`. */
export type PolicyGraph = ReadonlyMap<string, PolicyNode>;
export type PolicyMapping = { readonly issuer: string; readonly subject: string };

const graphOf = (nodes: ReadonlyMap<string, PolicyNode>): PolicyGraph | undefined =>
  nodes.size === 0 ? undefined : nodes;

/** One node, anyPolicy. RFC 9618 §5.2. */
export const initialGraph: PolicyGraph = new Map([
  [ANY_POLICY, { policy: ANY_POLICY, expected: [ANY_POLICY], parents: [] }],
]);

const groupBy = <T>(pairs: Iterable<readonly [string, T]>): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
};

const parentsByExpected = (graph: PolicyGraph): ReadonlyMap<string, readonly PolicyNode[]> =>
  groupBy([...graph.values()].flatMap((node) => node.expected.map((policy) => [policy, node] as const)));

/**
 * The next depth, from the policies that a certificate names. `isAnyAllowed`: whether its anyPolicy counts.
 * RFC 5280 §6.1.3 (d).
 */
export const addPolicies = (
  graph: PolicyGraph,
  policies: readonly string[],
  isAnyAllowed: boolean,
): PolicyGraph | undefined => {
  const parentsOf = parentsByExpected(graph);
  const any = graph.get(ANY_POLICY);
  const next = new Map<string, PolicyNode>();
  for (const policy of policies.filter((p) => p !== ANY_POLICY)) {
    const parents = parentsOf.get(policy) ?? (any === undefined ? [] : [any]);
    if (parents.length > 0) next.set(policy, { policy, expected: [policy], parents });
  }
  if (isAnyAllowed && policies.includes(ANY_POLICY))
    // One that is there already was expected by the same parents.
    for (const [policy, parents] of parentsOf) next.set(policy, { policy, expected: [policy], parents });
  return graphOf(next);
};

/** Maps policies while mapping is allowed. RFC 5280 §6.1.4 (b)(1). */
export const mapPolicies = (graph: PolicyGraph, mappings: readonly PolicyMapping[]): PolicyGraph => {
  const any = graph.get(ANY_POLICY);
  const next = new Map(graph);
  const subjects = groupBy(mappings.map((m) => [m.issuer, m.subject] as const));
  for (const [policy, mapped] of subjects) {
    const node = graph.get(policy) ?? any;
    if (node !== undefined) next.set(policy, { policy, expected: [...new Set(mapped)], parents: node.parents });
  }
  return next;
};

/** Deletes what would be mapped when mapping is not allowed. RFC 5280 §6.1.4 (b)(2). */
export const dropMapped = (graph: PolicyGraph, mappings: readonly PolicyMapping[]): PolicyGraph | undefined => {
  const mapped = new Set(mappings.map((m) => m.issuer));
  return graphOf(new Map([...graph].filter(([policy]) => !mapped.has(policy))));
};

/** The authorities' policies in the anchor's terms: those right below anyPolicy. RFC 9618 §5.6 (g)(1)–(4). */
export const authorityPolicies = (graph: PolicyGraph | undefined): readonly string[] => {
  const found = new Set<string>();
  const reached = new Set<PolicyNode>(graph?.values());
  // A set that grows while it is walked is walked to its new end.
  for (const node of reached) {
    if (node.policy !== ANY_POLICY && node.parents.some((p) => p.policy === ANY_POLICY)) found.add(node.policy);
    for (const parent of node.parents) reached.add(parent);
  }
  if (graph?.has(ANY_POLICY)) found.add(ANY_POLICY);
  return [...found].sort();
};

/** What remains of `authority` for a user who accepts the policies `initial`. RFC 9618 §5.6 (g)(5)–(6). */
export const userPolicies = (authority: readonly string[], initial: readonly string[]): readonly string[] => {
  if (initial.includes(ANY_POLICY)) return authority;
  return [...new Set(initial)].filter((p) => authority.includes(p) || authority.includes(ANY_POLICY)).sort();
};
