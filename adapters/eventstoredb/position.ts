/** EventStoreDB's position, a pair of 64-bit offsets, as text that compares as the pair does. */
import type { Position } from "../../domain/kernel/brand.ts";
import { StoreFault } from "../../domain/ports/event-store.ts";

const HEX = 16;
const SHAPE = /^[0-9a-f]{32}$/;

const hex = (n: string): string => BigInt(n).toString(16).padStart(HEX, "0");

/** From the decimal numbers of the protocol. */
export const toPosition = (commit: string, prepare: string): Position => `${hex(commit)}${hex(prepare)}` as Position;

/** Throws `store.rejected` for what is another store's position. */
export const fromPosition = (position: Position): { readonly commit: string; readonly prepare: string } => {
  if (!SHAPE.test(position)) throw new StoreFault("store.rejected", { cause: "a position of another store" });
  const half = (text: string): string => BigInt(`0x${text}`).toString();
  return { commit: half(position.slice(0, HEX)), prepare: half(position.slice(HEX)) };
};
