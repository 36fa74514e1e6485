/** Verifiers as files named by their login, 0600 in a directory of 0700. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fromUtf8, utf8 } from "../../domain/kernel/bytes.ts";
import type { PasswordBook } from "../../domain/ports/password-book.ts";
import { PasswordFault } from "../../domain/ports/password-hash.ts";
import { ensurePrivateDirectory, writeFileDurably } from "../atomic-file.ts";

const LOGIN = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const unavailable = (cause: unknown): PasswordFault => new PasswordFault("password.book-unavailable", { cause });

export const openFilePasswordBook = (options: { readonly directory: string }): PasswordBook => {
  const pathOf = (login: string): string => {
    if (!LOGIN.test(login)) throw new TypeError("a login without an id");
    return join(options.directory, `${login}.phc`);
  };
  return {
    get: async (login) => {
      const path = pathOf(login);
      try {
        return fromUtf8(await readFile(path))?.trimEnd();
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw unavailable(cause);
      }
    },
    put: async (login, verifier) => {
      const path = pathOf(login);
      try {
        ensurePrivateDirectory(options.directory);
        writeFileDurably(path, utf8(`${verifier}\n`));
      } catch (cause) {
        throw unavailable(cause);
      }
    },
    remove: async (login) => {
      const path = pathOf(login);
      try {
        await rm(path, { force: true });
      } catch (cause) {
        throw unavailable(cause);
      }
    },
  };
};
