/**
 * Copies a ledger from one store to another, byte for byte and in the same order, so that every chain, digest and proof
 * stands as it stood. What a broken attempt left is compared and kept; nothing is ever written over.
 */
import { concat, equalBytes, toBase64url, utf8 } from "../kernel/bytes.ts";
import { sha256 } from "../kernel/digest.ts";
import { type EventStore, MAX_APPEND_BYTES, MAX_APPEND_EVENTS, type Recorded } from "../ports/event-store.ts";

export type Place = { readonly stream: string; readonly revision: number };

export type Move =
  | { readonly is: "moved"; readonly events: number; readonly appended: number; readonly digest: string }
  /** The target holds something else, or more; nothing was written after that was seen. */
  | { readonly is: "differs"; readonly at: Place }
  /** Somebody wrote to the source meanwhile: stop them and move again. */
  | { readonly is: "grew"; readonly at: Place };

export type Progress = (step: "compared" | "copied" | "verified", done: number, total: number) => void;

const PAGE = 512;

async function* pages(store: EventStore): AsyncGenerator<readonly Recorded[]> {
  for (let page = await store.readAll("start", PAGE); ; ) {
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    page = await store.readAll(last.position, PAGE);
  }
}

async function* events(store: EventStore): AsyncGenerator<Recorded> {
  for await (const page of pages(store)) yield* page;
}

const placeOf = ({ stream, revision }: Recorded): Place => ({ stream, revision });

const isSame = (a: Recorded, b: Recorded): boolean =>
  a.stream === b.stream &&
  a.revision === b.revision &&
  a.id === b.id &&
  a.type === b.type &&
  equalBytes(a.bytes, b.bytes);

type Compared = { readonly same: number; readonly differsAt: Place | undefined };

/** How many events the target has in common with the source, from the start. */
const compare = async (from: EventStore, to: EventStore, onEvent: (n: number) => void): Promise<Compared> => {
  const source = events(from);
  let same = 0;
  for await (const there of events(to)) {
    const next = await source.next();
    if (next.done === true || !isSame(next.value, there)) return { same, differsAt: placeOf(there) };
    same += 1;
    onEvent(same);
  }
  await source.return(undefined);
  return { same, differsAt: undefined };
};

/** Neighbours of one stream that fit into one append: order over all streams is kept, and appends are saved. */
async function* groups(source: AsyncIterable<Recorded>, skip: number): AsyncGenerator<readonly Recorded[]> {
  let group: Recorded[] = [];
  let bytes = 0;
  let seen = 0;
  for await (const event of source) {
    seen += 1;
    if (seen <= skip) continue;
    const fits =
      group[0]?.stream === event.stream &&
      group.length < MAX_APPEND_EVENTS &&
      bytes + event.bytes.length <= MAX_APPEND_BYTES;
    if (!fits && group.length > 0) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(event);
    bytes += event.bytes.length;
  }
  if (group.length > 0) yield group;
}

/** One digest over every event's place, id, type and bytes, chained in order. */
const digestOf = async (store: EventStore, onEvent: (n: number) => void) => {
  let digest = sha256(utf8("cartulary/move/1"));
  let count = 0;
  let last: Recorded | undefined;
  for await (const event of events(store)) {
    const head = utf8(JSON.stringify([event.stream, event.revision, event.id, event.type, event.bytes.length]));
    digest = sha256(concat([digest, head, event.bytes]));
    last = event;
    count += 1;
    onEvent(count);
  }
  return { digest: toBase64url(digest), count, last };
};

/**
 * Safe to stop and to run again. Throws the stores' faults; `progress` may be called often.
 */
export const moveLedger = async (from: EventStore, to: EventStore, progress: Progress): Promise<Move> => {
  let total = 0;
  for await (const page of pages(from)) total += page.length;
  const before = await compare(from, to, (n) => progress("compared", n, total));
  if (before.differsAt !== undefined) return { is: "differs", at: before.differsAt };
  let done = before.same;
  for await (const group of groups(events(from), before.same)) {
    const [first] = group;
    if (first === undefined) continue;
    // One after the other: two under way could change places, and the order over all streams is part of the ledger.
    await to.append(
      first.stream,
      first.revision === 0 ? "absent" : first.revision - 1,
      group.map(({ id, type, bytes }) => ({ id, type, bytes })),
    );
    done += group.length;
    progress("copied", done, total);
  }
  const [source, target] = [
    await digestOf(from, () => undefined),
    await digestOf(to, (n) => progress("verified", n, total)),
  ];
  if (source.count > target.count && source.last !== undefined) return { is: "grew", at: placeOf(source.last) };
  if (source.digest !== target.digest) {
    const { differsAt } = await compare(from, to, () => undefined);
    return { is: "differs", at: differsAt ?? { stream: "*", revision: 0 } };
  }
  return { is: "moved", events: target.count, appended: done - before.same, digest: target.digest };
};
