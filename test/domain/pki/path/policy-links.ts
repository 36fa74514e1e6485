/** Certificates with policies. */
import type { Clause } from "../../../../domain/pki/path/path-fault.ts";
import { type Link, nist, requireExplicit } from "./chain.ts";

/** No policy is valid for the path so far; none that the user accepts is at its end. */
export const F: Clause = "RFC 5280 §6.1.3 (f)";
export const G: Clause = "RFC 5280 §6.1.5 (g)";

/** user-initial-policy-set. */
export const initial = (...ns: readonly number[]) => ({ userInitialPolicySet: ns.map(nist) });
export const having = (...extensions: NonNullable<Link["extensions"]>): Link => ({ extensions });
export const self = (...extensions: NonNullable<Link["extensions"]>): Link => ({ isSelfIssued: true, extensions });
export const none: Link = {};
export const R0 = requireExplicit(0);
