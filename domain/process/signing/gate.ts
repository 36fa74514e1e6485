/**
 * No inclusion, no signature: a certificate is signed only when the events that it rests on stand in the ledger as it was
 * sealed. The events are those that the signer itself read; of the seal it believes what it can verify:
 *
 * 1. the checkpoint is of this ledger's origin, and signed by the key that the ledger has for that;
 * 2. as many witnesses cosigned it as the officers want to see;
 * 3. it and the tree that the signer remembers are of one history, whichever is larger;
 * 4. each event's leaf is in it.
 *
 * Before the first seal nothing is asked for: what is remembered of a seal, in the journal or in the module, ends that for
 * ever. docs/signer.md
 */
import type { FoundedGovernance } from "../../governance/state.ts";
import type { Witnessing } from "../../governance/witness.ts";
import type { Digest } from "../../kernel/brand.ts";
import { toBase64url } from "../../kernel/bytes.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { RememberedTree } from "../../ports/signer.ts";
import { parseCheckpoint } from "../../transparency/checkpoint.ts";
import { cosignedAt } from "../../transparency/cosignature.ts";
import type { SealProof } from "../../transparency/gate.ts";
import { leafHashOf } from "../../transparency/leaf.ts";
import { isSignedBy, type Note, noteKeyOf, parseNote, parseVerifierKey } from "../../transparency/note.ts";
import { verifyInclusion } from "../../transparency/proof.ts";
import { type Base, baseOf, hashes, judgeEarlier, judgeGrowth } from "./tree-growth.ts";
import type { TreeMemory } from "./tree-memory.ts";
import { type Grounds, usableKey } from "./usable-key.ts";

const unproven = (detail: string, size: number) => refuse(refusal("seal.unproven", detail, { size }));

/** Whether as many different witnesses cosigned the note as the officers ask for, when they ask at all. */
export const isWitnessed = ({ witnesses, quorum, gate }: Witnessing, note: Note): boolean => {
  if (!gate) return true;
  const keys = witnesses.map(({ vkey }) => parseVerifierKey(vkey));
  return keys.filter((key) => key !== undefined && cosignedAt(note, key) !== undefined).length >= quorum;
};

/** How many checkpoints of before are known without a proof. */
const KEPT = 256;

/** The trees that this process found to be the ledger's, by origin and size. */
const recentTrees = () => {
  const roots = new Map<string, string>();
  const nameOf = (tree: Base): string => `${tree.origin} ${tree.size}`;
  return {
    has: (tree: Base): boolean => roots.get(nameOf(tree)) === toBase64url(tree.root),
    add: (tree: Base): void => {
      roots.set(nameOf(tree), toBase64url(tree.root));
      const [oldest] = roots.keys();
      if (roots.size > KEPT && oldest !== undefined) roots.delete(oldest);
    },
  };
};

export type Gate = {
  /** A tree that was signed here. */
  readonly know: (tree: Base) => void;
  /** `events`: digests of the events that must be in the tree, in the order of `seal.inclusions`. */
  readonly pass: (
    governance: FoundedGovernance,
    events: readonly string[],
    seal: SealProof | undefined,
  ) => Promise<Result<true>>;
};

export const gateOver = (grounds: Grounds, memory: TreeMemory, genesis: string): Gate => {
  const recent = recentTrees();

  /** The note's tree, when it is signed by the ledger's key. */
  const readSeal = async (
    seal: SealProof,
    base: Base,
    its: string | undefined,
  ): Promise<Result<{ tree: Base; note: Note; key: string }>> => {
    const note = parseNote(seal.checkpoint);
    const tree = note && parseCheckpoint(note.text);
    if (note === undefined || tree === undefined) return unproven("the checkpoint is none", base.size);
    if (tree.origin !== base.origin) return unproven("the checkpoint is of another origin", base.size);
    const id = seal.key ?? its;
    if (id === undefined) return unproven("the checkpoint's key is not named", base.size);
    // Once a signature was verified, or given, it need not be again.
    if (recent.has(tree)) return ok({ tree, note, key: id });
    const spki = await usableKey(grounds, id, "checkpoint", null);
    if (!spki.ok) return spki;
    if (!isSignedBy(note, noteKeyOf(tree.origin, spki.value)))
      return unproven("the checkpoint is not signed by the ledger's key", base.size);
    return ok({ tree, note, key: id });
  };

  /** That the tree is one of this history; a newer one is remembered from here on. */
  const place = async (
    governance: FoundedGovernance,
    tree: Base,
    key: string,
    { consistency }: SealProof,
  ): Promise<Result<true>> => {
    if (recent.has(tree)) return ok(true);
    const judge = (before: RememberedTree | undefined): Result<true> => {
      const base = baseOf(governance, genesis, before);
      if (!base.ok) return base;
      return tree.size < base.value.size
        ? judgeEarlier(base.value, tree, consistency)
        : judgeGrowth(base.value, tree, consistency);
    };
    const { origin, size, root } = tree;
    const grown = await memory.grow({ origin, size, root: toBase64url(root) as Digest, key }, judge);
    if (grown.ok) recent.add(tree);
    return grown;
  };

  return {
    know: recent.add,
    pass: async (governance, events, seal) => {
      const remembered = await memory.read();
      if (!remembered.ok) return remembered;
      const isSealed = remembered.value !== undefined || governance.gaps.length > 0 || governance.witnessing.gate;
      if (seal === undefined)
        return isSealed
          ? refuse(refusal("seal.missing", "the ledger is sealed: what this rests on must be shown to stand in it"))
          : ok(true);
      const base = baseOf(governance, genesis, remembered.value);
      if (!base.ok) return base;
      const read = await readSeal(seal, base.value, remembered.value?.key);
      if (!read.ok) return read;
      const { tree, note, key } = read.value;
      if (!isWitnessed(governance.witnessing, note))
        return refuse(refusal("seal.unwitnessed", "too few witnesses cosigned the checkpoint"));
      const placed = await place(governance, tree, key, seal);
      if (!placed.ok) return placed;
      const isComplete =
        seal.inclusions.length === events.length &&
        seal.inclusions.every(({ index, path }, i) =>
          verifyInclusion(leafHashOf(index, events[i] ?? ""), index, tree.size, hashes(path), tree.root),
        );
      if (isComplete) return ok(true);
      return unproven("an event is not shown to stand in the ledger", Math.max(base.value.size, tree.size));
    },
  };
};
