import type { TileStore } from "../../ports/tile-store.ts";
import { checkpointSize } from "../../transparency/checkpoint.ts";

/** Publishes a checkpoint, unless a larger one is published: sealers beside each other may share a folder. */
export const publishNewest = async (tiles: TileStore, folder: string, note: string): Promise<void> => {
  if (checkpointSize(await tiles.published(folder)) <= checkpointSize(note)) await tiles.publish(folder, note);
};
