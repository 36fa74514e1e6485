import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import {
  ANY_POLICY,
  addPolicies,
  authorityPolicies,
  initialGraph,
  mapPolicies,
  type PolicyGraph,
  userPolicies,
} from "../../../../domain/pki/path/policy-graph.ts";
import { authorityPoliciesOfTree, type Policies } from "./policy-tree.ts";

const authorityPoliciesOfGraph = (path: readonly Policies[]): readonly string[] | undefined => {
  let graph: PolicyGraph | undefined = initialGraph;
  for (const [i, { policies, mappings = [] }] of path.entries()) {
    graph = policies === undefined ? undefined : addPolicies(graph, policies, true);
    if (graph === undefined) return undefined;
    const pairs = mappings.map(([issuer, subject]) => ({ issuer, subject }));
    if (i < path.length - 1) graph = mapPolicies(graph, pairs);
  }
  return authorityPolicies(graph);
};

const policy = fc.constantFrom("1.2.1", "1.2.2", "1.2.3", "1.2.4");
const certificate: fc.Arbitrary<Policies> = fc.record(
  {
    policies: fc.uniqueArray(fc.oneof({ weight: 3, arbitrary: policy }, fc.constant(ANY_POLICY)), { minLength: 1 }),
    mappings: fc.array(fc.tuple(policy, policy), { maxLength: 3 }),
  },
  { requiredKeys: ["policies"] },
);

property.prop([fc.array(certificate, { minLength: 1, maxLength: 5 })], { numRuns: 2000 })(
  "the graph of RFC 9618 says what the tree of RFC 5280 said",
  (path) => {
    expect(authorityPoliciesOfGraph(path)).toEqual(authorityPoliciesOfTree(path));
  },
);

test("what the tree would need 2^60 nodes for", () => {
  const both = ["1.2.1", "1.2.2"];
  const mappings = both.flatMap((a) => both.map((b) => [a, b] as const));
  const path = Array.from({ length: 60 }, () => ({ policies: both, mappings }));
  expect(authorityPoliciesOfGraph(path)).toEqual(both);
});

test.for<[authority: string[], initial: string[], user: string[]]>([
  [["1.2.1", "1.2.2"], [ANY_POLICY], ["1.2.1", "1.2.2"]],
  [["1.2.1", "1.2.2"], ["1.2.2", "1.2.3"], ["1.2.2"]],
  [
    [ANY_POLICY, "1.2.1"],
    ["1.2.1", "1.2.3"],
    ["1.2.1", "1.2.3"],
  ],
  [[], ["1.2.1"], []],
  [["1.2.1"], [], []],
])("of %j a user of %j has %j", ([authority, initial, user]) => {
  expect(userPolicies(authority, initial)).toEqual(user);
});
