/**
 * The tree as files that never change: c2sp.org/tlog-tiles. A tile of level L has up to 256 hashes, those of the perfect
 * trees of 256^L leaves each; a bundle has the leaves themselves.
 */
import { HASH_BYTES, nodeHash } from "./merkle.ts";

/** Hashes in a full tile, leaves in a full bundle. c2sp.org/tlog-tiles */
export const TILE_WIDTH = 256;
/** One tile has this many levels of the tree. */
export const TILE_HEIGHT = 8;

/** `x001/x234/067` of 1234067: groups of three digits, all but the last after an x. */
const placeText = (place: number): string => {
  const digits = String(place);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  const groups = padded.match(/\d{3}/g) ?? [];
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join("/");
};

/** Which tile, or bundle of leaves, and how many of its places are filled. */
export type Tile = { readonly level: number | "entries"; readonly place: number; readonly width: number };

export const tilePath = ({ level, place, width }: Tile): string =>
  `tile/${level}/${placeText(place)}${width < TILE_WIDTH ? `.p/${width}` : ""}`;

const PATH = /^tile\/(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x[0-9]{3}\/){0,4}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** The tile that a path names; undefined when no tile has this path: there is one path for each. */
export const parseTilePath = (path: string): Tile | undefined => {
  const [, level, place, part] = PATH.exec(path) ?? [];
  if (level === undefined || place === undefined) return undefined;
  const tile: Tile = {
    level: level === "entries" ? level : Number(level),
    place: Number(place.replace(/[x/]/g, "")),
    width: part === undefined ? TILE_WIDTH : Number(part),
  };
  return (part === undefined || tile.width < TILE_WIDTH) && tilePath(tile) === path ? tile : undefined;
};

/** How many hashes a tree of `size` has at a tile level. */
export const hashesAt = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level);

/** The tile in which a tree of `size` has place `place` of a level: full, or as far as it is filled then. */
export const tileOf = (level: number | "entries", place: number, size: number): Tile => {
  const filled = hashesAt(level === "entries" ? 0 : level, size) - place * TILE_WIDTH;
  return { level, place, width: Math.min(filled, TILE_WIDTH) };
};

/**
 * The tiles that a tree has once it grew from `from` to `to` leaves and had not before: what must be written, full ones
 * and one partial at each level.
 */
export const tilesBetween = (from: number, to: number): readonly Tile[] => {
  const tiles: Tile[] = [];
  const add = (level: number | "entries", before: number, after: number): void => {
    if (after === before) return;
    for (let place = Math.floor(before / TILE_WIDTH); place * TILE_WIDTH < after; place++)
      tiles.push(tileOf(level, place, to));
  };
  add("entries", from, to);
  for (let level = 0; hashesAt(level, to) > 0; level++) add(level, hashesAt(level, from), hashesAt(level, to));
  return tiles;
};

/** All perfect trees over the hashes of one tile, by their height and place; made once for as long as the tile is kept. */
const rows = new WeakMap<readonly Uint8Array[], readonly (readonly Uint8Array[])[]>();
const rowsOver = (hashes: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] => {
  const had = rows.get(hashes);
  if (had !== undefined) return had;
  const made: (readonly Uint8Array[])[] = [hashes];
  for (let row = hashes; row.length > 1; row = made.at(-1) ?? []) {
    const next: Uint8Array[] = [];
    for (let i = 0; i + 1 < row.length; i += 2) next.push(nodeHash(row[i] as Uint8Array, row[i + 1] as Uint8Array));
    made.push(next);
  }
  rows.set(hashes, made);
  return made;
};

/** The hashes of a tile; undefined when it has not the length that its width asks for. */
export const hashesOf = (bytes: Uint8Array, width: number): readonly Uint8Array[] | undefined =>
  bytes.length === width * HASH_BYTES
    ? Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES))
    : undefined;

export type ReadTile = (tile: Tile) => Promise<readonly Uint8Array[]>;

/** Nodes of the tree of `size` leaves, out of its tiles. `read` gives a tile's hashes, its width many. */
export const nodesFrom =
  (read: ReadTile, size: number) =>
  async (level: number, place: number): Promise<Uint8Array> => {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const count = 2 ** (level % TILE_HEIGHT);
    const first = place * count;
    const tile = Math.floor(first / TILE_WIDTH);
    const hashes = await read(tileOf(tileLevel, tile, size));
    const root = rowsOver(hashes)[level % TILE_HEIGHT]?.[(first - tile * TILE_WIDTH) / count];
    if (root === undefined) throw new TypeError("a tree of this size has no such node");
    return root;
  };

/** Leaves as a bundle has them: each with its length before it, two octets. c2sp.org/tlog-tiles */
export const encodeEntries = (leaves: readonly Uint8Array[]): Uint8Array => {
  let size = 0;
  for (const leaf of leaves) size += 2 + leaf.length;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const leaf of leaves) {
    if (leaf.length > 0xffff) throw new TypeError("a leaf of a bundle has 65535 octets at most");
    bytes[at] = leaf.length >> 8;
    bytes[at + 1] = leaf.length & 0xff;
    bytes.set(leaf, at + 2);
    at += 2 + leaf.length;
  }
  return bytes;
};

/** The leaves of a bundle; undefined when its lengths do not add up. */
export const decodeEntries = (bytes: Uint8Array): readonly Uint8Array[] | undefined => {
  const leaves: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [high, low] = [bytes[at], bytes[at + 1]];
    if (high === undefined || low === undefined) return undefined;
    const end = at + 2 + high * 256 + low;
    if (end > bytes.length) return undefined;
    leaves.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return leaves;
};
