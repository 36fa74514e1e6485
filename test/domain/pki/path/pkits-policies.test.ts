/** PKITS 4.8 and 4.9: certificate policies, and where they are required. */
import { type Case, testCases } from "./cases.ts";
import { type Link, policies, requireExplicit } from "./chain.ts";
import { F, G, having, initial, none, R0, self } from "./policy-links.ts";

const explicit = { initialExplicitPolicy: true };

const P1_P1 = [having(policies(1), R0), having(policies(1))];
const NO_POLICIES = [none, none];
const TEST_3 = [having(policies(1)), having(policies(2)), having(policies(1))];
const TEST_6 = [
  having(policies(1, 2, 3, 4), R0),
  having(policies(1, 2, 3)),
  having(policies(1, 2)),
  having(policies(1)),
];
const P12 = [having(policies(1, 2), R0), having(policies(1, 2))];
const ALL_ANY = [having(policies("any"), R0), having(policies("any"))];
const P123 = [having(policies(1, 2, 3), R0), having(policies(1, 2, 3))];
const TEST_14 = [having(policies("any"), R0), having(policies(1))];
const TEST_18 = [having(policies(1, 2), R0), having(policies(1, "any"))];

const POLICIES: readonly Case[] = [
  { name: "4.8.1 All Certificates Same Policy Test1 (1)", path: P1_P1, with: explicit, is: "valid", user: [1] },
  {
    name: "4.8.1 All Certificates Same Policy Test1 (2)",
    path: P1_P1,
    with: { ...explicit, ...initial(1) },
    is: "valid",
    user: [1],
  },
  {
    name: "4.8.1 All Certificates Same Policy Test1 (3)",
    path: P1_P1,
    with: { ...explicit, ...initial(2) },
    is: [1, G],
  },
  {
    name: "4.8.1 All Certificates Same Policy Test1 (4)",
    path: P1_P1,
    with: { ...explicit, ...initial(1, 2) },
    is: "valid",
    user: [1],
  },
  { name: "4.8.2 All Certificates No Policies Test2 (1)", path: NO_POLICIES, is: "valid", user: [] },
  { name: "4.8.2 All Certificates No Policies Test2 (2)", path: NO_POLICIES, with: explicit, is: [0, F] },
  { name: "4.8.3 Different Policies Test3 (1)", path: TEST_3, is: "valid", user: [] },
  { name: "4.8.3 Different Policies Test3 (2)", path: TEST_3, with: explicit, is: [1, F] },
  { name: "4.8.3 Different Policies Test3 (3)", path: TEST_3, with: { ...explicit, ...initial(1, 2) }, is: [1, F] },
  {
    name: "4.8.4 Different Policies Test4",
    path: [having(policies(1), R0), having(policies(1)), having(policies(2))],
    is: [2, F],
  },
  {
    name: "4.8.5 Different Policies Test5",
    path: [having(policies(1), R0), having(policies(2)), having(policies(1))],
    is: [1, F],
  },
  { name: "4.8.6 Overlapping Policies Test6 (1)", path: TEST_6, is: "valid", user: [1] },
  { name: "4.8.6 Overlapping Policies Test6 (2)", path: TEST_6, with: initial(1), is: "valid", user: [1] },
  { name: "4.8.6 Overlapping Policies Test6 (3)", path: TEST_6, with: initial(2), is: [3, G] },
  {
    name: "4.8.7 Different Policies Test7",
    path: [having(policies(1, 2, 3), R0), having(policies(1, 2)), having(policies(1)), having(policies(2))],
    is: [3, F],
  },
  {
    name: "4.8.8 Different Policies Test8",
    path: [having(policies(1, 2), R0), having(policies(1)), having(policies(2)), having(policies(3))],
    is: [2, F],
  },
  {
    name: "4.8.9 Different Policies Test9",
    path: [
      having(policies(1, 2, 3), R0),
      having(policies(1, 2)),
      having(policies(2)),
      having(policies(1)),
      having(policies(1)),
    ],
    is: [3, F],
  },
  { name: "4.8.10 All Certificates Same Policies Test10 (1)", path: P12, is: "valid", user: [1, 2] },
  { name: "4.8.10 All Certificates Same Policies Test10 (2)", path: P12, with: initial(1), is: "valid", user: [1] },
  { name: "4.8.10 All Certificates Same Policies Test10 (3)", path: P12, with: initial(2), is: "valid", user: [2] },
  { name: "4.8.11 All Certificates AnyPolicy Test11 (1)", path: ALL_ANY, is: "valid", user: ["any"] },
  { name: "4.8.11 All Certificates AnyPolicy Test11 (2)", path: ALL_ANY, with: initial(1), is: "valid", user: [1] },
  { name: "4.8.12 Different Policies Test12", path: [having(policies(3), R0), having(policies(4))], is: [1, F] },
  { name: "4.8.13 All Certificates Same Policies Test13 (1)", path: P123, with: initial(1), is: "valid", user: [1] },
  { name: "4.8.13 All Certificates Same Policies Test13 (2)", path: P123, with: initial(2), is: "valid", user: [2] },
  { name: "4.8.13 All Certificates Same Policies Test13 (3)", path: P123, with: initial(3), is: "valid", user: [3] },
  { name: "4.8.14 AnyPolicy Test14 (1)", path: TEST_14, with: initial(1), is: "valid", user: [1] },
  { name: "4.8.14 AnyPolicy Test14 (2)", path: TEST_14, with: initial(2), is: [1, G] },
  { name: "4.8.15 User Notice Qualifier Test15", path: [having(policies(1))], is: "valid", user: [1] },
  {
    name: "4.8.17 User Notice Qualifier Test17",
    path: [having(policies(1), R0), having(policies("any"))],
    with: initial(1),
    is: "valid",
    user: [1],
  },
  { name: "4.8.18 User Notice Qualifier Test18 (1)", path: TEST_18, with: initial(1), is: "valid", user: [1] },
  { name: "4.8.18 User Notice Qualifier Test18 (2)", path: TEST_18, with: initial(2), is: "valid", user: [2] },
];

