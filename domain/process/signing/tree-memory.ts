/**
 * The newest tree that this signer knows, kept twice: in its journal and in the module. Who puts back one of the two to an
 * older copy is found out by the other. It is of the ledger, not of a key: another key cannot begin another tree.
 */

import { originParts } from "../../governance/witness.ts";
import type { Digest } from "../../kernel/brand.ts";
import { fromBase64url, fromUtf8, utf8 } from "../../kernel/bytes.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { type KeyModule, ModuleFault } from "../../ports/key-module.ts";
import { JournalFault, type SignatureJournal } from "../../ports/signature-journal.ts";
import type { RememberedTree } from "../../ports/signer.ts";

export type TreeMemory = {
  /** Refuses `signer.history-rewritten` when journal and module remember two trees of one size. */
  readonly read: () => Promise<Result<RememberedTree | undefined>>;
  /**
   * Keeps `tree` in both places, when `judge` lets it follow what is remembered; durable when it returns. What is already
   * known to be larger stays.
   */
  readonly grow: (
    tree: RememberedTree,
    judge: (before: RememberedTree | undefined) => Result<unknown>,
  ) => Promise<Result<true>>;
};

const PIN = "tree";

const encode = ({ origin, size, root, key }: RememberedTree): string => `${origin} ${size} ${root} ${key}`;

/** undefined when it is none of ours. */
const decode = (text: string): RememberedTree | undefined => {
  const [origin, size, root, key, ...rest] = text.split(" ");
  const isTree = originParts(origin ?? "") !== undefined && /^(?:0|[1-9]\d{0,15})$/.test(size ?? "");
  if (!isTree || rest.length > 0 || fromBase64url(root ?? "")?.length !== 32 || !/^[0-9a-f]{32}$/.test(key ?? ""))
    return undefined;
  return { origin: origin as string, size: Number(size), root: root as Digest, key: key as string };
};

const gapOf = ({ origin }: RememberedTree): number => originParts(origin)?.gap ?? 0;

/** Whether `a` is what was known after `b`: behind a later gap, or larger. */
const isLater = (a: RememberedTree, b: RememberedTree): boolean =>
  gapOf(a) === gapOf(b) ? a.size > b.size : gapOf(a) > gapOf(b);

/** `genesis`: several ledgers may have their keys in one module. */
export const treeMemory = (module: KeyModule, journal: SignatureJournal, genesis: string): TreeMemory => {
  const name = `tree.${genesis}`;
  /** What the module has, once it was asked; only this process writes it. */
  let inModule: { readonly text: string | undefined } | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** One after another: each judges what the one before it left. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };

  const recall = async (): Promise<RememberedTree | undefined> => {
    if (inModule === undefined) {
      const bytes = await module.recall(name);
      inModule = { text: bytes && (fromUtf8(bytes) ?? "") };
    }
    const tree = inModule.text === undefined ? undefined : decode(inModule.text);
    if (inModule.text !== undefined && tree === undefined) throw new ModuleFault("module.misbehaved");
    return tree;
  };

  const read = async (): Promise<Result<RememberedTree | undefined>> => {
    const pinned = await journal.pinned(PIN);
    const ours = pinned === undefined ? undefined : decode(pinned);
    if (pinned !== undefined && ours === undefined) throw new JournalFault("journal.corrupt");
    const theirs = await recall();
    if (ours === undefined || theirs === undefined) return ok(ours ?? theirs);
    if (ours.origin === theirs.origin && ours.size === theirs.size && ours.root !== theirs.root)
      return refuse(refusal("signer.history-rewritten", "the journal and the module remember two trees of one size"));
    return ok(isLater(theirs, ours) ? theirs : ours);
  };

  const keep = async (tree: RememberedTree): Promise<void> => {
    const text = encode(tree);
    for (;;) {
      const pinned = await journal.pinned(PIN);
      if (pinned === text || (await journal.pin(PIN, pinned, text))) break;
    }
    if (inModule?.text === text) return;
    const stood = inModule;
    // A call that failed may have been carried out: the module is asked again before it is believed.
    inModule = undefined;
    await module.remember(name, utf8(text));
    inModule = stood && { text };
  };

  return {
    read,
    grow: (tree, judge) =>
      inTurn(async () => {
        const before = await read();
        if (!before.ok) return before;
        const may = judge(before.value);
        if (!may.ok) return may;
        if (before.value === undefined || !isLater(before.value, tree)) await keep(tree);
        return ok(true);
      }),
  };
};
