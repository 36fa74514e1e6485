/** The contract of domain/ports/delivery-book.ts. */
import { describe, expect, test } from "vitest";
import type { Position } from "../../domain/kernel/brand.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import type { DeadLetter, DeliveryBook } from "../../domain/ports/delivery-book.ts";

export const at = (n: number): Position => n.toString(16).padStart(16, "0") as Position;
export const letterAt = (n: number, attempts = 3): DeadLetter => ({
  position: at(n),
  message: { id: at(n), type: "CertificateIssued", body: `{"n":${n},"text":"ü"}` },
  at: "2026-01-01T00:00:00.000Z" as Instant,
  attempts,
  last: { outcome: "refused", status: 500 },
});

export const deliveryBookContract = (name: string, open: () => DeliveryBook): void => {
  describe(`delivery book: ${name}`, () => {
    test("a webhook that was never served has neither cursor nor letters", () => {
      const book = open();
      expect(book.cursor("a")).toBeUndefined();
      expect([book.count("a"), book.letters("a", undefined, 10), book.letter("a", at(1))]).toEqual([0, [], undefined]);
    });

    test("a cursor moves, each webhook's its own", () => {
      const book = open();
      book.move("a", at(1));
      book.move("b", at(5));
      book.move("a", at(2));
      expect([book.cursor("a"), book.cursor("b")]).toEqual([at(2), at(5)]);
    });

    test("a buried letter is kept as it was, and the cursor passes it", () => {
      const book = open();
      book.bury("a", letterAt(3));
      expect(book.cursor("a")).toBe(at(3));
      expect(book.letter("a", at(3))).toEqual(letterAt(3));
      expect(book.letter("b", at(3))).toBeUndefined();
    });

    test("letters are listed by position, from one on, each once", () => {
      const book = open();
      for (const n of [20, 3, 16, 3]) book.bury("a", letterAt(n));
      expect(book.count("a")).toBe(3);
      expect(book.letters("a", undefined, 2).map((l) => l.position)).toEqual([at(3), at(16)]);
      expect(book.letters("a", at(16), 2).map((l) => l.position)).toEqual([at(20)]);
    });

    test("a letter is replaced while it is there, and discarded once", () => {
      const book = open();
      book.bury("a", letterAt(3));
      book.replace("a", letterAt(3, 4));
      expect(book.letter("a", at(3))?.attempts).toBe(4);
      expect(book.cursor("a")).toBe(at(3));
      expect([book.discard("a", at(3)), book.discard("a", at(3))]).toEqual([true, false]);
      book.replace("a", letterAt(3));
      expect(book.count("a")).toBe(0);
    });

    test("what is forgotten is gone as a whole, and nothing else", () => {
      const book = open();
      book.bury("a", letterAt(3));
      book.bury("b", letterAt(3));
      book.forget("a");
      expect([book.cursor("a"), book.count("a")]).toEqual([undefined, 0]);
      expect([book.cursor("b"), book.count("b")]).toEqual([at(3), 1]);
    });
  });
};
