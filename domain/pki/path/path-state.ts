/** The state variables of path validation. RFC 5280 §6.1.2. */
import type { NameLayer } from "./name-layers.ts";
import type { PathCertificate } from "./path-certificate.ts";
import type { PathExtensions } from "./path-extensions.ts";
import type { Place, PolicyState } from "./policy-state.ts";
import type { Purposes } from "./purposes.ts";

export type PathState = {
  /** working_issuer_name: DER Name. */
  readonly issuer: Uint8Array;
  /** working_public_key with its algorithm and parameters: DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly maxPathLength: number;
  readonly layers: readonly NameLayer[];
  readonly policy: PolicyState;
  readonly purposes: Purposes;
};

/** The state once a certificate has been processed (§6.1.3), and what is read of that certificate. */
export type Processed = {
  readonly state: PathState;
  readonly certificate: PathCertificate;
  readonly extensions: PathExtensions;
  readonly place: Place;
};
