import { equalBytes } from "../../domain/kernel/bytes.ts";
import { checkTilePath, isTileFolder, TileFault, type TileStore } from "../../domain/ports/tile-store.ts";
import { parseTilePath } from "../../domain/transparency/tile.ts";

const isTile = (path: string): boolean => parseTilePath(path) !== undefined;

export const openMemoryTileStore = (): TileStore => {
  const tiles = new Map<string, Uint8Array>();
  const notes = new Map<string, string>();
  const checkFolder = (folder: string): void => {
    if (!isTileFolder(folder)) throw new TileFault("tiles.rejected");
  };
  return {
    put: async (path, bytes) => {
      checkTilePath(path, isTile);
      const had = tiles.get(path);
      if (had !== undefined && !equalBytes(had, bytes)) throw new TileFault("tiles.conflict");
      tiles.set(path, bytes.slice());
    },
    get: async (path) => {
      checkTilePath(path, isTile);
      return tiles.get(path)?.slice();
    },
    publish: async (folder, note) => {
      checkFolder(folder);
      notes.set(folder, note);
    },
    published: async (folder) => {
      checkFolder(folder);
      return notes.get(folder);
    },
  };
};
