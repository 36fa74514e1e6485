/** The contract of domain/ports/password-book.ts. `open` opens the same book each time. */
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { PasswordBook } from "../../domain/ports/password-book.ts";

export const passwordBookContract = (
  name: string,
  open: () => PasswordBook,
  reopen: (book: PasswordBook) => PasswordBook,
): void => {
  describe(`password book: ${name}`, () => {
    test("what was put last is there, after a restart too", async () => {
      const [book, one, other] = [open(), randomUUID(), randomUUID()];
      await book.put(one, "first");
      await book.put(one, "second");
      await book.put(other, "another");
      expect([await book.get(one), await book.get(other)]).toEqual(["second", "another"]);
      expect(await reopen(book).get(one)).toBe("second");
    });
    test("what was removed is gone, and removing nothing is nothing", async () => {
      const [book, login] = [open(), randomUUID()];
      await book.put(login, "verifier");
      await book.remove(login);
      await book.remove(login);
      expect([await book.get(login), await book.get(randomUUID())]).toEqual([undefined, undefined]);
    });
  });
};
