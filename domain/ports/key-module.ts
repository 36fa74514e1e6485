import type { SignatureScheme } from "../kernel/signature-scheme.ts";
import type { KeyAlgorithm } from "../pki/key-algorithm.ts";

/**
 * The cryptographic module: private keys that never leave it, and a few small values that whoever puts back the signer's
 * disk does not put back with it. Only the signing service holds one.
 *
 * Contract (`test/contract/key-module.ts`):
 * - A key is named by its id (CKA_ID, 32 hex digits); private keys are generated sensitive and not extractable.
 * - `generate` for an id that exists returns the existing key: a retry makes no second key.
 * - `sign` takes the whole message and returns the signature as X.509 has it (ECDSA: DER Ecdsa-Sig-Value, RFC 3279
 *   §2.2.3; all others raw). It does not verify: the signing service does, before release.
 * - What `abilities` lists can be generated and used; asking for anything else is `module.unsupported`.
 * - `remember` is durable when it returns, and takes the place of what was remembered under this name; a call that is cut
 *   off leaves the one before or this one, whole. `recall` gives the same bytes, also after a restart; undefined only when
 *   nothing was ever remembered. What is there and cannot be read is `module.misbehaved`.
 * - After the module was away and came back, the next call works again without a restart.
 */
export interface KeyModule {
  /** What the module says of itself, for key events and `doctor`. */
  readonly describe: () => Promise<ModuleDescription>;
  readonly generate: (id: string, algorithm: KeyAlgorithm) => Promise<{ readonly spki: Uint8Array }>;
  /** undefined when no such key is in the module. */
  readonly find: (id: string) => Promise<{ readonly spki: Uint8Array } | undefined>;
  readonly sign: (id: string, message: Uint8Array, scheme: SignatureScheme) => Promise<Uint8Array>;
  /** The kinds of key that can be generated here and sign here, in the order of `KEY_ALGORITHMS`. */
  readonly abilities: () => Promise<readonly KeyAlgorithm[]>;
  /** A name is up to 64 characters, a value up to 1024 octets: tokens have little room. */
  readonly remember: (name: string, value: Uint8Array) => Promise<void>;
  readonly recall: (name: string) => Promise<Uint8Array | undefined>;
  readonly close: () => Promise<void>;
}

export type ModuleDescription = {
  /** `pkcs11` or `softkey`. */
  readonly kind: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly tokenLabel: string;
  readonly tokenSerial: string;
};

export type ModuleFaultCode =
  /** Library missing, token absent, session lost, device error. */
  | "module.unavailable"
  /** The PIN is wrong. Never tried again without a human: tokens lock. */
  | "module.pin-incorrect"
  | "module.pin-locked"
  | "module.no-such-key"
  /** No mechanism for this kind of key, or for this way to sign with it. */
  | "module.unsupported"
  /** The module answered something it must not. */
  | "module.misbehaved";

export class ModuleFault extends Error {
  override readonly name = "ModuleFault";
  readonly code: ModuleFaultCode;
  readonly retryable: boolean;
  constructor(code: ModuleFaultCode, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.retryable = code === "module.unavailable";
  }
}
