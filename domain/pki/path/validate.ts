/**
 * Certification path validation. RFC 5280 §6.1, with the policy graph of RFC 9618, the name forms of RFC 9549 and
 * RFC 9598, and the constraints of an anchor as RFC 5937 has them.
 *
 * Whether a certificate is revoked (§6.1.3 (a)(3)) is for the caller to ask: certificate i of a valid path was signed
 * by the key of certificate i-1.
 */
import { ok, type Result } from "../../kernel/result.ts";
import { nameBook } from "./name-book.ts";
import { nameLayer } from "./name-layers.ts";
import { type PathCertificate, parsePathCertificate } from "./path-certificate.ts";
import { fault, type PathFault } from "./path-fault.ts";
import type { Judging, PathInputs } from "./path-inputs.ts";
import type { PathState } from "./path-state.ts";
import { prepareNext, processCertificate, wrapUp } from "./path-step.ts";
import { ANY_POLICY, authorityPolicies, userPolicies } from "./policy-graph.ts";
import { startPolicies } from "./policy-state.ts";
import type { Purposes } from "./purposes.ts";

export type ValidPath = {
  readonly valid: true;
  /** Of the last certificate: its subject (DER Name) and its key, working_public_key (DER SubjectPublicKeyInfo). */
  readonly subject: Uint8Array;
  readonly spki: Uint8Array;
  /** Whether a policy had to be named: explicit_policy came to 0. */
  readonly isPolicyExplicit: boolean;
  /** Dotted OIDs, sorted, in the anchor's terms; anyPolicy is one. Empty when no policy is valid. */
  readonly authorityConstrainedPolicySet: readonly string[];
  readonly userConstrainedPolicySet: readonly string[];
  /** What the last certificate's key may be used for, beyond its key usage. RFC 5280 §4.2.1.12. */
  readonly purposes: Purposes;
};

/** `at`: which certificate, 0 for the one that the anchor issued. */
export type InvalidPath = PathFault & { readonly valid: false; readonly at: number };
export type PathVerdict = ValidPath | InvalidPath;

/** More than any path has; the work grows with it. */
const MAX_CERTIFICATES = 32;

const initialState = (n: number, inputs: Judging): PathState => {
  const { anchor, initialPermittedSubtrees: permitted = [], initialExcludedSubtrees: excluded = [] } = inputs;
  const own = anchor.constraints ?? {};
  const limit = (isZero: boolean | undefined, ofAnchor: number | undefined): number =>
    isZero ? 0 : Math.min(n + 1, ofAnchor ?? n + 1);
  const layers = [{ permitted, excluded }, ...(own.names === undefined ? [] : [own.names])];
  return {
    issuer: anchor.name,
    spki: anchor.spki,
    maxPathLength: Math.min(n, own.pathLength ?? n),
    layers: layers.map((layer) => nameLayer(layer, inputs.book)),
    purposes: own.purposes ?? "any",
    policy: startPolicies({
      explicit: limit(inputs.initialExplicitPolicy, own.requireExplicitPolicy),
      mapping: limit(inputs.initialPolicyMappingInhibit, own.inhibitPolicyMapping),
      anyPolicy: limit(inputs.initialAnyPolicyInhibit, own.inhibitAnyPolicy),
    }),
  };
};

/** RFC 5937 §3.2: what the user accepts and the anchor has. */
const acceptedPolicies = ({ userInitialPolicySet = [ANY_POLICY], anchor }: PathInputs): readonly string[] => {
  const own = anchor.constraints?.policies ?? [ANY_POLICY];
  return userInitialPolicySet.includes(ANY_POLICY) ? own : userPolicies(own, userInitialPolicySet);
};

type Wrapped = {
  readonly graph: PathState["policy"]["graph"];
  readonly isExplicit: boolean;
  readonly purposes: Purposes;
};

const conclude = (
  last: PathCertificate,
  { graph, isExplicit, purposes }: Wrapped,
  accepted: readonly string[],
): Result<ValidPath, PathFault> => {
  const authorityConstrainedPolicySet = authorityPolicies(graph);
  const userConstrainedPolicySet = userPolicies(authorityConstrainedPolicySet, accepted);
  if (isExplicit && userConstrainedPolicySet.length === 0)
    return fault("RFC 5280 §6.1.5 (g)", "a policy must be named, and no accepted one is valid for the path");
  const { subject, spki } = last;
  const sets = { authorityConstrainedPolicySet, userConstrainedPolicySet };
  return ok({ valid: true, subject, spki, isPolicyExplicit: isExplicit, ...sets, purposes });
};

const invalid = (at: number, { clause, detail }: PathFault): InvalidPath => ({ valid: false, at, clause, detail });

/** As `validatePath`, for certificates that are read already. */
export const validateCertificates = (path: readonly PathCertificate[], inputs: Judging): PathVerdict => {
  const n = path.length;
  if (n === 0 || n > MAX_CERTIFICATES)
    return invalid(0, { clause: "RFC 5280 §6.1", detail: "a path has one to 32 certificates" });
  let state = initialState(n, inputs);
  for (const [i, certificate] of path.entries()) {
    const isLast = i === n - 1;
    const processed = processCertificate(state, certificate, isLast, inputs);
    if (!processed.ok) return invalid(i, processed.error);
    if (!isLast) {
      const next = prepareNext(processed.value, inputs);
      if (!next.ok) return invalid(i, next.error);
      state = next.value;
      continue;
    }
    const wrapped = wrapUp(processed.value, inputs);
    const verdict = wrapped.ok ? conclude(certificate, wrapped.value, acceptedPolicies(inputs)) : wrapped;
    return verdict.ok ? verdict.value : invalid(i, verdict.error);
  }
  throw new TypeError("a path without a last certificate");
};

/**
 * Judges a path of certificates, DER, from the one that the anchor issued to the end entity's; the anchor's own
 * certificate is not part of it. Says of an invalid path which certificate does not meet which clause.
 */
export const validatePath = (certificates: readonly Uint8Array[], inputs: PathInputs): PathVerdict => {
  const path: PathCertificate[] = [];
  for (const [i, der] of certificates.slice(0, MAX_CERTIFICATES + 1).entries()) {
    const read = parsePathCertificate(der);
    if (!read.ok) return invalid(i, { clause: "RFC 5280 §4.1", detail: read.error.detail });
    path.push(read.value);
  }
  return validateCertificates(path, { ...inputs, book: nameBook() });
};
