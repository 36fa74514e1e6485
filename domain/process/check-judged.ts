/**
 * What a replay knows of the signer: at which governance it judged. What officers changed between the last approval and
 * the signature counted for it, so it counts here.
 */
import type { Certificate } from "../certificate/state.ts";
import type { Known } from "../governance/credential.ts";
import { type Governance, notRetired } from "../governance/state.ts";
import { fromBase64url } from "../kernel/bytes.ts";
import { addSeconds } from "../kernel/instant.ts";
import { subjectOf } from "../request/decider.ts";
import type { Request } from "../request/state.ts";
import { judgeQuorum } from "../statement/verdict.ts";
import { rulesOf } from "./plan-rules.ts";

/**
 * `approvedAt`: the basis of the request's approval, which was judged there; null for a mandate. What is wrong with an
 * issuance at `judgedAt`; older ones do not say it.
 */
export const checkJudged = (
  judgedAt: number | undefined,
  { cert, request, approvedAt }: { cert: Certificate; request: Request | undefined; approvedAt: number | undefined },
  bases: readonly Governance[],
  revokedAt: Known["revokedAt"],
): string | undefined => {
  if (judgedAt === undefined || cert.at !== "issued") return undefined;
  const governance = bases[judgedAt];
  if (governance?.at !== "founded") return "judged at a governance that was not there yet";
  if (request === undefined || request.at === "absent" || request.at === "submitted") return "issued without a request";
  const { plan, approvals, mandate } = request;
  if (!notRetired(governance, plan.authority).ok && plan.purpose.for !== "responder")
    return "issued by an authority that officers had retired";
  if (mandate !== null || judgedAt === approvedAt) return undefined;
  const bytes = "plain" in plan.tbs ? fromBase64url(plan.tbs.plain) : undefined;
  const { ledger, needed, officer, forms } = rulesOf(governance, plan, bytes, { revokedAt });
  const prepared = addSeconds(cert.prepared.notBefore, plan.backdateSeconds);
  const judged = judgeQuorum(approvals, needed, { ...subjectOf(ledger, request), forms }, officer, prepared);
  return judged.ok ? undefined : `issued without the signatures that governance asked for then: ${judged.error.code}`;
};
