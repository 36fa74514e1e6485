/** szOID_APPLICATION_CERT_POLICIES, 1.3.6.1.4.1.311.21.10. [MS-WCCE] §2.2.2.7.7.3. */
import { readDer } from "../../der/reader.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";
import { encodePolicies, type PolicyInformation, readPolicies } from "./policy-information.ts";

export const MS_APPLICATION_POLICIES = "1.3.6.1.4.1.311.21.10";

/** Microsoft's extended key usage, in the syntax of certificate policies; the OIDs are key purposes. */
export const msApplicationPolicies = (policies: readonly PolicyInformation[], critical = false): Extension => ({
  oid: MS_APPLICATION_POLICIES,
  critical,
  value: encodePolicies(policies),
});

/** Refuses `der.malformed`, also for a purpose that stands twice. */
export const parseMsApplicationPolicies = (value: Uint8Array): Result<readonly PolicyInformation[]> =>
  readDer(value, readPolicies);
