/** What commands say about a request. */
import type { RequestAnswer } from "../../http/api/schemas.ts";
import type { ShownPlan } from "./shown-plan.ts";

export const outcome = (r: RequestAnswer): string => {
  const under = r.mandate === null ? "" : ` under the mandate ${r.mandate}`;
  if (r.certificate !== null) return `certificate issued${under}: ${r.certificate.issuer}/${r.certificate.serial}`;
  if (r.pending !== null) return `approved, waiting for the signer (${r.pending}); the server finishes it by itself`;
  return `request is ${r.state}: ${r.approvers.length} of ${r.quorum} approvals`;
};

/** What must not be overlooked. */
export const alarmsOf = ({ contradictions, hidden }: ShownPlan): readonly string[] =>
  [...contradictions, ...(hidden === undefined ? [] : [hidden])].map((what) => `ALARM      ${what}`);
