/**
 * Compares the signer's journal with the ledger, both ways: nothing was signed that the ledger did not announce, and
 * nothing stands in the ledger as signed that the journal does not have.
 *
 * What is announced is written before it is signed, and what is signed before it is recorded. So the journal is read first,
 * then the ledger, then what came into the journal meanwhile: nobody has to stop for it.
 */
import { type LedgerEvent, readEvent } from "../catalogue.ts";
import { originParts } from "../governance/witness.ts";
import { fromBase64url, toBase64url, utf8 } from "../kernel/bytes.ts";
import { sha256 } from "../kernel/digest.ts";
import { envelopeDigest } from "../kernel/envelope.ts";
import { idOf } from "../kernel/stream.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { JournalEntry } from "../ports/signature-journal.ts";
import { checkpointText, ledgerOrigin } from "../transparency/checkpoint.ts";
import { eventLeafHash, isLedgerStream } from "../transparency/leaf.ts";
import { growing } from "../transparency/merkle.ts";
import type { SignatureCounts } from "../transparency/signature-counts.ts";
import { HistoryFault } from "./ledger.ts";
import { linesAfter, nothingSigned, readBook, type SignatureBook, type SignedBy } from "./signature-book.ts";

type Purpose = JournalEntry["purpose"];

/** What the ledger says was signed and the journal did not have when it was read first. */
type Absent = { readonly stream: string; readonly digest: string | undefined; readonly sequence: number };

/** Announced and not yet recorded: what was about to be signed, and by which key; no digest where its bytes are sealed. */
type Announced = { readonly key: string; readonly purpose: Purpose; readonly digest: string | undefined };

const MOST = 100;
const BATCH = 512;
const idFor = (key: string, purpose: Purpose): string => `${key} ${purpose}`;

/** As governance counts them. */
const nextGap = (last: number, knownOrigin: string): number => Math.max(last, originParts(knownOrigin)?.gap ?? 0) + 1;

const checkpointDigest = (origin: string, size: number, root: Uint8Array): string =>
  toBase64url(sha256(utf8(checkpointText({ origin, size, root }))));

const everyEvent = async function* (store: EventStore) {
  for (let after: Parameters<EventStore["readAll"]>[0] = "start"; ; ) {
    const batch = await store.readAll(after, BATCH);
    const last = batch.at(-1);
    if (last === undefined) return;
    for (const row of batch) {
      const event = readEvent(row.bytes);
      if (!event.ok) throw new HistoryFault(event.error.code, row.stream, row.revision);
      yield { bytes: row.bytes, event: event.value };
    }
    after = last.position;
  }
};

/** What the ledger has of each signature; takes from `all` what it finds there. */
const follow = (all: Map<string, SignedBy>) => {
  const announced = new Map<string, Announced>();
  const absent = new Map<string, Absent[]>();

  const explain = ({ key, purpose, digest }: Announced): void => {
    const its = all.get(idFor(key, purpose));
    if (digest !== undefined && its?.open.delete(digest)) its.explained += 1;
  };
  const record = (key: string, purpose: Purpose, found: Absent): void => {
    const id = idFor(key, purpose);
    const its = all.get(id) ?? nothingSigned(key, purpose);
    all.set(id, its);
    // Sealed bytes have no digest here; the event has the signature's place in the journal.
    const digest = found.digest ?? its.places.get(found.sequence);
    if (digest !== undefined && its.open.delete(digest)) its.recorded += 1;
    else {
      const list = absent.get(id) ?? [];
      list.push(found);
      absent.set(id, list);
    }
  };
  const outcome = (stream: string, sequence: number): void => {
    const its = announced.get(stream);
    announced.delete(stream);
    if (its !== undefined) record(its.key, its.purpose, { stream, digest: its.digest, sequence });
  };

  return {
    absent,
    see: (event: LedgerEvent): void => {
      const { stream } = event;
      if (event.type === "CertificatePrepared") {
        const { key, tbs } = event.body;
        const bytes = "plain" in tbs ? fromBase64url(tbs.plain) : undefined;
        announced.set(stream, { key, purpose: "certificate", digest: bytes && toBase64url(sha256(bytes)) });
      } else if (event.type === "CrlPrepared") {
        const before = announced.get(stream);
        if (before !== undefined) explain(before);
        const key = idOf(stream).split(".")[0] ?? "";
        announced.set(stream, { key, purpose: "crl", digest: event.body.tbs });
      } else if (event.type === "CertificateIssued" || event.type === "CrlPublished")
        outcome(stream, event.body.sequence);
      else if (event.type === "LedgerSealed") {
        const { key, origin, size, root } = event.body;
        const digest = checkpointDigest(origin, size, fromBase64url(root) ?? new Uint8Array());
        record(key, "checkpoint", { stream, digest, sequence: 0 });
      }
    },
    /** What was announced and came to nothing that stands in the ledger. */
    end: (): void => {
      for (const its of announced.values()) explain(its);
      // Of sealed bytes the digest is not known here, only that they may have been signed, once.
      for (const { key, purpose, digest } of announced.values()) {
        const its = digest === undefined ? all.get(idFor(key, purpose)) : undefined;
        const [line] = its?.open.keys() ?? [];
        if (its !== undefined && line !== undefined && its.open.delete(line)) its.explained += 1;
      }
    },
  };
};

