/** Proofs out of the sealed ledger: for the signer's gate, for receipts, for whoever asks over HTTP. */
import type { Digest, Position } from "../../kernel/brand.ts";
import { toBase64url } from "../../kernel/bytes.ts";
import { GOVERNANCE } from "../../kernel/stream.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { LedgerIndex, SealRow } from "../../ports/ledger-index.ts";
import { SignerFault } from "../../ports/signer.ts";
import type { TileStore } from "../../ports/tile-store.ts";
import type { Inclusion, SealProof } from "../../transparency/gate.ts";
import { consistencyPath, inclusionPath } from "../../transparency/proof.ts";
import { nodesFrom, type ReadTile } from "../../transparency/tile.ts";
import type { Basis, GovernanceReader } from "../governance-reader.ts";
import { type LedgerTree, treeNow } from "./origin.ts";
import { type Counted, countedEvents, type Tail } from "./tail.ts";
import { MissingTile, tileReader } from "./tree-writer.ts";

export type Prover = {
  /** How many events stand there, sealed or not, as far as the read models have come. */
  readonly events: () => number;
  /** Whether a tree of this size was sealed: of others there are no tiles. */
  readonly isSealedSize: (size: number) => Promise<boolean>;
  readonly tree: () => Promise<LedgerTree>;
  /** The newest seal, in full; undefined before the first. `isWitnessed`: the newest that as many cosigned as the officers ask for. */
  readonly newest: (options?: { readonly isWitnessed?: boolean }) => Promise<SealRow | undefined>;
  /** The index of the event at a position; undefined when there is none. */
  readonly indexOf: (position: Position) => Promise<number | undefined>;
  /** The event at an index; undefined when there is none. */
  readonly eventAt: (index: number) => Promise<Counted | undefined>;
  readonly inclusion: (index: number, size: number) => Promise<Inclusion>;
  readonly consistency: (former: number, size: number) => Promise<readonly Digest[]>;
  /**
   * That all these events, and the governance as it stands, are under one checkpoint: waits for it. undefined while the ledger
   * is not sealed at all. `former`: a size that the proof shall begin at, or lead to. Throws SignerFault `seal.late`.
   */
  readonly gate: (events: readonly Position[], former?: number) => Promise<SealProof | undefined>;
  /** The smallest seal over `index`, waited for. Throws SignerFault `seal.late`. */
  readonly sealOver: (index: number) => Promise<SealRow>;
};

