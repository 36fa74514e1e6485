/**
 * What a witness knows, as small files in a directory. Of each origin there is one, `<SHA-256 of the origin>.<count>`,
 * with the size and root that were cosigned last; the next count takes its place.
 *
 * Contract: what `advance` returned true for is there after a power cut. It returns false, and nothing was changed, when somebody
 * else, also another process, was there first. A state that cannot be read is never taken for none.
 */
import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { Digest } from "../../domain/kernel/brand.ts";
import { fromBase64url, toBase64url, toHex, utf8 } from "../../domain/kernel/bytes.ts";
import { sha256 } from "../../domain/kernel/digest.ts";
import type { TreeHead } from "../../domain/transparency/checkpoint.ts";
import { ensurePrivateDirectory, writeFileDurably } from "../atomic-file.ts";

/** `count` tells one state from the next. */
export type Known = TreeHead & { readonly count: number };

export type WitnessState = {
  readonly last: (origin: string) => Known | undefined;
  readonly advance: (origin: string, from: Known | undefined, head: TreeHead) => boolean;
};

const StateSchema = v.strictObject({
  origin: v.string(),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  root: Digest,
});

const syncDirectory = (directory: string): void => {
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

const nameOf = (origin: string): string => toHex(sha256(utf8(origin)));

/** The counts of an origin that are there; more than one only when the last writer was cut off. */
const countsOf = (directory: string, name: string): readonly number[] =>
  readdirSync(directory)
    .flatMap((file) => {
      const [, count] = file.startsWith(`${name}.`) ? (/\.([1-9][0-9]{0,15})$/.exec(file) ?? []) : [];
      return count === undefined ? [] : [Number(count)];
    })
    .sort((a, b) => a - b);

const read = (path: string, origin: string): TreeHead => {
  const state = v.parse(StateSchema, JSON.parse(readFileSync(path, "utf8")));
  const root = fromBase64url(state.root);
  if (state.origin !== origin || root === undefined) throw new TypeError("the state of another origin");
  return { size: state.size, root };
};

export const witnessState = (directory: string): WitnessState => {
  ensurePrivateDirectory(directory);
  const fileOf = (name: string, count: number): string => join(directory, `${name}.${count}`);
  const lastOf = (origin: string): Known | undefined => {
    const name = nameOf(origin);
    const count = countsOf(directory, name).at(-1);
    return count === undefined ? undefined : { ...read(fileOf(name, count), origin), count };
  };
  return {
    last: (origin) => {
      try {
        return lastOf(origin);
      } catch (error) {
        // Another process replaced it between the look and the reading.
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return lastOf(origin);
        throw error;
      }
    },
    advance: (origin, from, { size, root }) => {
      const name = nameOf(origin);
      const count = (from?.count ?? 0) + 1;
      const draft = join(directory, `${name}.${randomUUID()}.draft`);
      writeFileDurably(draft, utf8(`${JSON.stringify({ origin, size, root: toBase64url(root) })}\n`));
      try {
        linkSync(draft, fileOf(name, count));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
        throw error;
      } finally {
        rmSync(draft, { force: true });
      }
      syncDirectory(directory);
      const counts = countsOf(directory, name);
      // Who came late to a count that was there and gone again finds a higher one.
      if (counts.at(-1) !== count) {
        rmSync(fileOf(name, count), { force: true });
        return false;
      }
      for (const older of counts.slice(0, -1)) rmSync(fileOf(name, older), { force: true });
      return true;
    },
  };
};
