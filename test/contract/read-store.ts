/** The contract of domain/ports/read-store.ts. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Position } from "../../domain/kernel/brand.ts";
import type { ReadStore } from "../../domain/ports/read-store.ts";

const at = (n: number): Position => n.toString(16).padStart(16, "0") as Position;

export const readStoreContract = (name: string, open: () => ReadStore): void => {
  describe(`read store: ${name}`, () => {
    let store: ReadStore;
    beforeEach(() => {
      store = open();
    });
    afterEach(() => store.close());

    test("rows and checkpoint are written together", () => {
      const view = store.view("a", 1);
      expect(store.checkpoint("a")).toBe("start");
      store.transact("a", at(3), (v) => v.put("k", { n: 1, list: ["ü"] }));
      expect([view.get("k"), store.checkpoint("a")]).toEqual([{ n: 1, list: ["ü"] }, at(3)]);
    });

    test("a throw leaves neither rows nor checkpoint", () => {
      const view = store.view("a", 1);
      store.transact("a", at(1), (v) => v.put("k", 1));
      expect(() =>
        store.transact("a", at(2), (v) => {
          v.put("k", 2);
          v.delete("k");
          throw new Error("no");
        }),
      ).toThrow("no");
      expect([view.get("k"), store.checkpoint("a")]).toEqual([1, at(1)]);
    });

    test("another version drops the view and its checkpoint, and no other view", () => {
      store.view("a", 1);
      store.view("b", 1);
      store.transact("a", at(1), (v) => v.put("k", 1));
      store.transact("b", at(1), (v) => v.put("k", 1));
      expect(store.view("a", 2).get("k")).toBeUndefined();
      expect([store.checkpoint("a"), store.checkpoint("b")]).toEqual(["start", at(1)]);
      expect(store.view("b", 1).get("k")).toBe(1);
    });

    test.for([
      {
        name: "by prefix, in order of code units",
        prefix: "a/",
        options: {},
        keys: ["a/", "a/1", "a/B", "a/b", "a/ü"],
      },
      { name: "after a key", prefix: "a/", options: { after: "a/1" }, keys: ["a/B", "a/b", "a/ü"] },
      { name: "at most so many", prefix: "a/", options: { limit: 2 }, keys: ["a/", "a/1"] },
      {
        name: "against the order",
        prefix: "a/",
        options: { isDescending: true },
        keys: ["a/ü", "a/b", "a/B", "a/1", "a/"],
      },
      {
        name: "against the order, after a key, at most so many",
        prefix: "a/",
        options: { isDescending: true, after: "a/b", limit: 2 },
        keys: ["a/B", "a/1"],
      },
      { name: "all of them", prefix: "", options: {}, keys: ["a", "a/", "a/1", "a/B", "a/b", "a/ü", "a0", "b"] },
    ])("lists $name", ({ prefix, options, keys }) => {
      const view = store.view("a", 1);
      store.transact("a", at(1), (v) => {
        for (const k of ["b", "a/b", "a/ü", "a/1", "a0", "a", "a/B", "a/"]) v.put(k, k);
      });
      expect(view.list(prefix, options).map((r) => r.key)).toEqual(keys);
    });

    test("a dropped view starts again", () => {
      const view = store.view("a", 1);
      store.transact("a", at(1), (v) => v.put("k", 1));
      store.drop("a");
      expect([view.get("k"), store.checkpoint("a")]).toEqual([undefined, "start"]);
    });
  });
};
