/** The contract of domain/ports/tile-store.ts. */
import { describe, expect, test } from "vitest";
import type { TileStore } from "../../domain/ports/tile-store.ts";

export const tileStoreContract = (name: string, open: () => TileStore): void => {
  describe(`tile store: ${name}`, () => {
    const bytes = new Uint8Array(64).fill(7);

    test.for(["tile/0/000.p/2", "tile/0/x001/000", "tile/entries/000", "gap-1/tile/0/000"])(
      "%s is written once and comes back",
      async (path) => {
        const store = open();
        expect(await store.get(path)).toBeUndefined();
        await store.put(path, bytes);
        await store.put(path, bytes);
        expect(await store.get(path)).toEqual(bytes);
        await expect(store.put(path, new Uint8Array(64))).rejects.toMatchObject({ code: "tiles.conflict" });
        expect(await store.get(path)).toEqual(bytes);
      },
    );

    test.for([
      "",
      "checkpoint",
      "tile/0/0",
      "../tile/0/000",
      "gap-0/tile/0/000",
      "x/tile/0/000",
      "/tile/0/000",
      "tile/0/000/../001",
    ])("%j is no tile's path", async (path) => {
      await expect(open().put(path, bytes)).rejects.toMatchObject({ code: "tiles.rejected" });
      await expect(open().get(path)).rejects.toMatchObject({ code: "tiles.rejected" });
    });

    test("the newest checkpoint takes the place of the one before, each tree's its own", async () => {
      const store = open();
      expect(await store.published("")).toBeUndefined();
      await store.publish("", "one\n");
      await store.publish("gap-1/", "other\n");
      await store.publish("", "two\n");
      expect(await store.published("")).toBe("two\n");
      expect(await store.published("gap-1/")).toBe("other\n");
      await expect(store.publish("../", "x")).rejects.toMatchObject({ code: "tiles.rejected" });
      await expect(store.published("../")).rejects.toMatchObject({ code: "tiles.rejected" });
    });
  });
};