export type ProverDeps = {
  readonly store: EventStore;
  readonly governance: GovernanceReader;
  readonly index: LedgerIndex;
  readonly tiles: TileStore;
  readonly tail: Pick<Tail, "recent" | "newest" | "subscribe">;
  /** Calls back whenever `index` may have more. Returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly patienceMs?: number;
};

const PATIENCE_MS = 10_000;
/** How many indices of older events are kept. */
const KNOWN = 1_024;
/** How often it is looked whether tiles are there. */
const TILES_MS = 10;

/** A checkpoint with everybody's signatures. */
export const fullNote = ({ note, witnesses }: SealRow): string =>
  `${note}${witnesses.map((line) => `${line}\n`).join("")}`;

const texts = (path: readonly Uint8Array[]): Digest[] => path.map((hash) => toBase64url(hash) as Digest);

export const proverOver = (deps: ProverDeps): Prover => {
  const { store, governance, index, tiles, tail, subscribe, patienceMs = PATIENCE_MS } = deps;
  const readers = new Map<string, ReadTile>();
  let ruled: { readonly revision: number; readonly position: Position } | undefined;

  const basisNow = async () => {
    const basis = await governance();
    if (!basis.ok) throw new SignerFault("seal.late", true);
    return basis.value;
  };
  const nodes = ({ folder }: LedgerTree, size: number) => {
    const read = readers.get(folder) ?? tileReader(tiles, folder);
    readers.set(folder, read);
    return nodesFrom(read, size);
  };

  const inclusion = async (tree: LedgerTree, at: number, size: number): Promise<Inclusion> => ({
    index: at,
    path: texts(await inclusionPath(nodes(tree, size), at, size)),
  });
  const consistency = async (tree: LedgerTree, former: number, size: number) =>
    texts(await consistencyPath(nodes(tree, size), former, size));

  const until = async <T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> => {
    let isLate = false;
    let isMore = false;
    let wake = (): void => undefined;
    const more = (): void => {
      isMore = true;
      wake();
    };
    const offs = [subscribe(more), tail.subscribe(more)];
    const timer = setTimeout(() => {
      isLate = true;
      wake();
    }, patienceMs);
    try {
      for (;;) {
        isMore = false;
        const found = await look();
        if (found !== undefined) return found;
        if (isLate) throw new SignerFault("seal.late", true);
        if (!isMore)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    } finally {
      clearTimeout(timer);
      for (const off of offs) off();
    }
  };

  /** The tiles of another sealer's tree are written here when this one has read its seal, which may be after it is known. */
  const onceWritten = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let left = patienceMs / TILES_MS; ; left--) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof MissingTile)) throw error;
        if (left <= 0) throw new SignerFault("seal.late", true, { cause: error });
        await new Promise((resolve) => setTimeout(resolve, TILES_MS));
      }
    }
  };

  /** An index never changes. Asked for again are those of the rules, which every certificate rests on. */
  const known = new Map<Position, number>();
  const indexOf = async (position: Position): Promise<number | undefined> => {
    const near = known.get(position) ?? tail.recent(position);
    if (near !== undefined) return near;
    // Whoever follows will have it in a moment: looking it up in the store would cost a page of events.
    const newest = tail.newest();
    if (newest !== undefined && position > newest) return undefined;
    const found = await index.indexOf(position);
    if (found !== undefined) known.set(position, found);
    const [oldest] = known.keys();
    if (known.size > KNOWN && oldest !== undefined) known.delete(oldest);
    return found;
  };

  /** Where the newest rule stands: what the signer judges under. */
  const governanceHead = async (revision: number): Promise<Position> => {
    if (ruled?.revision !== revision) {
      const [head] = await store.readStream(GOVERNANCE, revision);
      if (head === undefined) throw new SignerFault("seal.late", true);
      ruled = { revision, position: head.position };
    }
    return ruled.position;
  };

  /** The newest seals as the read models have them now: looked up once for all who wait. */
  let shown: { readonly origin: string; readonly limit: number; readonly rows: readonly SealRow[] } | undefined;
  subscribe(() => {
    shown = undefined;
  });
  const newestSeals = (origin: string, limit: number): readonly SealRow[] => {
    if (shown?.origin !== origin || shown.limit < limit) shown = { origin, limit, rows: index.seals(origin, limit) };
    return shown.rows;
  };

  const SCANNED = 64;
  /** The newest that is over `at` and is enough for the signer. */
  const enough = ({ governance: { witnessing } }: Basis, { origin }: LedgerTree, at: number): SealRow | undefined => {
    const needed = witnessing.gate ? witnessing.quorum : 0;
    const rows = newestSeals(origin, needed === 0 ? 1 : SCANNED);
    return rows.find((row) => row.size > at && row.witnesses.length >= needed);
  };

  return {
    events: index.size,
    isSealedSize: async (size) => size > 0 && index.sealOver(treeNow(await basisNow()).origin, size - 1)?.size === size,
    tree: async () => treeNow(await basisNow()),
    newest: async ({ isWitnessed = false } = {}) => {
      const basis = await basisNow();
      const { quorum } = basis.governance.witnessing;
      const rows = index.seals(treeNow(basis).origin, isWitnessed ? SCANNED : 1);
      return isWitnessed ? rows.find((row) => row.witnesses.length >= quorum) : rows[0];
    },
    indexOf,
    eventAt: async (at) => {
      for await (const [event] of countedEvents(store, index, at, at + 1)) return event;
      return undefined;
    },
    inclusion: async (at, size) => inclusion(treeNow(await basisNow()), at, size),
    consistency: async (former, size) => consistency(treeNow(await basisNow()), former, size),
    sealOver: async (at) => {
      const basis = await basisNow();
      const { gate } = basis.governance.witnessing;
      const tree = treeNow(basis);
      return until(() => (gate ? enough(basis, tree, at) : index.sealOver(tree.origin, at)));
    },
    gate: async (events, former) => {
      const basis = await basisNow();
      const tree = treeNow(basis);
      if (index.newest().length === 0) return undefined;
      const positions = [await governanceHead(basis.revision), ...events];
      const places = await Promise.all(positions.map((position) => until(() => indexOf(position))));
      const seal = await until(() => enough(basis, tree, Math.max(...places)));
      const { size } = seal;
      const inclusions = await onceWritten(() => Promise.all(places.map((at) => inclusion(tree, at, size))));
      const [from, to] = former === undefined || former < size ? [former ?? size, size] : [size, former];
      // A larger tree than this one is proven from that one's tiles.
      const larger = from === size && to > size ? await until(() => index.sealOver(tree.origin, to - 1)) : undefined;
      const path =
        larger !== undefined && larger.size !== to ? [] : await onceWritten(() => consistency(tree, from, to));
      return { key: seal.key, checkpoint: fullNote(seal), consistency: [...path], inclusions };
    },
  };
};
