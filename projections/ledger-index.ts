/**
 * Where events stand among all: index and position, each from the other, by a row for every 256 of them; and the newest
 * seal. The index of an event is a function of the ledger's order alone, so everybody who counts gets the same.
 */
import type { Position } from "../domain/kernel/brand.ts";
import type { EventStore } from "../domain/ports/event-store.ts";
import type { LedgerIndex, SealRow } from "../domain/ports/ledger-index.ts";
import type { View } from "../domain/ports/read-store.ts";
import { isLedgerStream } from "../domain/transparency/leaf.ts";
import type { Placed, Projection } from "./projection.ts";

const BLOCK = 256;
const COUNT = "count";
/** The key of the newest seal's row. */
const NEWEST = "newest";
/** Seals by origin and size. An origin has no space in it. */
const SEALS = "seal/";
const sealRow = (origin: string, size: number): string => `${SEALS}${origin} ${String(size).padStart(16, "0")}`;
/** Of a block: the position of the event before it. */
const blockRow = (block: number): string => `block/${String(block).padStart(14, "0")}`;
/** Of the last event of a block: the index of the one behind it. */
const POSITIONS = "position/";

const countOf = (view: View): number => (view.get(COUNT) as number | undefined) ?? 0;

const count = (view: View, events: readonly Placed[]): void => {
  const before = countOf(view);
  for (let i = BLOCK - (before % BLOCK) - 1; i < events.length; i += BLOCK) {
    const { position } = events[i] as Placed;
    const behind = before + i + 1;
    view.put(blockRow(behind / BLOCK), position);
    view.put(`${POSITIONS}${position}`, behind);
  }
  if (events.length > 0) view.put(COUNT, before + events.length);
};

export const ledgerIndex: Projection = {
  name: "ledger-index",
  version: 1,
  categories: "sealed",
  batch: count,
  when: {
    LedgerSealed: (view, { body, revision, position }) => {
      view.put(NEWEST, sealRow(body.origin, body.size));
      view.put(sealRow(body.origin, body.size), { ...body, revision, position, witnesses: [] } satisfies SealRow);
    },
    CheckpointWitnessed: (view, { body }) => {
      const row = sealRow(body.origin, body.size);
      const seal = view.get(row) as SealRow | undefined;
      if (seal === undefined) return;
      view.put(row, { ...seal, witnesses: [...seal.witnesses, body.cosignature] } satisfies SealRow);
    },
  },
};

/** How many events are read at once to find one among them. */
const PAGE = 512;

export const ledgerIndexOver = (view: View, store: EventStore): LedgerIndex => {
  /** The last row at or before `position`: up to where events are counted, and how many there are. */
  const floor = (position: Position): { readonly after: Position | "start"; readonly index: number } => {
    const exact = view.get(`${POSITIONS}${position}`) as number | undefined;
    // What is asked for is the last of its block: count from the row before.
    const [row] = view.list(POSITIONS, { after: `${POSITIONS}${position}`, isDescending: true, limit: 1 });
    if (row === undefined) return { after: "start", index: exact === undefined ? 0 : exact - BLOCK };
    return { after: row.key.slice(POSITIONS.length) as Position, index: row.value as number };
  };
  return {
    size: () => countOf(view),
    newest: () => {
      const row = view.get(NEWEST) as string | undefined;
      return row === undefined ? [] : [view.get(row) as SealRow];
    },
    seals: (origin, limit) =>
      view.list(`${SEALS}${origin} `, { isDescending: true, limit }).map(({ value }) => value as SealRow),
    sealOver: (origin, index) =>
      view.list(`${SEALS}${origin} `, { after: sealRow(origin, index), limit: 1 })[0]?.value as SealRow | undefined,
    indexOf: async (position) => {
      let { after, index } = floor(position);
      for (;;) {
        const page = await store.readAll(after, PAGE);
        const last = page.at(-1);
        if (last === undefined) return undefined;
        for (const event of page) {
          if (event.position === position) return isLedgerStream(event.stream) ? index : undefined;
          if (event.position > position) return undefined;
          if (isLedgerStream(event.stream)) index += 1;
        }
        after = last.position;
      }
    },
    startOf: (index) => {
      const block = Math.floor(index / BLOCK);
      for (let at = block; at > 0; at--) {
        const position = view.get(blockRow(at)) as Position | undefined;
        if (position !== undefined) return { after: position, index: at * BLOCK };
      }
      return { after: "start", index: 0 };
    },
  };
};
