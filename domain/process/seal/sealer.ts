/**
 * Seals the ledger: builds the tree over its events, has its head signed in the module, and writes the seal down.
 *
 * Crash-safe by its order: tiles (the same bytes whoever writes them), then the signature (the signer remembers the tree
 * first, and gives the same signature again), then the event (once for a tree), then the published checkpoint. Whatever is
 * missing after a crash is made again from the ledger.
 *
 * Several sealers may run: they build the same tree, and each takes the other's seals as its own once it has verified them.
 * One that is behind waits until it has read as much as the signer remembers; only a ledger that never comes so far was put
 * back, and then it says so.
 *
 * A seal is an event too, and becomes a leaf of the next tree; alone it causes no seal.
 */
import { equalBytes, fromBase64url, toBase64url } from "../../kernel/bytes.ts";
import { type Refusal, refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { GOVERNANCE, LEDGER } from "../../kernel/stream.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { LedgerIndex, SealRow } from "../../ports/ledger-index.ts";
import type { TileStore } from "../../ports/tile-store.ts";
import { checkpointText } from "../../transparency/checkpoint.ts";
import { leafBytes } from "../../transparency/leaf.ts";
import { formatNote, noteKeyId, noteKeyOf } from "../../transparency/note.ts";
import { consistencyPath } from "../../transparency/proof.ts";
import { nodesFrom } from "../../transparency/tile.ts";
import type { Ports } from "../ports.ts";
import { judgeSeal, judgeSealNote, type Seal, sealIn } from "./judge-seal.ts";
import { type LedgerTree, treeNow } from "./origin.ts";
import { publishNewest } from "./publish.ts";
import { sealRecorder } from "./record-seal.ts";
import { type SealingKey, sealingKey } from "./sealing-key.ts";
import { type Counted, countedEvents, type Tail } from "./tail.ts";
import { newTree, type TreeWriter, tileReader, treeFromTiles } from "./tree-writer.ts";
import { SEAL_PACE, type SealPace, turns } from "./turns.ts";

/** A checkpoint that was just recorded: who asks witnesses, and who tells the operator. */
export type Sealed = { readonly tree: LedgerTree; readonly size: number; readonly note: string };

export type SealerDeps = {
  readonly ports: Ports;
  readonly index: LedgerIndex;
  readonly tiles: TileStore;
  readonly tail: Tail;
  readonly pace?: SealPace;
  /** How long the ledger may be behind what the signer remembers: another sealer may read it faster. */
  readonly behindMs?: number;
  /** Asked when the sealer starts, with the last checkpoint: a refusal keeps it from sealing. */
  readonly mayBegin?: (last: Sealed, recorder: ReturnType<typeof sealRecorder>) => Promise<Result<true>>;
  /** Looked at before each seal: something was learned that asks for a new beginning. */
  readonly mustStop?: () => boolean;
  /** Everything is as it should be, and events are waited for. */
  readonly onBegun?: () => void;
  readonly onSealed?: (sealed: Sealed, recorder: ReturnType<typeof sealRecorder>) => void;
};

/** Somebody waits for these: the signer asks for proof that they stand in the ledger. */
const isUrgent = ({ stream, type }: Counted): boolean => type === "CertificatePrepared" || stream === GOVERNANCE;

/** How often another sealer may have its tree signed between two questions of this one. */
const OTHERS_FIRST = 8;
/** Longer than a store takes to show everybody what one reader saw. */
const BEHIND_MS = 5_000;

/** How many leaves are built before tiles are written, while a tree is made again. */
const CHUNK = 65_536;

const rewritten = (detail: string, size: number): Refusal => refusal("signer.history-rewritten", detail, { size });

/** Whether the signer remembers a larger tree than it was asked to sign. */
const isAhead = ({ code, facts }: Refusal, size: number): boolean =>
  code === "signer.history-rewritten" && typeof facts?.size === "number" && facts.size > size;

/**
 * Whether the ledger still has the events whose leaves are at hand. All are not read again at each start: who removes or
 * inserts an event moves these, and who edits an old one is found by whoever checks the ledger.
 */
const hasLast = async (store: EventStore, index: LedgerIndex, writer: TreeWriter): Promise<boolean> => {
  const { first, leaves } = writer.lastLeaves();
  let seen = 0;
  for await (const events of countedEvents(store, index, first, first + leaves.length))
    for (const { index: at, digest } of events) {
      if (!equalBytes(leaves[at - first] ?? new Uint8Array(), leafBytes(at, digest))) return false;
      seen += 1;
    }
  return seen === leaves.length;
};

/** The tree as the last seal has it; made again from the ledger where its tiles are not there. */
const openTree = async (
  { ports, index, tiles }: SealerDeps,
  { folder }: LedgerTree,
  last: SealRow | undefined,
): Promise<Result<TreeWriter>> => {
  if (last === undefined) return ok(newTree(tiles, folder));
  const root = fromBase64url(last.root) ?? new Uint8Array();
  const found = await treeFromTiles(tiles, folder, { size: last.size, root });
  if (found !== undefined)
    return (await hasLast(ports.store, index, found))
      ? ok(found)
      : refuse(rewritten("the ledger has other events than were sealed last", last.size));
  const tree = newTree(tiles, folder);
  for await (const events of countedEvents(ports.store, index, 0, last.size)) {
    for (const { index: at, digest } of events) tree.push(at, digest);
    if (tree.head().size % CHUNK < events.length) await tree.write(tree.head().size);
  }
  const head = tree.head();
  if (head.size !== last.size || !equalBytes(head.root, root))
    return refuse(rewritten("the ledger has not the events that were sealed", last.size));
  await tree.write(last.size);
  return ok(tree);
};

const signHead = async (
  { ports, tiles }: SealerDeps,
  { origin, folder }: LedgerTree,
  key: SealingKey,
  former: number,
  head: { readonly size: number; readonly root: Uint8Array },
): Promise<Result<string>> => {
  const nodes = nodesFrom(tileReader(tiles, folder), head.size);
  const ask = async (from: number) => {
    const path = await consistencyPath(nodes, Math.min(from, head.size), head.size);
    return ports.signer.signCheckpoint({
      key: key.id,
      origin,
      size: head.size,
      root: toBase64url(head.root) as never,
      consistency: path.map((hash) => toBase64url(hash) as never),
    });
  };
  let from = former;
  let signed = await ask(from);
  // It remembers another tree than the last one that stands in the ledger: it says which. Another sealer may be at work.
  for (let left = OTHERS_FIRST; left > 0 && !signed.ok && signed.error.code === "seal.unproven"; left--) {
    const { size } = signed.error.facts ?? {};
    if (typeof size !== "number" || size === from) break;
    from = size;
    signed = await ask(from);
  }
  if (!signed.ok) return signed;
  const signature = fromBase64url(signed.value.signature);
  if (signature === undefined) throw new TypeError("a signature is base64url");
  const id = noteKeyId(noteKeyOf(origin, key.spki));
  return ok(formatNote({ text: checkpointText({ origin, ...head }), signatures: [{ name: origin, id, signature }] }));
};

/**
 * Seals until `signal` aborts, or until it cannot go on: then it says why, and whoever started it tells the operator and
 * starts it again. Ends well when the ledger's origin changed, after a gap was accepted.
 */
export const runSealer = async (deps: SealerDeps, signal: AbortSignal): Promise<Result<true>> => {
  const { ports, index, tiles, tail, pace = SEAL_PACE, behindMs = BEHIND_MS, mayBegin, mustStop, onSealed } = deps;
  const basis = await ports.governance();
  if (!basis.ok) return basis;
  const tree = treeNow(basis.value);
  const key = await sealingKey(ports, tree.genesis, basis.value.revision);
  if (!key.ok) return key;
  const [last] = index.seals(tree.origin, 1);
  const signed = last === undefined ? ok(true) : judgeSealNote(last, key.value);
  if (!signed.ok) return signed;
  const opened = await openTree(deps, tree, last);
  if (!opened.ok) return opened;
  const known = await ports.signer.remembered();
  if (!known.ok) return known;
  const writer = opened.value;
  const [newest] = index.newest();
  const recorder = sealRecorder(ports, newest?.revision ?? 0, () => basis.value.revision);
  if (last !== undefined) {
    const may = await mayBegin?.({ tree, size: last.size, note: last.note }, recorder);
    if (may?.ok === false) return may;
    // A crash may have kept it from being published.
    await publishNewest(tiles, tree.folder, last.note);
  }

  deps.onBegun?.();
  let sealed = last?.size ?? 0;
  let accepted = last === undefined ? basis.value.governance.gaps.length : 0;
  const turn = turns(pace, () => wake());
  let ended: Refusal | "origin" | undefined;
  let wake = (): void => undefined;
  /** Seals that were read in the ledger, whoever wrote them. */
  const read: Seal[] = [];
  /** So many events there must be: as many were sealed. */
  let needed = 0;
  let overdue: ReturnType<typeof setTimeout> | undefined;
  const isBehind = (): boolean => writer.head().size < needed;
  const mustReach = (size: number): void => {
    needed = Math.max(needed, size);
    if (!isBehind()) return;
    clearTimeout(overdue);
    overdue = setTimeout(() => {
      if (isBehind()) ended ??= rewritten("the ledger has fewer events than were sealed", needed);
      wake();
    }, behindMs);
  };
  const off = tail.subscribe((events) => {
    for (const event of events) {
      if (event.index < writer.head().size) continue;
      writer.push(event.index, event.digest);
      // A tree that begins anew reads those again that gave it its origin.
      if (event.type === "GapAccepted" && --accepted < 0) ended ??= "origin";
      if (event.stream !== LEDGER) turn.wait(event.index, isUrgent(event));
      const seal = event.bytes && sealIn(event.bytes);
      if (seal?.origin === tree.origin) read.push(seal);
    }
    wake();
  });

  const sealNow = async (): Promise<void> => {
    const head = writer.head();
    turn.taken();
    await writer.write(head.size);
    const note = await signHead(deps, tree, key.value, sealed, head);
    if (!note.ok && isAhead(note.error, head.size)) {
      // Another sealer has read more than this one: what waits is in its tree, or will be in this one's next.
      turn.wait(head.size - 1, true);
      mustReach(note.error.facts?.size as number);
      return;
    }
    if (!note.ok) {
      ended ??= note.error;
      return;
    }
    const root = toBase64url(head.root) as never;
    const done = await recorder.seal({
      key: key.value.id,
      origin: tree.origin,
      size: head.size,
      root,
      note: note.value,
    });
    if (!done.ok) {
      ended ??= done.error;
      return;
    }
    sealed = head.size;
    await publishNewest(tiles, tree.folder, note.value);
    onSealed?.({ tree, size: head.size, note: note.value }, recorder);
  };

  /** Another sealer's seal: its tiles are written here too, for whoever proves something with it. */
  const takeSeal = async (seal: Seal): Promise<void> => {
    const right = await judgeSeal(seal, key.value, writer);
    if (!right.ok) {
      ended ??= right.error;
      return;
    }
    await writer.write(seal.size);
    sealed = seal.size;
    turn.takenBy(seal.size);
    await publishNewest(tiles, tree.folder, seal.note);
  };

  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  let broken: { readonly error: unknown } | undefined;
  const following = tail.run(writer.head().size, both).catch((error: unknown) => {
    broken = { error };
    wake();
  });
  if (known.value.tree?.origin === tree.origin) mustReach(known.value.tree.size);
  try {
    while (!signal.aborted && ended === undefined && broken === undefined) {
      if (mustStop?.() === true) break;
      const [seal] = read.splice(0, 1);
      if (seal !== undefined) {
        if (seal.size > sealed) await takeSeal(seal);
      } else if (turn.isDue() && !isBehind()) await sealNow();
      else
        await new Promise<void>((resolve) => {
          const go = (): void => {
            signal.removeEventListener("abort", go);
            resolve();
          };
          wake = go;
          signal.addEventListener("abort", go);
        });
    }
  } finally {
    off();
    turn.end();
    clearTimeout(overdue);
    stop.abort();
    await following;
  }
  if (broken !== undefined) throw broken.error;
  return ended === undefined || ended === "origin" ? ok(true) : refuse(ended);
};
