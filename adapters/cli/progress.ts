/**
 * One line on a terminal that says how far long work is, and is gone when the work ends. Where nobody watches (a pipe, a
 * file, `--json`) nothing is written.
 */
import { styleText } from "node:util";
import type { EventStore } from "../../domain/ports/event-store.ts";

export type Screen = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
};
export type ProgressLine = {
  /** `total`: when it is known. `says`: when it is something else now. */
  readonly at: (done: number, total?: number, says?: string) => void;
  readonly end: () => void;
  /** Whether somebody sees it. */
  readonly isShown: boolean;
};

const EVERY_MS = 100;
const BAR = 24;
const CLEAR = "\r\u001b[2K";
const NONE: ProgressLine = { at: () => undefined, end: () => undefined, isShown: false };

const counted = (n: number): string => String(n).replace(/\B(?=(?:\d{3})+$)/g, " ");

/** `█████░░░ 45 %  450 of 1 000 events`, or the count alone when nobody knows how many there will be. */
export const progressText = (says: string, done: number, total: number | undefined): string => {
  if (total === undefined || total === 0) return done === 0 ? `${says} …` : `${says}: ${counted(done)} events`;
  const part = Math.min(1, done / total);
  const full = Math.round(part * BAR);
  const bar = "█".repeat(full) + "░".repeat(BAR - full);
  return `${bar} ${String(Math.floor(part * 100)).padStart(3)} %  ${says}: ${counted(done)} of ${counted(total)} events`;
};

/** `stream`: for its colour, which NO_COLOR takes away. */
export const progressOn = (
  screen: Screen,
  says: string,
  now: () => number = performance.now.bind(performance),
): ProgressLine => {
  if (screen.isTTY !== true) return NONE;
  let shown = Number.NEGATIVE_INFINITY;
  const show = (done: number, total?: number, what = says): void => {
    if (now() - shown < EVERY_MS && done !== total) return;
    shown = now();
    const text = progressText(what, done, total).slice(0, Math.max(10, (screen.columns || 80) - 1));
    screen.write(`${CLEAR}${styleText("cyan", text, { stream: process.stderr })}`);
  };
  show(0);
  return { at: show, end: () => void screen.write(CLEAR), isShown: true };
};

/** The same store, and `onRead` learns how many events were read so far. */
export const watchedStore = (store: EventStore, onRead: (events: number) => void): EventStore => {
  let events = 0;
  const count = <T extends { readonly length: number }>(rows: T): T => {
    events += rows.length;
    onRead(events);
    return rows;
  };
  return {
    ...store,
    readAll: async (after, limit) => count(await store.readAll(after, limit)),
    readStream: async (stream, from) => count(await store.readStream(stream, from)),
  };
};
