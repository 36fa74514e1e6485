/**
 * That an event is in the tree, and that a tree grew out of an earlier one: how it is shown and how it is checked.
 * RFC 9162 §2.1.3, §2.1.4 (the same proofs as RFC 6962, with the algorithms written out).
 */
import { equalBytes } from "../kernel/bytes.ts";
import { nodeHash } from "./merkle.ts";

/** More hashes than any proof in a tree of safe integers has. */
export const MAX_PATH = 64;

/** The root of the perfect tree at a level and place: level 0 are the leaves. */
export type ReadNode = (level: number, place: number) => Promise<Uint8Array>;

const half = (n: number): number => Math.floor(n / 2);
const isOdd = (n: number): boolean => n % 2 === 1;

/** Largest power of two that is smaller than `n`, and its exponent. */
const split = (n: number): { readonly level: number; readonly leaves: number } => {
  let level = 0;
  let leaves = 1;
  while (leaves * 2 < n) {
    leaves *= 2;
    level += 1;
  }
  return { level, leaves };
};

/** The root over the leaves [from, to), where a tree of any size has such a node. */
const rootOver = async (read: ReadNode, from: number, to: number): Promise<Uint8Array> => {
  const n = to - from;
  if (n === 1) return read(0, from);
  const { level, leaves } = split(n);
  if (leaves * 2 === n) return read(level + 1, from / n);
  return nodeHash(await rootOver(read, from, from + leaves), await rootOver(read, from + leaves, to));
};

/** The audit path of leaf `index` in the tree of `size` leaves, from the leaf upwards. RFC 9162 §2.1.3.1 */
export const inclusionPath = async (read: ReadNode, index: number, size: number): Promise<readonly Uint8Array[]> => {
  if (!(index >= 0 && index < size)) throw new TypeError("no leaf of this index in a tree of this size");
  const path: Promise<Uint8Array>[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + split(to - from).leaves;
    if (index < middle) {
      path.push(rootOver(read, middle, to));
      to = middle;
    } else {
      path.push(rootOver(read, from, middle));
      from = middle;
    }
  }
  return (await Promise.all(path)).reverse();
};

/** That the tree of `size` grew out of the one of `former`. Empty for the same size and for none. RFC 9162 §2.1.4.1 */
export const consistencyPath = async (read: ReadNode, former: number, size: number): Promise<readonly Uint8Array[]> => {
  if (!(former >= 0 && former <= size)) throw new TypeError("no tree of this size grows out of that one");
  if (former === 0 || former === size) return [];
  const path: Promise<Uint8Array>[] = [];
  let [from, to] = [0, size];
  // Whether what is left is a tree that the former root names by itself.
  let isWhole = true;
  for (let rest = former; rest !== to - from; ) {
    const { leaves } = split(to - from);
    const middle = from + leaves;
    if (rest <= leaves) {
      path.push(rootOver(read, middle, to));
      to = middle;
    } else {
      path.push(rootOver(read, from, middle));
      rest -= leaves;
      from = middle;
      isWhole = false;
    }
  }
  if (!isWhole) path.push(rootOver(read, from, to));
  return (await Promise.all(path)).reverse();
};

/** Whether `path` shows that the leaf of this hash stands at `index` in the tree of this size and root. RFC 9162 §2.1.3.2 */
export const verifyInclusion = (
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): boolean => {
  if (!(Number.isSafeInteger(index) && index >= 0 && Number.isSafeInteger(size) && index < size)) return false;
  let [fn, sn, hash] = [index, size - 1, leaf];
  for (const p of path) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(p, hash);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else hash = nodeHash(hash, p);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equalBytes(hash, root);
};

/** Whether `path` shows that the tree of `size` and `root` grew out of the former one. RFC 9162 §2.1.4.2 */
export const verifyConsistency = (
  former: { readonly size: number; readonly root: Uint8Array },
  { size, root }: { readonly size: number; readonly root: Uint8Array },
  path: readonly Uint8Array[],
): boolean => {
  const first = former.size;
  if (!(Number.isSafeInteger(first) && first >= 0 && Number.isSafeInteger(size) && first <= size)) return false;
  if (first === size) return path.length === 0 && equalBytes(former.root, root);
  // Every tree grows out of the empty one.
  if (first === 0) return path.length === 0;
  const isPerfect = 2 ** Math.round(Math.log2(first)) === first;
  const [seed, ...rest] = isPerfect ? [former.root, ...path] : path;
  if (seed === undefined || path.length === 0) return false;
  let [fn, sn] = [first - 1, size - 1];
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)];
  let [fr, sr] = [seed, seed];
  for (const c of rest) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      fr = nodeHash(c, fr);
      sr = nodeHash(c, sr);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else sr = nodeHash(sr, c);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equalBytes(fr, former.root) && equalBytes(sr, root);
};
