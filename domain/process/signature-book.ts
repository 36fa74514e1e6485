/** The signer's journal, read through the signer: what each key signed for each purpose. */
import type { JournalEntry } from "../ports/signature-journal.ts";
import type { Signer } from "../ports/signer.ts";

/** Who can be asked what was signed. */
export type SignatureBook = Pick<Signer, "counters" | "digests">;

export type Line = { readonly sequence: number; readonly digest: string };

/** What one key signed for one purpose, and how much of it was found in the ledger so far. */
export type SignedBy = {
  readonly key: string;
  readonly purpose: JournalEntry["purpose"];
  readonly signed: number;
  /** Its lines by digest, until they are found. OCSP answers are only counted: the ledger has none of them. */
  readonly open: Map<string, Line>;
  /** Digests by their place in the journal. */
  readonly places: ReadonlyMap<number, string>;
  /** The last place that was read. */
  readonly last: number;
  recorded: number;
  explained: number;
};

export const nothingSigned = (key: string, purpose: SignedBy["purpose"]): SignedBy => ({
  ...{ key, purpose, signed: 0, open: new Map(), places: new Map() },
  ...{ last: 0, recorded: 0, explained: 0 },
});

const must = <T>(answer: { readonly ok: true; readonly value: T } | { readonly ok: false }): T => {
  if (!answer.ok) throw new TypeError("a signer that refuses to be counted");
  return answer.value;
};

/** Every line of a key and purpose after a place. */
export const linesAfter = async function* (
  book: SignatureBook,
  key: string,
  purpose: SignedBy["purpose"],
  from = 0,
): AsyncGenerator<Line> {
  for (let after = from; ; ) {
    const { signed } = must(await book.digests({ key, purpose, after }));
    const last = signed.at(-1);
    if (last === undefined) return;
    yield* signed;
    after = last.sequence;
  }
};

const readKey = async (book: SignatureBook, key: string, purpose: SignedBy["purpose"]): Promise<SignedBy> => {
  const open = new Map<string, Line>();
  const places = new Map<number, string>();
  for await (const line of linesAfter(book, key, purpose)) {
    open.set(line.digest, line);
    places.set(line.sequence, line.digest);
  }
  const last = Math.max(0, [...places.keys()].at(-1) ?? 0);
  // Two processes over one journal may have signed the same bytes at once: the same act, and twice a line.
  return { key, purpose, signed: places.size, open, places, last, recorded: 0, explained: places.size - open.size };
};

export const readBook = async (book: SignatureBook): Promise<readonly SignedBy[]> => {
  const all: SignedBy[] = [];
  for (const { key, purpose, signatures } of must(await book.counters()).keys)
    all.push(
      purpose === "ocsp"
        ? { ...nothingSigned(key, purpose), signed: signatures, explained: signatures }
        : await readKey(book, key, purpose),
    );
  return all;
};
