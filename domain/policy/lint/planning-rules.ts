/** The rules about what is planned, beside those about the certificate itself. */
import type { PlanningRule } from "./planning/candidate.ts";
import { serialEntropy } from "./planning/serial-entropy.ts";
import { withinIssuer } from "./planning/within-issuer.ts";

export const PLANNING_RULES: readonly PlanningRule[] = [serialEntropy, withinIssuer];
