import { describe, expect, test } from "vitest";
import { utf8 } from "../../../domain/kernel/bytes.ts";
import { growing, leafHash } from "../../../domain/transparency/merkle.ts";
import {
  consistencyPath,
  inclusionPath,
  verifyConsistency,
  verifyInclusion,
} from "../../../domain/transparency/proof.ts";
import {
  decodeEntries,
  encodeEntries,
  hashesOf,
  nodesFrom,
  parseTilePath,
  type Tile,
  tileOf,
  tilePath,
  tilesBetween,
} from "../../../domain/transparency/tile.ts";

describe("paths", () => {
  test.for<readonly [Tile, string]>([
    [{ level: 0, place: 0, width: 256 }, "tile/0/000"],
    [{ level: 0, place: 0, width: 1 }, "tile/0/000.p/1"],
    [{ level: 1, place: 5, width: 255 }, "tile/1/005.p/255"],
    [{ level: 0, place: 1234067, width: 256 }, "tile/0/x001/x234/067"],
    [{ level: "entries", place: 1000, width: 7 }, "tile/entries/x001/000.p/7"],
    [{ level: 63, place: 999, width: 256 }, "tile/63/999"],
  ])("%j is %s", ([tile, path]) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  test.for([
    "tile/0/0",
    "tile/0/0000",
    "tile/00/000",
    "tile/64/000",
    "tile/0/x000/000",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/01",
    "tile/0/000.p/",
    "tile/x/000",
    "tile/0/../000",
    "tile/0/000\n",
    "/tile/0/000",
  ])("%j is none", (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });
});

describe("entries", () => {
  test("come back as they were", () => {
    const leaves = [utf8(""), utf8("a"), new Uint8Array(300).fill(7), new Uint8Array(65_535)];
    expect(decodeEntries(encodeEntries(leaves))).toEqual(leaves);
  });
  test("too long are no leaf", () => {
    expect(() => encodeEntries([new Uint8Array(65_536)])).toThrow(TypeError);
  });
  test.for([[0], [0, 1], [0, 2, 7]])("cut off are refused", (octets) => {
    expect(decodeEntries(new Uint8Array(octets))).toBeUndefined();
  });
});

/** A store of tiles that grows step by step, as a sealer writes it: nothing is ever written twice. */
const grown = (sizes: readonly number[]) => {
  const nodes = new Map<string, Uint8Array>();
  const tiles = new Map<string, readonly Uint8Array[]>();
  const roots = new Map<number, Uint8Array>();
  const tree = growing(undefined, (level, place, hash) => nodes.set(`${level}/${place}`, hash));
  let before = 0;
  for (const size of sizes) {
    while (tree.size() < size) tree.push(leafHash(utf8(`leaf ${tree.size()}`)));
    roots.set(size, tree.root());
    for (const tile of tilesBetween(before, size)) {
      if (tile.level === "entries") continue;
      const { level, place, width } = tile;
      expect(tiles.has(tilePath(tile)), tilePath(tile)).toBe(false);
      tiles.set(
        tilePath(tile),
        Array.from({ length: width }, (_, i) => nodes.get(`${level * 8}/${place * 256 + i}`) as Uint8Array),
      );
    }
    before = size;
  }
  const read = (tile: Tile) => {
    const hashes = tiles.get(tilePath(tile));
    return hashes === undefined ? Promise.reject(new TypeError(`no ${tilePath(tile)}`)) : Promise.resolve(hashes);
  };
  return { tiles, roots, read };
};

describe("a tree in tiles", () => {
  const SIZES = [1, 2, 255, 256, 257, 511, 512, 700, 65_535, 65_536, 65_537, 66_000];
  const { roots, read } = grown(SIZES);

  test("proves every sealed size: leaves at the edges, and all former sizes", async () => {
    for (const size of SIZES) {
      const nodes = nodesFrom(read, size);
      const root = roots.get(size) as Uint8Array;
      for (const index of new Set(
        [0, 1, 254, 255, 256, 511, 600, size - 2, size - 1].filter((i) => i >= 0 && i < size),
      )) {
        const path = await inclusionPath(nodes, index, size);
        expect(verifyInclusion(leafHash(utf8(`leaf ${index}`)), index, size, path, root), `${index} in ${size}`).toBe(
          true,
        );
      }
      for (const former of SIZES.filter((s) => s <= size)) {
        const path = await consistencyPath(nodes, former, size);
        const earlier = { size: former, root: roots.get(former) as Uint8Array };
        expect(verifyConsistency(earlier, { size, root }, path), `${former} to ${size}`).toBe(true);
      }
    }
  });

  test("needs one partial tile at each level", () => {
    expect(
      tilesBetween(0, 66_000)
        .filter((t) => t.width < 256)
        .map(tilePath),
    ).toEqual(["tile/entries/257.p/208", "tile/0/257.p/208", "tile/1/001.p/1", "tile/2/000.p/1"]);
    expect(tilesBetween(66_000, 66_000)).toEqual([]);
    expect(tilesBetween(256, 257).map(tilePath)).toEqual(["tile/entries/001.p/1", "tile/0/001.p/1"]);
    expect(tileOf(0, 0, 300)).toEqual({ level: 0, place: 0, width: 256 });
  });

  test("has tiles of whole hashes only", () => {
    expect(hashesOf(new Uint8Array(64), 2)).toHaveLength(2);
    expect(hashesOf(new Uint8Array(63), 2)).toBeUndefined();
  });
});