const chainWithRequire = (n: number): readonly Link[] => [
  having(policies(1), requireExplicit(n)),
  having(policies(1)),
  having(policies(1)),
  having(policies(1)),
  none,
];
const R2 = having(policies(1), requireExplicit(2));

const REQUIRE: readonly Case[] = [
  { name: "4.9.1 Valid RequireExplicitPolicy Test1", path: chainWithRequire(10), is: "valid" },
  { name: "4.9.2 Valid RequireExplicitPolicy Test2", path: chainWithRequire(5), is: "valid" },
  { name: "4.9.3 Invalid RequireExplicitPolicy Test3", path: chainWithRequire(4), is: [4, G] },
  {
    name: "4.9.4 Valid RequireExplicitPolicy Test4",
    path: [...chainWithRequire(0).slice(0, 4), having(policies(1))],
    is: "valid",
    user: [1],
  },
  {
    name: "4.9.5 Invalid RequireExplicitPolicy Test5",
    path: [
      having(policies(1), requireExplicit(7)),
      having(policies(1), requireExplicit(2)),
      having(policies(1), requireExplicit(4)),
      having(policies(1)),
      none,
    ],
    is: [4, F],
  },
  { name: "4.9.6 Valid Self-Issued requireExplicitPolicy Test6", path: [R2, self(policies(1)), none], is: "valid" },
  {
    name: "4.9.7 Invalid Self-Issued requireExplicitPolicy Test7",
    path: [R2, self(policies(1)), having(policies(1)), none],
    is: [3, G],
  },
  {
    name: "4.9.8 Invalid Self-Issued requireExplicitPolicy Test8",
    path: [R2, self(policies(1)), having(policies(1)), self(policies(1)), none],
    is: [4, G],
  },
  { name: "an end entity that itself requires a policy", path: [none, having(R0)], is: [1, G] },
  { name: "an end entity that requires a policy later", path: [none, having(requireExplicit(1))], is: "valid" },
];

testCases([...POLICIES, ...REQUIRE]);
