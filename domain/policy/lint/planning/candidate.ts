import type { Instant } from "../../../kernel/instant.ts";
import type { Profile } from "../../profile.ts";
import type { Rule } from "../rule.ts";

/** What is planned, beyond what will stand in the certificate. */
export type Candidate = {
  readonly serial: string;
  readonly profile: Profile;
  readonly latestNotAfter: Instant;
  readonly plannedAt: Instant;
};

export type PlanningRule = Rule<Candidate>;
