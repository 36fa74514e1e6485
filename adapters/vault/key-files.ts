/**
 * Subjects' keys as files, each wrapped (AES-256-GCM) under a master key beside them. Outside the ledger and its
 * backups, so that destroying one is final. Several processes may share the directory.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { VaultFault } from "../../domain/ports/vault.ts";
import { ensurePrivateDirectory, writeFileDurably } from "../atomic-file.ts";
import type { SubjectKeys } from "./vault.ts";

const NONCE = 12;
const TAG = 16;
const SUBJECT = /^[0-9a-f]{32}$/;

const read = (path: string): Uint8Array | undefined => {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new VaultFault("vault.unavailable", { cause });
  }
};

/** Makes the file unless somebody else has: both then read the same one. */
const createOnce = (path: string, bytes: Uint8Array): Uint8Array => {
  const mine = `${path}.${randomBytes(8).toString("hex")}.new`;
  try {
    writeFileDurably(mine, bytes);
    linkSync(mine, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw new VaultFault("vault.unavailable", { cause });
  } finally {
    rmSync(mine, { force: true });
  }
  const there = read(path);
  if (there === undefined) throw new VaultFault("vault.unavailable");
  return there;
};

const wrap = (master: Uint8Array, subject: string, key: Uint8Array): Uint8Array => {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", master, nonce).setAAD(Buffer.from(subject));
  return new Uint8Array(Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]));
};

const unwrap = (master: Uint8Array, subject: string, wrapped: Uint8Array): Uint8Array => {
  try {
    const decipher = createDecipheriv("aes-256-gcm", master, wrapped.subarray(0, NONCE)).setAAD(Buffer.from(subject));
    decipher.setAuthTag(wrapped.subarray(wrapped.length - TAG));
    const body = wrapped.subarray(NONCE, wrapped.length - TAG);
    return new Uint8Array(Buffer.concat([decipher.update(body), decipher.final()]));
  } catch (cause) {
    throw new VaultFault("vault.corrupt", { cause });
  }
};

export const keyFiles = (options: { readonly directory: string }): SubjectKeys => {
  const { directory } = options;
  ensurePrivateDirectory(directory);
  const master = createOnce(join(directory, "master.key"), new Uint8Array(randomBytes(32)));
  if (master.length !== 32) throw new VaultFault("vault.corrupt");

  const paths = (subject: string) => {
    if (!SUBJECT.test(subject)) throw new TypeError("a subject is 32 hex digits");
    const folder = join(directory, subject.slice(0, 2));
    return { folder, key: join(folder, subject), tombstone: join(folder, `${subject}.destroyed`) };
  };
  const find = async (subject: string): Promise<Uint8Array | undefined> => {
    const { key, tombstone } = paths(subject);
    if (existsSync(tombstone)) return undefined;
    const wrapped = read(key);
    return wrapped && unwrap(master, subject, wrapped);
  };
  return {
    find,
    obtain: async (subject) => {
      const { folder, key, tombstone } = paths(subject);
      if (existsSync(tombstone)) return undefined;
      const had = await find(subject);
      if (had) return had;
      ensurePrivateDirectory(folder);
      return unwrap(master, subject, createOnce(key, wrap(master, subject, new Uint8Array(randomBytes(32)))));
    },
    destroy: async (subject) => {
      const { folder, key, tombstone } = paths(subject);
      try {
        ensurePrivateDirectory(folder);
        // The tombstone first: after a crash between the two, the key is dead already.
        writeFileDurably(tombstone, new Uint8Array());
        if (!existsSync(key)) return;
        writeFileSync(key, randomBytes(NONCE + 32 + TAG), { flush: true });
        rmSync(key, { force: true });
      } catch (cause) {
        throw new VaultFault("vault.unavailable", { cause });
      }
    },
  };
};
