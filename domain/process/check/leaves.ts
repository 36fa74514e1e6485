/** The leaves' hashes that a check has passed: a seal names a size when the ledger is beyond it. */
import { growing, HASH_BYTES } from "../../transparency/merkle.ts";

export interface Leaves {
  readonly push: (hash: Uint8Array) => void;
  readonly at: (index: number) => Uint8Array;
}

const BLOCK = 1 << 12;

/** 32 octets an event. */
export const memoryLeaves = (): Leaves => {
  const blocks: Uint8Array[] = [];
  let size = 0;
  return {
    push: (hash) => {
      if (size % BLOCK === 0) blocks.push(new Uint8Array(BLOCK * HASH_BYTES));
      blocks.at(-1)?.set(hash, (size % BLOCK) * HASH_BYTES);
      size += 1;
    },
    at: (index) => {
      const block = blocks[Math.floor(index / BLOCK)];
      if (block === undefined || index >= size) throw new TypeError("no such leaf");
      const at = (index % BLOCK) * HASH_BYTES;
      return block.subarray(at, at + HASH_BYTES);
    },
  };
};

export interface LaggingTree {
  /** Grows to this size, of leaves that are there; never shrinks. */
  readonly growTo: (size: number) => void;
  readonly size: () => number;
  readonly root: () => Uint8Array;
}

/**
 * The tree over leaves that are kept, grown as far as somebody asks: seals and the checkpoint are judged by one tree, so that
 * each node is hashed once. `onSize`: told when it has grown by one.
 */
export const laggingTree = (leaves: Leaves, onSize: () => void = () => undefined): LaggingTree => {
  const tree = growing();
  return {
    growTo: (size) => {
      while (tree.size() < size) {
        tree.push(leaves.at(tree.size()));
        onSize();
      }
    },
    size: tree.size,
    root: tree.root,
  };
};
