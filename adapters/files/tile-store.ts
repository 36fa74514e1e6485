/** The sealed tree as files under the paths that they have over HTTP, so that any server of files can show them. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { equalBytes, fromUtf8, utf8 } from "../../domain/kernel/bytes.ts";
import { checkTilePath, isTileFolder, TileFault, type TileStore } from "../../domain/ports/tile-store.ts";
import { parseTilePath } from "../../domain/transparency/tile.ts";
import { writeFileDurablyBeside } from "../atomic-file.ts";

const isTile = (path: string): boolean => parseTilePath(path) !== undefined;

/** undefined when there is none. */
const read = async (path: string): Promise<Uint8Array | undefined> => {
  try {
    const file = await readFile(path);
    return new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new TileFault("tiles.unavailable", { cause });
  }
};

export const openFileTileStore = ({ directory }: { readonly directory: string }): TileStore => {
  const write = async (path: string, bytes: Uint8Array): Promise<void> => {
    try {
      await writeFileDurablyBeside(path, bytes);
    } catch (cause) {
      throw new TileFault("tiles.unavailable", { cause });
    }
  };
  const placeOf = (path: string): string => {
    checkTilePath(path, isTile);
    return join(directory, path);
  };
  const checkpointIn = (folder: string): string => {
    if (!isTileFolder(folder)) throw new TileFault("tiles.rejected");
    return join(directory, folder, "checkpoint");
  };
  return {
    put: async (path, bytes) => {
      const place = placeOf(path);
      const had = await read(place);
      if (had === undefined) return write(place, bytes);
      if (!equalBytes(had, bytes)) throw new TileFault("tiles.conflict");
    },
    get: async (path) => read(placeOf(path)),
    publish: async (folder, note) => write(checkpointIn(folder), utf8(note)),
    published: async (folder) => {
      const bytes = await read(checkpointIn(folder));
      return bytes && fromUtf8(bytes);
    },
  };
};
