/**
 * Argon2id, which is slow on purpose.
 *
 * Contract: `matches(await make(p), p)` and for no other password; two verifiers of one password share nothing; a password
 * is compared after Unicode normalisation NFC (RFC 8265 §4.2); the cost of `matches` depends on the verifier alone. At most
 * a few run at once and a few more wait; who comes then gets PasswordFault `password.busy`, and may come again.
 */
export interface PasswordHash {
  /** A PHC string (`domain/policy/password-verifier.ts`) with a salt of its own. */
  readonly make: (password: string) => Promise<string>;
  /** False for a text that is no verifier. */
  readonly matches: (verifier: string, password: string) => Promise<boolean>;
}

export class PasswordFault extends Error {
  override readonly name = "PasswordFault";
  readonly code: "password.busy" | "password.book-unavailable";
  readonly retryable = true;
  constructor(code: PasswordFault["code"], options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}
