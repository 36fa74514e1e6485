/** The one place where a signature is made and leaves: sign, verify, journal, release, in this order. */
import { toBase64url } from "../../kernel/bytes.ts";
import { sha256, verifySignature } from "../../kernel/digest.ts";
import { schemeOfKey } from "../../pki/public-key.ts";
import type { Clock } from "../../ports/clock.ts";
import type { KeyModule } from "../../ports/key-module.ts";
import type { JournalEntry, SignatureJournal } from "../../ports/signature-journal.ts";
import { type SignedCrl, SignerFault } from "../../ports/signer.ts";

export type Order = {
  readonly key: string;
  readonly spki: Uint8Array;
  readonly purpose: JournalEntry["purpose"];
  readonly bytes: Uint8Array;
  /** Revision of governance at which it was judged. */
  readonly basis: number;
};

/** What was written into the journal, as it leaves. */
type Released = SignedCrl;

export type Release = {
  /** The signature that these bytes got from this key before. */
  readonly earlier: (key: string, bytes: Uint8Array) => Promise<Released | undefined>;
  /** Signs, or gives the signature made before: the same bytes never get two, asked for one after another or at once. */
  readonly release: (order: Order) => Promise<Released>;
};

const leaving = ({ signature, sequence, basis }: JournalEntry): Released => ({
  signature: toBase64url(signature),
  sequence,
  basis,
});

export const releaser = (ports: {
  readonly module: KeyModule;
  readonly journal: SignatureJournal;
  readonly clock: Clock;
}): Release => {
  const { module, journal, clock } = ports;
  const underWay = new Map<string, Promise<Released>>();

  const make = async ({ key, spki, purpose, bytes, basis }: Order, digest: string): Promise<Released> => {
    const had = await journal.find(key, digest);
    if (had) return leaving(had);
    const signature = await module.sign(key, bytes, schemeOfKey(spki));
    // A faulty module, or one whose key was swapped, must not speak for the authority.
    if (!verifySignature(spki, bytes, signature)) throw new SignerFault("signer.self-check-failed", false);
    const [entry] = await journal.record([{ at: clock.now(), key, purpose, digest, signature, basis }]);
    if (entry === undefined) throw new TypeError("a journal that records nothing");
    return leaving(entry);
  };

  return {
    earlier: async (key, bytes) => {
      const had = await journal.find(key, toBase64url(sha256(bytes)));
      return had && leaving(had);
    },
    release: (order) => {
      const digest = toBase64url(sha256(order.bytes));
      const name = `${order.key} ${digest}`;
      const work = underWay.get(name) ?? make(order, digest).finally(() => underWay.delete(name));
      underWay.set(name, work);
      return work;
    },
  };
};
