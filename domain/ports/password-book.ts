/**
 * Verifiers of passwords, by the id of their login. Outside the ledger: a verifier can be tried against a dictionary by
 * whoever has it, and one that is no longer used should be gone. Nothing in the book is believed by itself: the ledger has
 * its digest, signed for.
 *
 * Contract (`test/contract/password-book.ts`): what was put is there, also after a restart, and what was put last counts;
 * what was removed is gone, and removing what is not there is nothing. Throws PasswordFault `password.book-unavailable`.
 */
export interface PasswordBook {
  readonly get: (login: string) => Promise<string | undefined>;
  readonly put: (login: string, verifier: string) => Promise<void>;
  readonly remove: (login: string) => Promise<void>;
}
