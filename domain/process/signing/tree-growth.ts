/** Whether a tree is one that this ledger can have had after what the signer remembers, or before it. RFC 9162 §2.1.4 */
import type { FoundedGovernance } from "../../governance/state.ts";
import { lastGap, originParts } from "../../governance/witness.ts";
import { fromBase64url } from "../../kernel/bytes.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { RememberedTree } from "../../ports/signer.ts";
import { ledgerOrigin, type TreeHead } from "../../transparency/checkpoint.ts";
import { EMPTY_ROOT, HASH_BYTES } from "../../transparency/merkle.ts";
import { verifyConsistency } from "../../transparency/proof.ts";

/** Under which origin trees are signed today, and the one out of which every later one must have grown. */
export type Base = TreeHead & { readonly origin: string };

/** A text whose last bits are no part of a hash is read as one that shows nothing. */
const bytesOf = (root: string): Uint8Array => fromBase64url(root) ?? new Uint8Array(HASH_BYTES);

/** Hashes as they come over the wire. */
export const hashes = (path: readonly string[]): readonly Uint8Array[] => path.map(bytesOf);

const rewritten = (detail: string, size: number) => refuse(refusal("signer.history-rewritten", detail, { size }));

/**
 * What the officers gave up when they accepted a gap is as much as this signer knows: the tree that they named is the one
 * that it remembers, or a larger one of the same origin.
 */
const covers = (
  known: { readonly origin: string; readonly size: number; readonly root: string | null },
  its: RememberedTree,
) => known.origin === its.origin && (known.size > its.size || (known.size === its.size && known.root === its.root));

/**
 * Refuses `signer.history-rewritten` when more is remembered than the governance has: an acceptance of a gap is gone, or none
 * names what this signer knows.
 */
export const baseOf = (
  governance: FoundedGovernance,
  genesis: string,
  remembered: RememberedTree | undefined,
): Result<Base> => {
  const { gaps, ledger } = governance;
  const origin = ledgerOrigin(ledger, genesis, lastGap(governance));
  const last = gaps.at(-1);
  const afresh =
    last === undefined ? { size: 0, root: EMPTY_ROOT } : { size: last.kept.size, root: bytesOf(last.kept.root) };
  if (remembered === undefined) return ok({ origin, ...afresh });
  const { size, root } = remembered;
  if (remembered.origin === origin) return ok({ origin, size, root: bytesOf(root) });
  const gap = originParts(remembered.origin)?.gap ?? 0;
  const next = gaps.find((g) => g.number > gap);
  if (remembered.origin !== ledgerOrigin(ledger, genesis, gap) || next === undefined)
    return rewritten("the signer remembers a tree of another origin than the ledger's", size);
  if (!covers(next.known, remembered))
    return rewritten("the accepted gap does not name the tree that the signer remembers", size);
  return ok({ origin, ...afresh });
};

/**
 * Refuses `signer.history-rewritten` for a smaller or another tree, `seal.unproven` for a path that shows nothing: `size` is
 * where it has to begin.
 */
export const judgeGrowth = (base: Base, tree: Base, path: readonly string[]): Result<true> => {
  if (tree.origin !== base.origin)
    return refuse(refusal("signer.not-authorised", "the ledger's trees have another origin"));
  const { size } = base;
  if (tree.size < size) return rewritten("a larger tree was signed before", size);
  if (tree.size === size)
    return verifyConsistency(base, tree, [])
      ? ok(true)
      : rewritten("another tree of this size was signed before", size);
  return verifyConsistency(base, tree, hashes(path))
    ? ok(true)
    : refuse(refusal("seal.unproven", "the tree is not shown to have grown out of the one before", { size }));
};

/** The other way round: an earlier tree, out of which the remembered one grew. */
export const judgeEarlier = (base: Base, tree: Base, path: readonly string[]): Result<true> =>
  tree.origin === base.origin && verifyConsistency(tree, base, hashes(path))
    ? ok(true)
    : refuse(refusal("seal.unproven", "the tree is not shown to be an earlier one of the same", { size: base.size }));
