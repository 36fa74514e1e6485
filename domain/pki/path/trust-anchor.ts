/** What a path begins with. RFC 5280 §6.1.1 (d), RFC 5937. */
import { ok, type Result } from "../../kernel/result.ts";
import type { NameConstraints } from "./name-layers.ts";
import { parsePathCertificate } from "./path-certificate.ts";
import { hasUnprocessedCritical, type PathExtensions, readPathExtensions } from "./path-extensions.ts";
import { fault, type PathFault } from "./path-fault.ts";
import { narrowPurposes, type Purposes } from "./purposes.ts";

/** What whoever chose the anchor allows it; what is not there is not constrained. RFC 5937 §3. */
export type AnchorConstraints = {
  readonly names?: NameConstraints;
  /** How many authorities may follow that are not self-issued. */
  readonly pathLength?: number;
  /** Dotted OIDs; they narrow the user's own. */
  readonly policies?: readonly string[];
  /** After how many certificates, 0 for at once. */
  readonly requireExplicitPolicy?: number;
  readonly inhibitPolicyMapping?: number;
  readonly inhibitAnyPolicy?: number;
  /** What keys below it may be used for. */
  readonly purposes?: Purposes;
};

export type TrustAnchor = {
  /** DER Name. */
  readonly name: Uint8Array;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly constraints?: AnchorConstraints;
};

const constraintsOf = (e: PathExtensions): AnchorConstraints => ({
  ...(e.nameConstraints === undefined ? {} : { names: e.nameConstraints }),
  ...(e.basicConstraints?.pathLength === undefined ? {} : { pathLength: e.basicConstraints.pathLength }),
  ...(e.policies === undefined ? {} : { policies: e.policies }),
  ...e.policyConstraints,
  ...(e.purposes === undefined ? {} : { purposes: narrowPurposes("any", e.purposes) }),
  ...(e.inhibitAnyPolicy === undefined ? {} : { inhibitAnyPolicy: e.inhibitAnyPolicy }),
});

/**
 * The anchor that a certificate of any version describes, with the constraints that its extensions state. Neither its
 * signature nor its validity is looked at: it is trusted because somebody chose it. `also`: critical extensions that
 * the caller processes.
 */
export const anchorOfCertificate = (der: Uint8Array, also: readonly string[] = []): Result<TrustAnchor, PathFault> => {
  const certificate = parsePathCertificate(der);
  if (!certificate.ok) return fault("RFC 5280 §4.1", certificate.error.detail);
  const { subject: name, spki, extensions } = certificate.value;
  const read = readPathExtensions(extensions);
  if (!read.ok) return read;
  if (hasUnprocessedCritical(extensions, also)) return fault("RFC 5280 §4.2", "an unknown extension is critical");
  return ok({ name, spki, constraints: constraintsOf(read.value) });
};
