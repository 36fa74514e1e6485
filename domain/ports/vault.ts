import type { Result } from "../kernel/result.ts";
import type { Opening, Sealed } from "../kernel/sealed.ts";

/**
 * Keeps one key per subject, outside the ledger and its backups, so that it can be destroyed.
 *
 * Contract (`test/contract/vault.ts`): `open(seal(s, p))` gives `p` and a salt that opens the commitment; two seals of
 * the same plaintext share nothing but the subject; after `destroy(s)` (durable when it returns) every value sealed for
 * `s` refuses `sealed.destroyed` for ever, also after a restart, and sealing for `s` again is refused the same way.
 */
export interface Vault {
  /** `subject`: 32 hex digits, random. A key is made for it on first use. */
  readonly seal: (subject: string, plaintext: Uint8Array) => Promise<Result<Sealed>>;
  readonly open: (sealed: Sealed) => Promise<Result<Opening>>;
  readonly destroy: (subject: string) => Promise<void>;
}

export class VaultFault extends Error {
  override readonly name = "VaultFault";
  readonly code: "vault.unavailable" | "vault.corrupt";
  readonly retryable: boolean;
  constructor(code: VaultFault["code"], options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.retryable = code === "vault.unavailable";
  }
}
