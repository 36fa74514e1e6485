/** id-ce-certificatePolicies, 2.5.29.32. RFC 5280 §4.2.1.4. */
import { readDer } from "../../der/reader.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";
import { encodePolicies, type PolicyInformation, readPolicies } from "./policy-information.ts";

export const CERTIFICATE_POLICIES = "2.5.29.32";

/** Under which policies a certificate was issued or, in an authority's, may be. At least one, none twice. */
export const certificatePolicies = (policies: readonly PolicyInformation[], critical = false): Extension => ({
  oid: CERTIFICATE_POLICIES,
  critical,
  value: encodePolicies(policies),
});

/** Refuses `der.malformed`, also for a policy that stands twice. */
export const parseCertificatePolicies = (value: Uint8Array): Result<readonly PolicyInformation[]> =>
  readDer(value, readPolicies);
