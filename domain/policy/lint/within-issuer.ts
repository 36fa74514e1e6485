import { addSeconds } from "../../kernel/instant.ts";
import type { Lint } from "./lint.ts";

/** A certificate that outlives its issuer cannot be validated to its end. RFC 5280 §6.1.3. */
export const withinIssuer: Lint = {
  id: "within-issuer",
  clause: "RFC 5280 §6.1.3",
  severity: "warning",
  check: ({ profile, latestNotAfter, plannedAt }) =>
    addSeconds(plannedAt, profile.durationSeconds) > latestNotAfter
      ? "the issuer expires first: the certificate will be shorter than its profile allows"
      : undefined,
};
