import type { PasswordBook } from "../../domain/ports/password-book.ts";

export const openMemoryPasswordBook = (): PasswordBook => {
  const book = new Map<string, string>();
  return {
    get: async (login) => book.get(login),
    put: async (login, verifier) => void book.set(login, verifier),
    remove: async (login) => void book.delete(login),
  };
};
