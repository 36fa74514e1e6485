/** The tree's nodes while its leaves pass by, for proofs at the end: leaves as they are kept, small trees made again. */
import { growing, nodeHash } from "../../transparency/merkle.ts";
import type { ReadNode } from "../../transparency/proof.ts";
import type { Leaves } from "./leaves.ts";

/** Nodes of this level and above are remembered: one for each 256 leaves, and one for each 256 of them. */
const KEPT_LEVEL = 8;

export const nodesOver = (leaves: Leaves) => {
  const kept = new Map<string, Uint8Array>();
  const tree = growing(undefined, (level, place, hash) => {
    if (level === 0) leaves.push(hash);
    if (level >= KEPT_LEVEL) kept.set(`${level}/${place}`, hash);
  });
  const node = (level: number, place: number): Uint8Array => {
    if (level === 0) return leaves.at(place);
    const had = kept.get(`${level}/${place}`);
    return had ?? nodeHash(node(level - 1, 2 * place), node(level - 1, 2 * place + 1));
  };
  const read: ReadNode = (level, place) => Promise.resolve(node(level, place));
  return { tree, read };
};
