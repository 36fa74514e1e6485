/**
 * The tree over the ledger, and all hashing of it. RFC 6962 §2.1.
 *
 * Invariants:
 * - A leaf and a node never hash alike: their inputs begin with 00 and 01.
 * - The tree over n leaves is a row of perfect trees, the largest first, one for each bit of n that is set. Their roots
 *   are all that is needed to go on (`Frontier`), and all that a proof is made of.
 */
import { sha256 } from "../kernel/digest.ts";

export const HASH_BYTES = 32;

/** The root over no leaves. RFC 6962 §2.1 */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array());

/** What is hashed next: no hash is begun before the one before it is done, so that one place serves all. */
const input = new Uint8Array(1 + 4 * HASH_BYTES);

/** SHA-256(00 ‖ leaf). */
export const leafHash = (leaf: Uint8Array): Uint8Array => {
  const bytes = leaf.length < input.length ? input.subarray(0, leaf.length + 1) : new Uint8Array(leaf.length + 1);
  bytes[0] = 0;
  bytes.set(leaf, 1);
  return sha256(bytes);
};

/** The same of a leaf that is a text, in UTF-8. */
export const leafTextHash = (leaf: string): Uint8Array => sha256(`\0${leaf}`);

/** SHA-256(01 ‖ left ‖ right). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => {
  const size = 1 + left.length + right.length;
  const bytes = size <= input.length ? input.subarray(0, size) : new Uint8Array(size);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + left.length);
  return sha256(bytes);
};

/** The roots of the perfect trees that the first `size` leaves make, the largest first. */
export type Frontier = { readonly size: number; readonly roots: readonly Uint8Array[] };

export const EMPTY_FRONTIER: Frontier = { size: 0, roots: [] };

/** How many perfect trees `size` leaves make: the bits of `size` that are set. */
export const perfectTrees = (size: number): number => {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
};

/** The root that a row of perfect trees makes. RFC 6962 §2.1 */
export const rootOf = ({ roots }: Frontier): Uint8Array => {
  let root = roots.at(-1);
  if (root === undefined) return EMPTY_ROOT;
  for (let i = roots.length - 2; i >= 0; i--) root = nodeHash(roots[i] as Uint8Array, root);
  return root;
};

/** Told of each perfect tree that is complete: leaves have level 0, and its place among those of its level. */
export type OnNode = (level: number, place: number, hash: Uint8Array) => void;

/** A tree that grows by one leaf after another. Costs one hash a leaf beside the leaf's own, whatever its size. */
export const growing = (from: Frontier = EMPTY_FRONTIER, onNode?: OnNode) => {
  const roots = [...from.roots];
  let { size } = from;
  return {
    /** `hash`: the leaf's, as `leafHash` makes it. */
    push: (hash: Uint8Array): void => {
      let node = hash;
      let place = size;
      onNode?.(0, place, node);
      for (let level = 1; place % 2 === 1; level++) {
        place = Math.floor(place / 2);
        node = nodeHash(roots.pop() as Uint8Array, node);
        onNode?.(level, place, node);
      }
      roots.push(node);
      size += 1;
    },
    frontier: (): Frontier => ({ size, roots: [...roots] }),
    root: (): Uint8Array => rootOf({ size, roots }),
    size: (): number => size,
  };
};
