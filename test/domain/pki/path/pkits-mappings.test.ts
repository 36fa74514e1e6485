/** PKITS 4.10 to 4.12: policy mappings, their inhibition, and anyPolicy's. */
import { policyConstraints } from "../../../../domain/pki/extension/policy-constraints.ts";
import { type Case, testCases } from "./cases.ts";
import { inhibitAny, inhibitMapping, maps, policies } from "./chain.ts";
import { F, G, having, initial, R0, self } from "./policy-links.ts";

const MAP_12 = having(policies(1), maps([1, 2]), R0);
const inhibitMap = { initialPolicyMappingInhibit: true };
const P12_MAPPING_1TO3 = [
  having(policies(1, 2), maps([1, 3]), R0),
  having(policies(3), maps([3, 4])),
  having(policies(4), maps([4, 5])),
];
const TEST_3_MAP = [
  having(policies(1, 2), maps([1, 3]), R0),
  having(policies(2, 3)),
  having(policies(2), maps([2, 4])),
  having(policies(4)),
];
const P1_1TO234 = [
  having(policies(1), maps([1, 2], [1, 3], [1, 4]), R0),
  having(policies(2, 3, 4), maps([2, 5], [4, 6])),
];
const GOOD_ANY_12 = [having(policies(1), R0), having(policies("any"), maps([1, 2]))];
const P1ANY_12 = having(policies(1, "any"), maps([1, 2]), R0);

const MAPPING: readonly Case[] = [
  {
    name: "4.10.1 Valid Policy Mapping Test1 (1)",
    path: [MAP_12, having(policies(2))],
    with: initial(1),
    is: "valid",
    user: [1],
  },
  { name: "4.10.1 Valid Policy Mapping Test1 (2)", path: [MAP_12, having(policies(2))], with: initial(2), is: [1, G] },
  { name: "4.10.1 Valid Policy Mapping Test1 (3)", path: [MAP_12, having(policies(2))], with: inhibitMap, is: [1, F] },
  { name: "4.10.2 Invalid Policy Mapping Test2 (1)", path: [MAP_12, having(policies(1))], is: [1, F] },
  {
    name: "4.10.2 Invalid Policy Mapping Test2 (2)",
    path: [MAP_12, having(policies(1))],
    with: inhibitMap,
    is: [1, F],
  },
  { name: "4.10.3 Valid Policy Mapping Test3 (1)", path: TEST_3_MAP, with: initial(1), is: [3, G] },
  { name: "4.10.3 Valid Policy Mapping Test3 (2)", path: TEST_3_MAP, with: initial(2), is: "valid", user: [2] },
  { name: "4.10.4 Invalid Policy Mapping Test4", path: [...P12_MAPPING_1TO3, having(policies(1))], is: [3, F] },
  {
    name: "4.10.5 Valid Policy Mapping Test5 (1)",
    path: [...P1_1TO234, having(policies(5))],
    with: initial(1),
    is: "valid",
    user: [1],
  },
  {
    name: "4.10.5 Valid Policy Mapping Test5 (2)",
    path: [...P1_1TO234, having(policies(5))],
    with: initial(6),
    is: [2, G],
  },
  {
    name: "4.10.6 Valid Policy Mapping Test6 (1)",
    path: [...P1_1TO234, having(policies(3))],
    with: initial(1),
    is: "valid",
    user: [1],
  },
  {
    name: "4.10.6 Valid Policy Mapping Test6 (2)",
    path: [...P1_1TO234, having(policies(3))],
    with: initial(6),
    is: [2, G],
  },
  {
    name: "4.10.7 Invalid Mapping From anyPolicy Test7",
    path: [having(policies(1), maps(["any", 1]), R0), having(policies(1))],
    is: [0, "RFC 5280 §6.1.4 (a)"],
  },
  {
    name: "4.10.8 Invalid Mapping To anyPolicy Test8",
    path: [having(policies(1), maps([1, "any"]), R0), having(policies(2))],
    is: [0, "RFC 5280 §6.1.4 (a)"],
  },
  {
    name: "4.10.9 Valid Policy Mapping Test9",
    path: [having(policies("any"), maps([1, 2]), R0), having(policies(1))],
    is: "valid",
    user: [1],
  },
  { name: "4.10.10 Invalid Policy Mapping Test10", path: [...GOOD_ANY_12, having(policies(1))], is: [2, F] },
  { name: "4.10.11 Valid Policy Mapping Test11", path: [...GOOD_ANY_12, having(policies(2))], is: "valid", user: [1] },
  {
    name: "4.10.12 Valid Policy Mapping Test12 (1)",
    path: [having(policies(1, 2), maps([1, 3]), R0), having(policies(3, "any"))],
    with: initial(1),
    is: "valid",
    user: [1],
  },
  {
    name: "4.10.12 Valid Policy Mapping Test12 (2)",
    path: [having(policies(1, 2), maps([1, 3]), R0), having(policies(3, "any"))],
    with: initial(2),
    is: "valid",
    user: [2],
  },
  { name: "4.10.13 Valid Policy Mapping Test13", path: [P1ANY_12, having(policies(2))], is: "valid", user: [1] },
  { name: "4.10.14 Valid Policy Mapping Test14", path: [P1ANY_12, having(policies(1))], is: "valid", user: [1] },
];