/** Checkpoints that were signed and never recorded are explained when the ledger had that tree: at one of its sizes. */
const explainTrees = async (store: EventStore, keys: readonly SignedBy[]): Promise<void> => {
  if (keys.every(({ open }) => open.size === 0)) return;
  const tree = growing();
  const origins: string[] = [];
  let founded = { ledger: "", genesis: "" };
  let gap = 0;
  const look = (): void => {
    const root = tree.root();
    for (const origin of origins)
      for (const its of keys) if (its.open.delete(checkpointDigest(origin, tree.size(), root))) its.explained += 1;
  };
  for await (const { bytes, event } of everyEvent(store)) {
    if (!isLedgerStream(event.stream)) continue;
    if (event.type === "LedgerFounded") {
      founded = { ledger: event.body.founding.ledger, genesis: envelopeDigest(bytes) };
      origins.push(ledgerOrigin(founded.ledger, founded.genesis));
    }
    if (event.type === "GapAccepted") {
      gap = nextGap(gap, event.body.known.origin);
      origins.push(ledgerOrigin(founded.ledger, founded.genesis, gap));
    }
    tree.push(eventLeafHash(tree.size(), bytes));
    look();
  }
};

/** What the ledger has and the journal had not: signed meanwhile, or by nobody. */
const findMissing = async (
  book: SignatureBook,
  its: SignedBy,
  absent: readonly Absent[],
): Promise<readonly string[]> => {
  const since = new Set<string | number>();
  if (absent.length > 0)
    for await (const { digest, sequence } of linesAfter(book, its.key, its.purpose, its.last))
      since.add(digest).add(sequence);
  return absent.filter(({ digest, sequence }) => !since.has(digest ?? sequence)).map(({ stream }) => stream);
};

/** Throws SignerFault, StoreFault, HistoryFault. */
export const reconcileSignatures = async (
  store: EventStore,
  book: SignatureBook,
  clock: Clock,
): Promise<SignatureCounts> => {
  const all = new Map((await readBook(book)).map((its) => [idFor(its.key, its.purpose), its]));
  const ledger = follow(all);
  for await (const { event } of everyEvent(store)) ledger.see(event);
  ledger.end();
  await explainTrees(
    store,
    [...all.values()].filter(({ purpose }) => purpose === "checkpoint"),
  );
  const keys: object[] = [];
  const unexplained: object[] = [];
  const missing: object[] = [];
  for (const [id, its] of [...all].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { key, purpose, signed, recorded, explained, open } = its;
    const lacking = await findMissing(book, its, ledger.absent.get(id) ?? []);
    const counts = { signed, recorded, explained, unexplained: open.size, missing: lacking.length };
    keys.push({ key, purpose, ...counts });
    for (const line of open.values()) unexplained.push({ key, purpose, ...line });
    for (const stream of lacking) missing.push({ key, purpose, stream });
  }
  return {
    v: 1,
    at: clock.now(),
    keys: keys as SignatureCounts["keys"],
    unexplained: unexplained.slice(0, MOST) as SignatureCounts["unexplained"],
    missing: missing.slice(0, MOST) as SignatureCounts["missing"],
  };
};
