/**
 * The valid policy tree as RFC 5280 §6.1 told it before RFC 9618: exponential, and written from that text alone, for
 * the graph to be compared with.
 */
export type Policies = {
  readonly policies?: readonly string[];
  readonly mappings?: readonly (readonly [string, string])[];
};

const ANY = "2.5.29.32.0";
type Node = { policy: string; expected: readonly string[]; parent: Node | undefined; children: Node[] };

const nodesAt = (root: Node, depth: number): readonly Node[] =>
  depth === 0 ? [root] : root.children.flatMap((child) => nodesAt(child, depth - 1));

const child = (parent: Node, policy: string, expected: readonly string[] = [policy]): void => {
  parent.children.push({ policy, expected, parent, children: [] });
};

const remove = (node: Node): void => {
  const siblings = node.parent?.children;
  siblings?.splice(siblings.indexOf(node), 1);
};

/** Whether anything is left at `depth`. */
const prune = (root: Node, depth: number): boolean => {
  for (let d = depth - 1; d > 0; d--) for (const node of nodesAt(root, d)) if (node.children.length === 0) remove(node);
  return nodesAt(root, depth).length > 0;
};

const addDepth = (root: Node, i: number, policies: readonly string[]): void => {
  const before = nodesAt(root, i - 1);
  for (const policy of policies.filter((p) => p !== ANY)) {
    const expecting = before.filter((node) => node.expected.includes(policy));
    const parents = expecting.length > 0 ? expecting : before.filter((node) => node.policy === ANY);
    for (const node of parents) child(node, policy);
  }
  if (!policies.includes(ANY)) return;
  for (const node of before)
    for (const policy of node.expected) if (!node.children.some((c) => c.policy === policy)) child(node, policy);
};

const mapDepth = (root: Node, i: number, mappings: readonly (readonly [string, string])[]): void => {
  for (const from of new Set(mappings.map(([a]) => a))) {
    const to = mappings.filter(([a]) => a === from).map(([, b]) => b);
    const mapped = nodesAt(root, i).filter((node) => node.policy === from);
    for (const node of mapped) node.expected = to;
    const any = nodesAt(root, i).find((node) => node.policy === ANY);
    if (mapped.length === 0 && any?.parent !== undefined) child(any.parent, from, to);
  }
};

/** The policies right below anyPolicy at the end; undefined when the tree came to NULL. RFC 5280 §6.1.5 (g). */
export const authorityPoliciesOfTree = (path: readonly Policies[]): readonly string[] | undefined => {
  const root: Node = { policy: ANY, expected: [ANY], parent: undefined, children: [] };
  for (const [index, { policies, mappings = [] }] of path.entries()) {
    if (policies === undefined) return undefined;
    addDepth(root, index + 1, policies);
    if (!prune(root, index + 1)) return undefined;
    if (index < path.length - 1) mapDepth(root, index + 1, mappings);
  }
  const all = Array.from({ length: path.length }, (_, i) => nodesAt(root, i + 1)).flat();
  const below = all.filter((node) => node.parent?.policy === ANY && node.policy !== ANY).map((node) => node.policy);
  const last = nodesAt(root, path.length)
    .filter((node) => node.policy === ANY)
    .map((node) => node.policy);
  return [...new Set([...below, ...last])].sort();
};
