/** What the signing service writes down of each signature before it releases it. */
export type JournalEntry = {
  /** 1, 2, 3 … without gaps. */
  readonly sequence: number;
  readonly at: string;
  readonly key: string;
  readonly purpose: "certificate" | "crl" | "ocsp" | "checkpoint";
  /** SHA-256 of the signed bytes, base64url. */
  readonly digest: string;
  readonly signature: Uint8Array;
};

/**
 * The signing service's own memory, on its own disk, out of the API's reach.
 *
 * Contract (`test/contract/signature-journal.ts`): `record` is durable when it returns and gives sequence numbers
 * without gaps, in order; entries are chained by hash and `verify` finds any change; `pin` keeps a name's value and
 * `pinned` gives it back after a restart.
 */
export interface SignatureJournal {
  readonly record: (entries: readonly Omit<JournalEntry, "sequence">[]) => Promise<readonly JournalEntry[]>;
  /** The signature already made over these bytes by this key, so that a retry gets the same one. */
  readonly find: (key: string, digest: string) => Promise<JournalEntry | undefined>;
  readonly count: () => Promise<number>;
  /** How many entries were checked; throws a JournalFault at the first that does not fit. */
  readonly verify: () => Promise<number>;
  readonly pin: (name: string, value: string) => Promise<void>;
  readonly pinned: (name: string) => Promise<string | undefined>;
  readonly close: () => Promise<void>;
}

export class JournalFault extends Error {
  override readonly name = "JournalFault";
  readonly code: "journal.unavailable" | "journal.corrupt";
  readonly retryable: boolean;
  constructor(code: JournalFault["code"], options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.retryable = code === "journal.unavailable";
  }
}
