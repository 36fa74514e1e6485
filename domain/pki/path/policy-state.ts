/** The state variables of path validation that are about policies, and how a certificate moves them. RFC 5280 §6.1.2. */
import { ok, type Result } from "../../kernel/result.ts";
import type { PathExtensions } from "./path-extensions.ts";
import { fault, type PathFault } from "./path-fault.ts";
import { ANY_POLICY, addPolicies, dropMapped, initialGraph, mapPolicies, type PolicyGraph } from "./policy-graph.ts";

export type PolicyState = {
  /** undefined: NULL. */
  readonly graph: PolicyGraph | undefined;
  /** After how many more certificates, 0 for at once, a policy must be named, none mapped, anyPolicy not count. */
  readonly explicit: number;
  readonly mapping: number;
  readonly anyPolicy: number;
};

export type Place = { readonly isLast: boolean; readonly isSelfIssued: boolean };
export type PolicyLimits = Omit<PolicyState, "graph">;

export const startPolicies = (limits: PolicyLimits): PolicyState => ({ graph: initialGraph, ...limits });

const nextGraph = (state: PolicyState, { policies }: PathExtensions, place: Place): PolicyGraph | undefined => {
  if (policies === undefined || state.graph === undefined) return undefined;
  const isAnyAllowed = state.anyPolicy > 0 || (!place.isLast && place.isSelfIssued);
  return addPolicies(state.graph, policies, isAnyAllowed);
};

/** RFC 5280 §6.1.3 (d), (e), (f). */
export const processPolicies = (
  state: PolicyState,
  extensions: PathExtensions,
  place: Place,
): Result<PolicyState, PathFault> => {
  const graph = nextGraph(state, extensions, place);
  return graph === undefined && state.explicit === 0
    ? fault("RFC 5280 §6.1.3 (f)", "a policy must be named, and none is valid for the path")
    : ok({ ...state, graph });
};

const applyMappings = (state: PolicyState, { mappings }: PathExtensions): Result<PolicyState, PathFault> => {
  if (mappings === undefined) return ok(state);
  if (mappings.some((m) => m.issuer === ANY_POLICY || m.subject === ANY_POLICY))
    return fault("RFC 5280 §6.1.4 (a)", "anyPolicy is mapped");
  if (state.graph === undefined) return ok(state);
  const apply = state.mapping > 0 ? mapPolicies : dropMapped;
  return ok({ ...state, graph: apply(state.graph, mappings) });
};

/** RFC 5280 §6.1.4 (a), (b), (h), (i), (j). */
export const prepareNextPolicies = (
  before: PolicyState,
  extensions: PathExtensions,
  { isSelfIssued }: Place,
): Result<PolicyState, PathFault> => {
  const mapped = applyMappings(before, extensions);
  if (!mapped.ok) return mapped;
  const state = mapped.value;
  const count = (n: number): number => (isSelfIssued || n === 0 ? n : n - 1);
  const { policyConstraints, inhibitAnyPolicy } = extensions;
  return ok({
    graph: state.graph,
    explicit: Math.min(count(state.explicit), policyConstraints?.requireExplicitPolicy ?? Number.POSITIVE_INFINITY),
    mapping: Math.min(count(state.mapping), policyConstraints?.inhibitPolicyMapping ?? Number.POSITIVE_INFINITY),
    anyPolicy: Math.min(count(state.anyPolicy), inhibitAnyPolicy ?? Number.POSITIVE_INFINITY),
  });
};

/** Whether a policy must have been named when all certificates are processed. RFC 5280 §6.1.5 (a), (b). */
export const mustBeExplicit = ({ explicit }: PolicyState, { policyConstraints }: PathExtensions): boolean =>
  explicit <= 1 || policyConstraints?.requireExplicitPolicy === 0;
