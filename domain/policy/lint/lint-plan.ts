/** A plan judged before anybody is asked to approve it. */
import { addSeconds } from "../../kernel/instant.ts";
import type { Result } from "../../kernel/result.ts";
import { fillValidity, type Validity } from "../../pki/tbs-certificate.ts";
import { lintTbsCertificate } from "./lint.ts";
import type { Candidate } from "./planning/candidate.ts";
import { PLANNING_RULES } from "./planning-rules.ts";
import { type Finding, findingsOf } from "./rule.ts";

/** What stops a plan, or is recorded with it; what is only worth knowing is not for approvers to read. */
export type PlanFinding = Pick<Finding, "rule" | "detail"> & { readonly severity: "error" | "warning" };

/** What a certificate with this validity would break. Refuses `der.malformed`, also when none is masked. */
export const lintMasked = (tbs: Uint8Array, validity: Validity): Result<readonly Finding[]> => {
  const filled = fillValidity(tbs, validity);
  return filled.ok ? lintTbsCertificate(filled.value) : filled;
};

/** As if it were issued at once. */
const lintPlanned = (tbs: Uint8Array, { profile, latestNotAfter, plannedAt }: Candidate): readonly Finding[] => {
  const notAfter = addSeconds(plannedAt, profile.durationSeconds);
  const validity = { notBefore: plannedAt, notAfter: notAfter > latestNotAfter ? latestNotAfter : notAfter };
  const findings = lintMasked(tbs, validity);
  // Our own encoding that we cannot read is no finding about the request.
  if (!findings.ok) throw new TypeError(findings.error.detail);
  return findings.value;
};

/** `tbs`: with the validity masked. */
export const lintPlan = (tbs: Uint8Array, candidate: Candidate): readonly PlanFinding[] =>
  [...findingsOf(PLANNING_RULES, candidate, undefined), ...lintPlanned(tbs, candidate)].flatMap(
    ({ rule, severity, detail }) => (severity === "notice" ? [] : [{ rule, severity, detail }]),
  );
