import type { Position } from "../../domain/kernel/brand.ts";
import type { DeadLetter, DeliveryBook } from "../../domain/ports/delivery-book.ts";

/** Deliveries in memory, for tests. */
export const openMemoryDeliveryBook = (): DeliveryBook => {
  const cursors = new Map<string, Position>();
  const buried = new Map<string, Map<Position, DeadLetter>>();
  const of = (hook: string): Map<Position, DeadLetter> => {
    const there = buried.get(hook) ?? new Map<Position, DeadLetter>();
    buried.set(hook, there);
    return there;
  };
  return {
    cursor: (hook) => cursors.get(hook),
    move: (hook, cursor) => void cursors.set(hook, cursor),
    bury: (hook, letter) => {
      of(hook).set(letter.position, letter);
      cursors.set(hook, letter.position);
    },
    letters: (hook, after, limit) =>
      [...of(hook).values()]
        .filter(({ position }) => after === undefined || position > after)
        .sort((a, b) => (a.position < b.position ? -1 : 1))
        .slice(0, limit),
    letter: (hook, position) => of(hook).get(position),
    count: (hook) => of(hook).size,
    replace: (hook, letter) => {
      if (of(hook).has(letter.position)) of(hook).set(letter.position, letter);
    },
    discard: (hook, position) => of(hook).delete(position),
    forget: (hook) => {
      cursors.delete(hook);
      buried.delete(hook);
    },
    close: () => undefined,
  };
};
