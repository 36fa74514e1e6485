import type { Instant } from "../../kernel/instant.ts";
import type { Extension } from "../../pki/extension/extension.ts";
import type { Profile } from "../profile.ts";

/** What a rule sees: the planned certificate taken apart, and the profile it came from. */
export type Candidate = {
  readonly serial: string;
  readonly subject: Uint8Array;
  readonly extensions: readonly Extension[];
  readonly profile: Profile;
  readonly latestNotAfter: Instant;
  readonly plannedAt: Instant;
};

/**
 * One rule about certificates. `error` stops the plan, `warning` is recorded with it for the approvers to see.
 * `check` returns a sentence when the rule is broken.
 */
export type Lint = {
  readonly id: string;
  readonly clause: string;
  readonly severity: "error" | "warning";
  readonly check: (candidate: Candidate) => string | undefined;
};
