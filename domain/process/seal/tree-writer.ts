/**
 * The tree as the sealer has it: its right edge in memory, all else in tiles. It grows by events and is written by sizes.
 *
 * Invariants:
 * - What is kept of each level begins at a tile's beginning, so that a tile that grew is written whole.
 * - A tile is written before any checkpoint that needs it is signed.
 */
import { concat, equalBytes, fromUtf8 } from "../../kernel/bytes.ts";
import type { TileStore } from "../../ports/tile-store.ts";
import { checkpointSize } from "../../transparency/checkpoint.ts";
import { leafBytes, parseLeaf } from "../../transparency/leaf.ts";
import { EMPTY_FRONTIER, type Frontier, growing, leafHash, rootOf } from "../../transparency/merkle.ts";
import {
  decodeEntries,
  encodeEntries,
  hashesAt,
  hashesOf,
  nodesFrom,
  type ReadTile,
  TILE_HEIGHT,
  TILE_WIDTH,
  type Tile,
  tileOf,
  tilePath,
  tilesBetween,
} from "../../transparency/tile.ts";

/** What stands at a level from place `first` on. */
type Row<T> = { first: number; items: T[] };

const CACHED_TILES = 64;

/**
 * Reads hashes out of a tile store. Full tiles never change: some are kept. A tile that was not written when it was so wide is
 * the beginning of one that was written later: sealers beside each other do not write the same ones.
 */
export const tileReader = (tiles: TileStore, folder: string): ReadTile => {
  const cached = new Map<string, readonly Uint8Array[]>();
  const read = async (tile: Tile): Promise<readonly Uint8Array[] | undefined> => {
    const bytes = await tiles.get(`${folder}${tilePath(tile)}`);
    return bytes && hashesOf(bytes, tile.width);
  };
  const readLater = async ({ level, place, width }: Tile): Promise<readonly Uint8Array[] | undefined> => {
    if (width === TILE_WIDTH) return undefined;
    const now = tileOf(level, place, checkpointSize(await tiles.published(folder)));
    const wider = [TILE_WIDTH, now.width].filter((w) => w > width);
    for (const w of wider) {
      const hashes = await read({ level, place, width: w });
      if (hashes !== undefined) return hashes.slice(0, width);
    }
    return undefined;
  };
  return async (tile) => {
    const path = tilePath(tile);
    const had = cached.get(path);
    if (had !== undefined) return had;
    const hashes = (await read(tile)) ?? (await readLater(tile));
    if (hashes === undefined) throw new MissingTile(path);
    cached.set(path, hashes);
    const [oldest] = cached.keys();
    if (cached.size > CACHED_TILES && oldest !== undefined) cached.delete(oldest);
    return hashes;
  };
};

/** A tile that should be there is not, or is no tile. It can be made again from the ledger. */
export class MissingTile extends Error {
  override readonly name = "MissingTile";
  readonly code = "tiles.missing";
  readonly retryable = false;
}

/** The roots of the perfect trees of a tree of `size`, from its tiles. */
const frontierFrom = async (read: ReadTile, size: number): Promise<Frontier> => {
  const node = nodesFrom(read, size);
  const roots: Promise<Uint8Array>[] = [];
  let from = 0;
  for (let level = 52; level >= 0; level--) {
    const leaves = 2 ** level;
    if (Math.floor(size / leaves) % 2 === 0) continue;
    roots.push(node(level, from / leaves));
    from += leaves;
  }
  return { size, roots: await Promise.all(roots) };
};

export type TreeWriter = ReturnType<typeof treeWriter>;

