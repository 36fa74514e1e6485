export const SIGNATURE_PURPOSES = ["certificate", "crl", "ocsp", "checkpoint"] as const;

/** What the signing service writes down of each signature before it releases it. */
export type JournalEntry = {
  /** 1, 2, 3 … without gaps. */
  readonly sequence: number;
  readonly at: string;
  readonly key: string;
  readonly purpose: (typeof SIGNATURE_PURPOSES)[number];
  /** SHA-256 of the signed bytes, base64url. */
  readonly digest: string;
  readonly signature: Uint8Array;
  /** Revision of governance at which it was judged; null in what was written before this was written down. */
  readonly basis: number | null;
};

/** How many signatures a key gave for a purpose. */
export type SignatureCount = Pick<JournalEntry, "key" | "purpose"> & { readonly signatures: number };

/** `name`: what is used up, `what`: by which one thing. Instants. At most `limit` uses after `since`. */
export type Use = {
  readonly name: string;
  readonly what: string;
  readonly at: string;
  readonly since: string;
  readonly limit: number;
};

/**
 * The signing service's own memory, on its own disk, out of the API's reach.
 *
 * Contract (`test/contract/signature-journal.ts`): `record` is durable when it returns and gives sequence numbers
 * without gaps, in order; entries are chained by hash and `verify` finds any change; `count` costs the same however many
 * there are, and so does `countsByKey`, which is in the order of keys and purposes; `digestsOf` gives the digests of one
 * key and purpose that stand after a place, in order, `limit` of them at most; `pin` sets a name to `to` if it was `from` (undefined: if it was not set) and says whether it was, one after
 * another whoever asks; `pinned` gives the value back after a restart; `spend` counts one use, unless this very one was
 * counted before, and is durable when it returns: false, and nothing counted, when `limit` uses stand after `since`. Whoever
 * spends beside others, in another process over the same file too, never exceeds the limit together with them.
 */
export interface SignatureJournal {
  readonly record: (entries: readonly Omit<JournalEntry, "sequence">[]) => Promise<readonly JournalEntry[]>;
  /** The signature already made over these bytes by this key, so that a retry gets the same one. */
  readonly find: (key: string, digest: string) => Promise<JournalEntry | undefined>;
  readonly count: () => Promise<number>;
  readonly countsByKey: () => Promise<readonly SignatureCount[]>;
  readonly digestsOf: (
    key: string,
    purpose: JournalEntry["purpose"],
    after: number,
    limit: number,
  ) => Promise<readonly Pick<JournalEntry, "sequence" | "digest">[]>;
  /** How many entries were checked; throws a JournalFault at the first that does not fit. */
  readonly verify: () => Promise<number>;
  readonly pin: (name: string, from: string | undefined, to: string) => Promise<boolean>;
  readonly pinned: (name: string) => Promise<string | undefined>;
  readonly spend: (use: Use) => Promise<boolean>;
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
