/** id-ce-policyMappings, 2.5.29.33. RFC 5280 §4.2.1.5. */
import { malformed, readDer } from "../../der/reader.ts";
import { oid, sequence, sequenceOf } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";

export const POLICY_MAPPINGS = "2.5.29.33";
/** RFC 5280 §4.2.1.4. */
const ANY_POLICY = "2.5.29.32.0";

/** Dotted OIDs: a policy of the issuer and the subject's policy that the issuer takes for it. */
type PolicyMapping = { readonly issuer: string; readonly subject: string };

/** Critical. At least one mapping; one from or to anyPolicy is a Defect. */
export const policyMappings = (mappings: readonly PolicyMapping[]): Extension => {
  if (mappings.length === 0) throw new TypeError("policyMappings without a mapping");
  if (mappings.some((m) => m.issuer === ANY_POLICY || m.subject === ANY_POLICY))
    throw new TypeError("anyPolicy is mapped");
  const value = sequenceOf(mappings.map((m) => sequence(oid(m.issuer), oid(m.subject))));
  return { oid: POLICY_MAPPINGS, critical: true, value };
};

/** Reads anyPolicy too: that the path is invalid is for its validation to say (RFC 5280 §6.1.4). */
export const parsePolicyMappings = (value: Uint8Array): Result<readonly PolicyMapping[]> =>
  readDer(value, (r) => {
    const mappings = r.each(r.expect(0x30), (list) => {
      const pair = list.sequence();
      const mapping = { issuer: pair.oid(), subject: pair.oid() };
      pair.end();
      return mapping;
    });
    return mappings.length > 0 ? mappings : malformed("policyMappings without a mapping");
  });