/** Both constraints, as PKITS has them. */
const inhibit = (n: number) => policyConstraints({ requireExplicitPolicy: 0, inhibitPolicyMapping: n });
const IPM1_P12 = [having(policies(1, 2), inhibit(1)), having(policies(1, 2), maps([1, 3], [2, 4]))];
const IPM1_P12_35 = [...IPM1_P12, having(policies(3, 4), maps([3, 5]))];
const IPM1_P1 = [having(policies(1), inhibit(1)), self(policies(1)), having(policies(1), maps([1, 2]))];
const IPM1_P1_23 = [...IPM1_P1, having(policies(2), maps([2, 3]))];
const IPM1_P1_SELF_23 = [...IPM1_P1, self(policies(2), maps([2, 3]))];

const INHIBIT_MAPPING: readonly Case[] = [
  {
    name: "4.11.1 Invalid inhibitPolicyMapping Test1",
    path: [having(policies(1), inhibit(0)), having(policies(1), maps([1, 2])), having(policies(1, 2))],
    is: [2, F],
  },
  { name: "4.11.2 Valid inhibitPolicyMapping Test2", path: [...IPM1_P12, having(policies(3))], is: "valid", user: [1] },
  { name: "4.11.3 Invalid inhibitPolicyMapping Test3", path: [...IPM1_P12_35, having(policies(5))], is: [3, F] },
  {
    name: "4.11.4 Valid inhibitPolicyMapping Test4",
    path: [...IPM1_P12_35, having(policies(4))],
    is: "valid",
    user: [2],
  },
  {
    name: "4.11.5 Invalid inhibitPolicyMapping Test5",
    path: [
      having(policies(1), inhibit(5)),
      having(policies(1), inhibitMapping(1)),
      having(policies(1)),
      having(policies(1), maps([1, 2])),
      having(policies(2)),
    ],
    is: [4, F],
  },
  {
    name: "4.11.6 Invalid inhibitPolicyMapping Test6",
    path: [
      having(policies(1, 2), inhibit(1)),
      having(policies(1, 2), inhibitMapping(5)),
      having(policies(1, 2), maps([1, 3])),
      having(policies(3)),
    ],
    is: [3, F],
  },
  {
    name: "4.11.7 Valid Self-Issued inhibitPolicyMapping Test7",
    path: [...IPM1_P1, having(policies(2))],
    is: "valid",
    user: [1],
  },
  {
    name: "4.11.8 Invalid Self-Issued inhibitPolicyMapping Test8",
    path: [...IPM1_P1_23, having(policies(3))],
    is: [4, F],
  },
  {
    name: "4.11.9 Invalid Self-Issued inhibitPolicyMapping Test9",
    path: [...IPM1_P1_23, having(policies(2))],
    is: [4, F],
  },
  {
    name: "4.11.10 Invalid Self-Issued inhibitPolicyMapping Test10",
    path: [...IPM1_P1_SELF_23, having(policies(3))],
    is: [4, F],
  },
  {
    name: "4.11.11 Invalid Self-Issued inhibitPolicyMapping Test11",
    path: [...IPM1_P1_SELF_23, having(policies(2))],
    is: [4, F],
  },
];

const IAP1 = having(policies(1), R0, inhibitAny(1));
const TEST_3_ANY = [IAP1, having(policies("any")), having(policies(1))];

const INHIBIT_ANY: readonly Case[] = [
  {
    name: "4.12.1 Invalid inhibitAnyPolicy Test1",
    path: [having(policies(1), R0, inhibitAny(0)), having(policies("any"))],
    is: [1, F],
  },
  {
    name: "4.12.2 Valid inhibitAnyPolicy Test2",
    path: [having(policies(1), R0, inhibitAny(0)), having(policies("any", 1))],
    is: "valid",
    user: [1],
  },
  { name: "4.12.3 inhibitAnyPolicy Test3 (1)", path: TEST_3_ANY, is: "valid", user: [1] },
  { name: "4.12.3 inhibitAnyPolicy Test3 (2)", path: TEST_3_ANY, with: { initialAnyPolicyInhibit: true }, is: [1, F] },
  {
    name: "4.12.4 Invalid inhibitAnyPolicy Test4",
    path: [IAP1, having(policies("any")), having(policies("any"))],
    is: [2, F],
  },
  {
    name: "4.12.5 Invalid inhibitAnyPolicy Test5",
    path: [
      having(policies(1), R0, inhibitAny(5)),
      having(policies(1), inhibitAny(1)),
      having(policies(1)),
      having(policies("any")),
    ],
    is: [3, F],
  },
  {
    name: "4.12.6 Invalid inhibitAnyPolicy Test6",
    path: [IAP1, having(policies(1), inhibitAny(5)), having(policies("any"))],
    is: [2, F],
  },
  {
    name: "4.12.7 Valid Self-Issued inhibitAnyPolicy Test7",
    path: [IAP1, self(policies(1)), having(policies("any")), having(policies(1))],
    is: "valid",
    user: [1],
  },
  {
    name: "4.12.8 Invalid Self-Issued inhibitAnyPolicy Test8",
    path: [IAP1, self(policies(1)), having(policies("any")), having(policies("any")), having(policies(1))],
    is: [3, F],
  },
  {
    name: "4.12.9 Valid Self-Issued inhibitAnyPolicy Test9",
    path: [IAP1, self(policies(1)), having(policies("any")), self(policies("any")), having(policies(1))],
    is: "valid",
    user: [1],
  },
  {
    name: "4.12.10 Invalid Self-Issued inhibitAnyPolicy Test10",
    path: [IAP1, self(policies(1)), having(policies("any")), self(policies("any"))],
    is: [3, F],
  },
];

testCases([...MAPPING, ...INHIBIT_MAPPING, ...INHIBIT_ANY]);
