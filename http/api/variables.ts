/** What is known of a call once it has passed the door: who calls, and what it may use. */
import type { Certificate } from "../../domain/certificate/state.ts";
import type { Access } from "../../domain/governance/entitlement.ts";
import type { Right } from "../../domain/governance/rights.ts";
import type { FoundedGovernance } from "../../domain/governance/state.ts";
import type { Result } from "../../domain/kernel/result.ts";
import type { AuthorityRow } from "../../domain/ports/queries.ts";
import type { Session } from "../../domain/ports/session-store.ts";
import type { Caller } from "../../domain/process/handle.ts";
import type { Ports } from "../../domain/process/ports.ts";
import type { PublishedCrl } from "../../domain/process/publish-crl.ts";

/** How a change of status gets into the list that relying parties fetch. */
export type Publishing = {
  readonly publish: (authority: AuthorityRow) => Promise<Result<PublishedCrl>>;
  /** Publishes the CRL that must show a change; its number, or null when that follows later. */
  readonly publishChange: (certificate: Certificate, position: string | null) => Promise<string | null>;
};

/**
 * `ports.governance` is as the caller was known under it: whatever one call does is judged by this. In a dry run `ports`
 * and `publishing` lead nowhere.
 */
export type ApiVariables = {
  Variables: {
    caller: Caller & { readonly access: Access };
    /** Whether the token or session of the call still counts and still may, for what goes on after it. */
    stillMay: (governance: FoundedGovernance, right: Right) => boolean;
    /** Of a call by cookie. */
    session?: { readonly session: Session; readonly secret: string };
    ports: Ports;
    publishing: Publishing;
  };
  Bindings: {
    /** Tells how far a call that goes on behind an operation has come. */
    readonly progress?: (done: number, total: number) => void;
  };
};
