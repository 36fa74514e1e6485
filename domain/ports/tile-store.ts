/**
 * The sealed tree as files, for whoever wants to check it. Everything in it can be made again from the ledger but the
 * signature of the newest checkpoint, and that stands in the ledger too.
 *
 * Contract (`test/contract/tile-store.ts`): `put` is durable when it returns; the same bytes again are fine, other bytes
 * under a path that is taken throw `tiles.conflict` and change nothing: a tile is never written twice. `get` gives the
 * bytes, undefined when there are none. `publish` puts the newest checkpoint in the place of the one before, whole or not at
 * all. Paths are those of c2sp.org/tlog-tiles, perhaps behind a folder; any other throws `tiles.rejected`.
 */
export interface TileStore {
  readonly put: (path: string, bytes: Uint8Array) => Promise<void>;
  readonly get: (path: string) => Promise<Uint8Array | undefined>;
  /** `folder`: "" or the name of one, with a slash behind. */
  readonly publish: (folder: string, note: string) => Promise<void>;
  readonly published: (folder: string) => Promise<string | undefined>;
}

/** Folders that trees may have beside the first: one for each accepted gap. */
const FOLDER = /^(?:gap-[1-9][0-9]{0,3}\/)?$/;
export const isTileFolder = (folder: string): boolean => FOLDER.test(folder);

export class TileFault extends Error {
  override readonly name = "TileFault";
  readonly code: "tiles.unavailable" | "tiles.conflict" | "tiles.rejected";
  readonly retryable: boolean;
  constructor(code: TileFault["code"], options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.retryable = code === "tiles.unavailable";
  }
}

/** Throws `tiles.rejected`. */
export const checkTilePath = (path: string, isTile: (path: string) => boolean): void => {
  const at = path.indexOf("tile/");
  if (at < 0 || !isTileFolder(path.slice(0, at)) || !isTile(path.slice(at))) throw new TileFault("tiles.rejected");
};
