import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { fromHex, toHex, utf8 } from "../../../domain/kernel/bytes.ts";
import { envelopeDigest } from "../../../domain/kernel/envelope.ts";
import { pathBytes } from "../../../domain/transparency/gate.ts";
import { eventLeafHash, leafBytes, leafHashOf, parseLeaf } from "../../../domain/transparency/leaf.ts";
import { EMPTY_ROOT, growing, leafHash, nodeHash, perfectTrees, rootOf } from "../../../domain/transparency/merkle.ts";
import {
  consistencyPath,
  inclusionPath,
  type ReadNode,
  verifyConsistency,
  verifyInclusion,
} from "../../../domain/transparency/proof.ts";

/** The usual eight leaves; the roots are those of RFC 6962 implementations everywhere. */
const LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map(
  (hex) => fromHex(hex) ?? new Uint8Array(),
);
const ROOTS = new Map([
  [1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"],
  [2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
  [3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"],
  [5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"],
  [8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"],
]);

/** RFC 6962 §2.1, as it is written there. */
const rootByDefinition = (leaves: readonly Uint8Array[]): Uint8Array => {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leafHash(leaves[0] as Uint8Array);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(rootByDefinition(leaves.slice(0, k)), rootByDefinition(leaves.slice(k)));
};

/** A tree over numbered leaves, with every node that it has. */
const treeOf = (size: number) => {
  const nodes = new Map<string, Uint8Array>();
  const leaves = Array.from({ length: size }, (_, i) => utf8(`leaf ${i}`));
  const tree = growing(undefined, (level, place, hash) => nodes.set(`${level}/${place}`, hash));
  const roots = [tree.root()];
  for (const leaf of leaves) {
    tree.push(leafHash(leaf));
    roots.push(tree.root());
  }
  const read: ReadNode = (level, place) => {
    const node = nodes.get(`${level}/${place}`);
    return node === undefined ? Promise.reject(new TypeError("no such node")) : Promise.resolve(node);
  };
  return { leaves, roots, read, tree };
};

const bent = (hash: Uint8Array): Uint8Array => hash.map((octet, i) => (i === 7 ? octet ^ 1 : octet));

describe("the tree", () => {
  test.for([...ROOTS])("over %i leaves has the root that everybody computes", ([size, root]) => {
    const tree = growing();
    for (const leaf of LEAVES.slice(0, size)) tree.push(leafHash(leaf));
    expect(toHex(tree.root())).toBe(root);
  });

  test("over nothing is the hash of nothing", () => {
    expect(toHex(growing().root())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  test("has at every size the root of the definition, also when it goes on from a frontier", () => {
    const { leaves, roots } = treeOf(70);
    for (let size = 0; size <= 70; size++) {
      expect(toHex(roots[size] as Uint8Array)).toBe(toHex(rootByDefinition(leaves.slice(0, size))));
      const begun = growing();
      for (const leaf of leaves.slice(0, size)) begun.push(leafHash(leaf));
      const frontier = begun.frontier();
      expect(frontier.roots).toHaveLength(perfectTrees(size));
      expect(rootOf(frontier)).toEqual(roots[size]);
      const on = growing(frontier);
      for (const leaf of leaves.slice(size)) on.push(leafHash(leaf));
      expect(on.root()).toEqual(roots[70]);
    }
  });
});

describe("proofs", () => {
  const SIZE = 40;
  const { leaves, roots, read } = treeOf(SIZE);
  const root = (size: number): Uint8Array => roots[size] as Uint8Array;

  test("of inclusion hold for every leaf of every tree, and for no other leaf, place, size or root", async () => {
    for (let size = 1; size <= SIZE; size++)
      for (let index = 0; index < size; index++) {
        const path = await inclusionPath(read, index, size);
        const leaf = leafHash(leaves[index] as Uint8Array);
        const says = (i = index, n = size, l = leaf, p = path, r = root(size)) => verifyInclusion(l, i, n, p, r);
        expect(says()).toBe(true);
        expect(says(index, size, bent(leaf))).toBe(false);
        expect(says(index, size, leaf, path, bent(root(size)))).toBe(false);
        expect(says(index + 1)).toBe(false);
        expect(says(index - 1)).toBe(false);
        expect(says(index, size, leaf, [...path, leaf])).toBe(false);
        if (path.length > 0) expect(says(index, size, leaf, path.slice(1))).toBe(false);
        if (path.length > 0)
          expect(says(index, size, leaf, [bent(path[0] as Uint8Array), ...path.slice(1)])).toBe(false);
      }
  });

  test("of consistency hold between every two sizes, and for no other roots", async () => {
    for (let size = 0; size <= SIZE; size++)
      for (let former = 0; former <= size; former++) {
        const path = await consistencyPath(read, former, size);
        const says = (a = root(former), b = root(size), p = path) =>
          verifyConsistency({ size: former, root: a }, { size, root: b }, p);
        expect(says(), `${former} to ${size}`).toBe(true);
        expect(says(root(former), root(size), [...path, root(size)])).toBe(false);
        if (former === 0) continue;
        expect(says(bent(root(former)))).toBe(false);
        expect(says(root(former), bent(root(size)))).toBe(false);
        if (path.length > 0) expect(says(root(former), root(size), path.slice(1))).toBe(false);
        for (const at of path.keys())
          expect(
            says(
              root(former),
              root(size),
              path.map((h, i) => (i === at ? bent(h) : h)),
            ),
          ).toBe(false);
      }
  });

  test.for([
    [-1, 4],
    [4, 4],
    [1.5, 4],
    [0, 0],
    [Number.NaN, 4],
    [0, Number.POSITIVE_INFINITY],
  ] as const)("nothing is at %d of %d", ([index, size]) => {
    expect(verifyInclusion(leafHash(leaves[0] as Uint8Array), index, size, [], root(1))).toBe(false);
  });

  test("a larger tree is no former of a smaller", () => {
    expect(verifyConsistency({ size: 5, root: root(5) }, { size: 4, root: root(4) }, [])).toBe(false);
    expect(verifyConsistency({ size: -1, root: root(5) }, { size: 4, root: root(4) }, [])).toBe(false);
  });

  test("nobody is asked for a proof of what is not there", async () => {
    await expect(inclusionPath(read, 4, 4)).rejects.toThrow(TypeError);
    await expect(consistencyPath(read, 5, 4)).rejects.toThrow(TypeError);
  });
});

test("a path is digests, as text or as bytes", () => {
  expect(pathBytes(["A".repeat(43)])).toEqual([new Uint8Array(32)]);
  expect(() => pathBytes(["="])).toThrow(TypeError);
});

describe("a leaf", () => {
  const envelope = utf8('{"v":1}');
  const digest = envelopeDigest(envelope);

  test("is canonical JSON of the digest and the index", () => {
    expect(new TextDecoder().decode(leafBytes(7, digest))).toBe(`{"digest":"${digest}","index":7}`);
    expect(toHex(eventLeafHash(7, envelope))).toBe(toHex(leafHash(leafBytes(7, digest))));
    expect(leafHashOf(7, digest)).not.toEqual(leafHashOf(8, digest));
  });

  property.prop([fc.maxSafeNat()])("is read back", (index) => {
    expect(parseLeaf(new TextDecoder().decode(leafBytes(index, digest)))).toEqual({ index, digest });
  });

  test.for([
    "",
    "{}",
    `{"digest":"${digest}","index":01}`,
    `{"digest":"${digest}","index":7} `,
    `{"digest":"x","index":7}`,
  ])("is not %j", (text) => {
    expect(parseLeaf(text)).toBeUndefined();
  });
});
