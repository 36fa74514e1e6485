/** The extensions that path validation itself processes, read. RFC 5280 §6.1.3, §6.1.4. */
import { OID } from "../../der/oid.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { parseBasicConstraints } from "../extension/basic-constraints.ts";
import { CERTIFICATE_POLICIES } from "../extension/certificate-policies.ts";
import { parseExtendedKeyUsage } from "../extension/extended-key-usage.ts";
import type { Extension } from "../extension/extension.ts";
import { INHIBIT_ANY_POLICY, parseInhibitAnyPolicy } from "../extension/inhibit-any-policy.ts";
import { parseKeyUsage } from "../extension/key-usage.ts";
import { NAME_CONSTRAINTS, parseNameConstraints } from "../extension/name-constraints.ts";
import { POLICY_CONSTRAINTS, parsePolicyConstraints } from "../extension/policy-constraints.ts";
import { POLICY_MAPPINGS, parsePolicyMappings } from "../extension/policy-mappings.ts";
import { parseAnySubjectAltName } from "../extension/subject-alt-name.ts";
import { type Clause, fault, type PathFault } from "./path-fault.ts";
import { parsePolicyOids } from "./policy-oids.ts";

type Reader<T> = {
  readonly oid: string;
  readonly clause: Clause;
  readonly parse: (value: Uint8Array, isCritical: boolean) => Result<T>;
};

const READERS = {
  keyUsage: { oid: OID.keyUsage, clause: "RFC 5280 §4.2.1.3", parse: parseKeyUsage },
  policies: { oid: CERTIFICATE_POLICIES, clause: "RFC 5280 §4.2.1.4", parse: parsePolicyOids },
  mappings: { oid: POLICY_MAPPINGS, clause: "RFC 5280 §4.2.1.5", parse: parsePolicyMappings },
  altNames: { oid: OID.subjectAltName, clause: "RFC 5280 §4.2.1.6", parse: parseAnySubjectAltName },
  basicConstraints: { oid: OID.basicConstraints, clause: "RFC 5280 §4.2.1.9", parse: parseBasicConstraints },
  nameConstraints: { oid: NAME_CONSTRAINTS, clause: "RFC 5280 §4.2.1.10", parse: parseNameConstraints },
  policyConstraints: { oid: POLICY_CONSTRAINTS, clause: "RFC 5280 §4.2.1.11", parse: parsePolicyConstraints },
  purposes: { oid: OID.extendedKeyUsage, clause: "RFC 5280 §4.2.1.12", parse: parseExtendedKeyUsage },
  inhibitAnyPolicy: { oid: INHIBIT_ANY_POLICY, clause: "RFC 5280 §4.2.1.14", parse: parseInhibitAnyPolicy },
} as const satisfies Readonly<Record<string, Reader<unknown>>>;
type Key = keyof typeof READERS;
type Value<K extends Key> = Extract<ReturnType<(typeof READERS)[K]["parse"]>, { ok: true }>["value"];

/** A key for each extension that is there. */
export type PathExtensions = { readonly [K in Key]?: Value<K> };

const TABLE: ReadonlyMap<string, Reader<unknown> & { readonly key: string }> = new Map(
  Object.entries(READERS).map(([key, reader]) => [reader.oid, { key, ...reader }]),
);

/** A malformed one is a fault whether it is critical or not: RFC 5280 §4.2 lets only the unrecognized be ignored. */
export const readPathExtensions = (extensions: readonly Extension[]): Result<PathExtensions, PathFault> => {
  const out: Record<string, unknown> = {};
  for (const { oid, value, critical } of extensions) {
    const reader = TABLE.get(oid);
    if (reader === undefined) continue;
    const read = reader.parse(value, critical);
    if (!read.ok) return fault(reader.clause, read.error.detail);
    out[reader.key] = read.value;
  }
  return ok(out);
};

/** Whether some extension is critical that neither this program nor, by `also`, its caller processes. */
export const hasUnprocessedCritical = (extensions: readonly Extension[], also: readonly string[]): boolean =>
  extensions.some((e) => e.critical && !TABLE.has(e.oid) && !also.includes(e.oid));
