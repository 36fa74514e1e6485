import type { Instant } from "../kernel/instant.ts";

/**
 * Somebody who logged in. `login`: of the governance stream. `holder`: `officer:alice`, `operator:root`. `roles`: what their
 * directory's groups give them while they are in.
 */
export type Presence = {
  readonly login: string;
  readonly holder: string;
  readonly roles: readonly string[];
  readonly at: Instant;
};

/**
 * A session. `digest`: SHA-256 of the secret that the browser has, base64url; nobody else has the secret. `id`: what it is
 * called in lists, which opens nothing. `first`: who opened it, in whose name it acts; `companions`: who joined.
 */
export type Session = {
  readonly id: string;
  readonly digest: string;
  readonly first: Presence;
  readonly companions: readonly Presence[];
  readonly openedAt: Instant;
  readonly seenAt: Instant;
};

/**
 * The sessions of this server. Not in the ledger, and no truth: that somebody was logged in proves nothing.
 *
 * Contract (`test/contract/session-store.ts`): found by the digest that was put last for an id and by no earlier one; what
 * was removed is gone; there are never more than the store is made for: the one that was not seen for longest goes.
 */
export interface SessionStore {
  readonly find: (digest: string) => Session | undefined;
  readonly all: () => readonly Session[];
  readonly put: (session: Session) => void;
  /** False when there was none. */
  readonly remove: (id: string) => boolean;
}
