import { addSeconds } from "../../../kernel/instant.ts";
import type { PlanningRule } from "./candidate.ts";

/** A certificate that outlives its issuer cannot be validated to its end. RFC 5280 §6.1.3. */
export const withinIssuer: PlanningRule = {
  id: "within-issuer",
  clause: "RFC 5280 §6.1.3",
  severity: "warning",
  effective: "2008-05-01",
  check: ({ profile, latestNotAfter, plannedAt }) =>
    addSeconds(plannedAt, profile.durationSeconds) > latestNotAfter &&
    "the issuer expires first: the certificate will be shorter than its profile allows",
};
