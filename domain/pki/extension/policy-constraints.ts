/** id-ce-policyConstraints, 2.5.29.36. RFC 5280 §4.2.1.11. */
import { malformed, readDer } from "../../der/reader.ts";
import { integer, sequence } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import { retag } from "../implicit-tag.ts";
import type { Extension } from "./extension.ts";
import { smallIntegerOf } from "./small-integer.ts";

export const POLICY_CONSTRAINTS = "2.5.29.36";

/** After how many more certificates a policy must be named, and policies may no longer be mapped. */
type PolicyConstraints = { readonly requireExplicitPolicy?: number; readonly inhibitPolicyMapping?: number };

/** Critical. At least one of the two. */
export const policyConstraints = (c: PolicyConstraints): Extension => {
  if (c.requireExplicitPolicy === undefined && c.inhibitPolicyMapping === undefined)
    throw new TypeError("policyConstraints without a constraint");
  const require = c.requireExplicitPolicy === undefined ? [] : [retag(0x80, integer(c.requireExplicitPolicy))];
  const inhibit = c.inhibitPolicyMapping === undefined ? [] : [retag(0x81, integer(c.inhibitPolicyMapping))];
  return { oid: POLICY_CONSTRAINTS, critical: true, value: sequence(...require, ...inhibit) };
};

/** Refuses `der.malformed`, also for an empty sequence. */
export const parsePolicyConstraints = (value: Uint8Array): Result<PolicyConstraints> =>
  readDer(value, (r) => {
    const constraints = r.sequence();
    if (constraints.isAtEnd) malformed("policyConstraints without a constraint");
    const require = constraints.optional(0x80);
    const inhibit = constraints.optional(0x81);
    constraints.end();
    return {
      ...(require === undefined ? {} : { requireExplicitPolicy: smallIntegerOf(require.content) }),
      ...(inhibit === undefined ? {} : { inhibitPolicyMapping: smallIntegerOf(inhibit.content) }),
    };
  });
