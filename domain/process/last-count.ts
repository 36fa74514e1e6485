/** How often a security key has signed, as far as is known when a statement is taken in. */
import type { FoundedGovernance } from "../governance/state.ts";
import type { Queries } from "../ports/queries.ts";
import type { SignedStatement } from "../statement/statement.ts";
import { counterOf } from "../statement/webauthn/judge-assertion.ts";

type Counts = Pick<Queries, "assertionCounter"> | undefined;

/** undefined for what is not enrolled. */
export const lastCount = (governance: FoundedGovernance, counts: Counts, credential: string): number | undefined => {
  const enrolled = governance.enrolled.get(credential);
  return enrolled && Math.max(enrolled.counter, counts?.assertionCounter(credential) ?? 0);
};

/**
 * Governance judges counts by its own events, which every replay has; what the key signed about requests is known here
 * alone. Zero is what an authenticator says that does not count.
 */
export const isCountBehind = (governance: FoundedGovernance, counts: Counts, signed: SignedStatement): boolean => {
  if (signed.form !== "webauthn") return false;
  const last = lastCount(governance, counts, signed.credential) ?? 0;
  return last > 0 && (counterOf(signed) ?? 0) <= last;
};