const treeWriter = (
  tiles: TileStore,
  folder: string,
  from: Frontier,
  edge: { readonly entries: Row<Uint8Array>; readonly levels: Row<Uint8Array>[] },
) => {
  const { entries, levels } = edge;
  const tree = growing(from, (level, place, hash) => {
    if (level % TILE_HEIGHT !== 0) return;
    const row = levels[level / TILE_HEIGHT] ?? { first: place, items: [] };
    levels[level / TILE_HEIGHT] = row;
    row.items.push(hash);
  });
  let written = from.size;

  const bytesOf = ({ level, place, width }: Tile): Uint8Array => {
    const row = level === "entries" ? entries : levels[level];
    if (row === undefined) throw new TypeError("a tree of this size has no such tile");
    const at = place * TILE_WIDTH - row.first;
    const items = row.items.slice(at, at + width);
    if (at < 0 || items.length !== width) throw new TypeError("a tile is not in memory any more");
    return level === "entries" ? encodeEntries(items) : concat(items);
  };

  const stored = tileReader(tiles, folder);
  /** What is in memory from there, all else from the tiles. */
  const edgeOr: ReadTile = (tile) => {
    const row = tile.level === "entries" ? undefined : levels[tile.level];
    const at = tile.place * TILE_WIDTH - (row?.first ?? 0);
    const items = row === undefined || at < 0 ? [] : row.items.slice(at, at + tile.width);
    return items.length === tile.width ? Promise.resolve(items) : stored(tile);
  };

  /** Whole tiles that are written need not be kept. */
  const forget = (row: Row<Uint8Array>, filled: number): void => {
    const first = Math.floor(filled / TILE_WIDTH) * TILE_WIDTH;
    if (first <= row.first) return;
    row.items.splice(0, first - row.first);
    row.first = first;
  };

  return {
    push: (index: number, digest: string): void => {
      if (index !== tree.size()) throw new TypeError("events are sealed one after another");
      const leaf = leafBytes(index, digest);
      entries.items.push(leaf);
      tree.push(leafHash(leaf));
    },
    /** The leaves from the last tile's beginning on: what is at hand of them. */
    lastLeaves: (): { readonly first: number; readonly leaves: readonly Uint8Array[] } => ({
      first: entries.first,
      leaves: entries.items,
    }),
    /** The root that the tree had at a size that it has come past, or is at. */
    rootAt: async (size: number): Promise<Uint8Array> => rootOf(await frontierFrom(edgeOr, size)),
    head: (): { readonly size: number; readonly root: Uint8Array } => ({ size: tree.size(), root: tree.root() }),
    /** Writes all tiles that a tree of `size` has beyond those that were written. Durable when it returns. */
    write: async (size: number): Promise<void> => {
      const wanted = tilesBetween(written, size).map((tile) => [tilePath(tile), bytesOf(tile)] as const);
      await Promise.all(wanted.map(([path, bytes]) => tiles.put(`${folder}${path}`, bytes)));
      written = Math.max(written, size);
      forget(entries, written);
      for (const [level, row] of levels.entries()) forget(row, hashesAt(level, written));
    },
  };
};

const emptyEdge = () => ({ entries: { first: 0, items: [] as Uint8Array[] }, levels: [] as Row<Uint8Array>[] });

/** A tree that is not there yet. */
export const newTree = (tiles: TileStore, folder: string): TreeWriter =>
  treeWriter(tiles, folder, EMPTY_FRONTIER, emptyEdge());

/**
 * The tree of `size` as its tiles have it; undefined when a tile is missing or damaged, or they do not make this root: then
 * it has to be made again from the ledger.
 */
export const treeFromTiles = async (
  tiles: TileStore,
  folder: string,
  { size, root }: { readonly size: number; readonly root: Uint8Array },
): Promise<TreeWriter | undefined> => {
  const read = tileReader(tiles, folder);
  try {
    const frontier = await frontierFrom(read, size);
    if (!equalBytes(rootOf(frontier), root)) return undefined;
    const edge = emptyEdge();
    for (let level = 0; hashesAt(level, size) > 0; level++) {
      const place = Math.floor(hashesAt(level, size) / TILE_WIDTH);
      const tile = tileOf(level, place, size);
      edge.levels.push({ first: place * TILE_WIDTH, items: tile.width === 0 ? [] : [...(await read(tile))] });
    }
    const place = Math.floor(size / TILE_WIDTH);
    edge.entries.first = place * TILE_WIDTH;
    const last = tileOf("entries", place, size);
    if (last.width > 0) {
      const leaves = decodeEntries((await tiles.get(`${folder}${tilePath(last)}`)) ?? new Uint8Array());
      const isWhole = leaves?.length === last.width && leaves.every((l, i) => indexOf(l) === edge.entries.first + i);
      if (!isWhole) return undefined;
      edge.entries.items.push(...leaves);
    }
    return treeWriter(tiles, folder, frontier, edge);
  } catch (error) {
    if (error instanceof MissingTile) return undefined;
    throw error;
  }
};

const indexOf = (leaf: Uint8Array): number | undefined => parseLeaf(fromUtf8(leaf) ?? "")?.index;
