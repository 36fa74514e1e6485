/**
 * What of the ledger is lost, when somebody knows a tree that it has no more: from where on, since when, and what stands there
 * now. It reads the store alone, and is for a ledger that nothing is signed in until officers have decided.
 */
import { readEvent } from "../../catalogue.ts";
import type { FoundedGovernance } from "../../governance/state.ts";
import { lastGap, originParts } from "../../governance/witness.ts";
import type { Digest, Position } from "../../kernel/brand.ts";
import { toBase64url } from "../../kernel/bytes.ts";
import { envelopeDigest } from "../../kernel/envelope.ts";
import type { Instant } from "../../kernel/instant.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { LEDGER } from "../../kernel/stream.ts";
import type { EventStore, Recorded } from "../../ports/event-store.ts";
import { ledgerOrigin } from "../../transparency/checkpoint.ts";
import { eventLeafHash, isLedgerStream } from "../../transparency/leaf.ts";
import { growing } from "../../transparency/merkle.ts";
import { HistoryFault } from "../ledger.ts";

/** A tree that somebody outside of the store knows. `by`: who, in words; `seenAt`: when it was there. */
export type KnownTree = {
  readonly by: string;
  readonly origin: string;
  readonly size: number;
  readonly root: Digest | null;
  readonly seenAt: Instant | null;
};

export type Gap = {
  readonly known: Pick<KnownTree, "origin" | "size" | "root">;
  /** The last seal that the ledger still has below it; without any, the founding alone. */
  readonly kept: { readonly size: number; readonly root: Digest };
  /** Who knows the tree. */
  readonly by: string;
  /** How many events the ledger has now. What stands behind `kept` may be the lost, or other. */
  readonly size: number;
  /** When the last event was written that is certainly kept, and when the known tree was seen: what is lost lies between. */
  readonly keptUntil: Instant;
  readonly seenAt: Instant | null;
};

const PAGE = 512;
const FOUNDING = 1;

/** Every event that is counted, in order. */
export async function* countedEvents(store: EventStore): AsyncIterable<Recorded> {
  let after: Position | "start" = "start";
  for (;;) {
    const page = await store.readAll(after, PAGE);
    for (const event of page) if (isLedgerStream(event.stream)) yield event;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.position;
  }
}

type Head = { readonly size: number; readonly root: Digest; readonly at: Instant };

const read = ({ bytes, stream, revision }: Recorded) => {
  const event = readEvent(bytes);
  if (!event.ok) throw new HistoryFault(event.error.code, stream, revision);
  return event.value;
};

/** The roots that were sealed, by size. */
const sealedRoots = async (store: EventStore): Promise<ReadonlyMap<number, string>> => {
  const roots = new Map<number, string>();
  for (const recorded of await store.readStream(LEDGER)) {
    const event = read(recorded);
    if (event.type === "LedgerSealed") roots.set(event.body.size, event.body.root);
  }
  return roots;
};

type Walked = { readonly genesis: string; readonly size: number; readonly heads: readonly Head[] };

/** The heads of the tree at these sizes, as the events themselves make it. */
const walk = async (store: EventStore, sizes: ReadonlySet<number>): Promise<Walked> => {
  const tree = growing();
  const heads: Head[] = [];
  let genesis = "";
  for await (const recorded of countedEvents(store)) {
    const { bytes } = recorded;
    tree.push(eventLeafHash(tree.size(), bytes));
    const size = tree.size();
    if (size === 1) genesis = envelopeDigest(bytes);
    if (sizes.has(size)) heads.push({ size, root: toBase64url(tree.root()) as Digest, at: read(recorded).at });
  }
  return { genesis, size: tree.size(), heads };
};

const isLater = (a: KnownTree, b: KnownTree): boolean => {
  const [ga, gb] = [originParts(a.origin)?.gap ?? 0, originParts(b.origin)?.gap ?? 0];
  if (ga !== gb) return ga > gb;
  return a.size === b.size ? a.root !== null && b.root === null : a.size > b.size;
};

/**
 * The gap that the known trees show; null when the ledger has them all, as far as can be told. Refuses `governance.gap-unsound`
 * when what is known is another ledger's.
 */
export const findGap = async (
  store: EventStore,
  governance: FoundedGovernance,
  trees: readonly KnownTree[],
): Promise<Result<Gap | null>> => {
  const gap = lastGap(governance);
  const later = trees.filter((t) => (originParts(t.origin)?.gap ?? 0) >= gap);
  const [known] = [...later].sort((a, b) => (isLater(a, b) ? -1 : 1));
  if (known === undefined) return ok(null);
  const sealed = await sealedRoots(store);
  const walked = await walk(store, new Set([FOUNDING, known.size, ...sealed.keys()]));
  const knownGap = originParts(known.origin)?.gap ?? 0;
  if (known.origin !== ledgerOrigin(governance.ledger, walked.genesis, knownGap))
    return refuse(refusal("governance.gap-unsound", "the known tree is another ledger's", { field: "known.origin" }));
  const own = walked.heads.find((h) => h.size === known.size);
  // A size without a root comes from who said that this ledger's tree is another.
  if (knownGap === gap && own !== undefined && own.root === known.root) return ok(null);
  const isSealed = (h: Head): boolean => h.size === FOUNDING || sealed.get(h.size) === h.root;
  const kept = walked.heads.filter((h) => h.size < known.size && isSealed(h)).at(-1);
  if (kept === undefined) return refuse(refusal("governance.gap-unsound", "a ledger begins with its founding"));
  const { by, origin, size, root, seenAt } = known;
  return ok({
    known: { origin, size, root },
    kept: { size: kept.size, root: kept.root },
    by,
    size: walked.size,
    keptUntil: kept.at,
    seenAt,
  });
};
