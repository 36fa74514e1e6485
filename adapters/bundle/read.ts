/** A bundle's directory, as the verifier reads it. Every name in it is one that the format knows: none is taken from a file. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { BundleSource } from "../../domain/process/check/bundle.ts";
import {
  BEFORE,
  Before,
  blobPath,
  CHECKPOINT,
  CHECKPOINT_SINCE,
  EVENTS_PER_FILE,
  eventsPath,
  MANIFEST,
  Manifest,
  SIGNATURES,
} from "../../domain/transparency/manifest.ts";
import { linesOf, linesRoom } from "./lines.ts";

/** The directory holds no bundle at all: there is nothing to verify. */
export class BundleFault extends Error {
  override readonly name = "BundleFault";
  readonly code = "bundle.unreadable";
  readonly retryable = false;
}

const MAX_SMALL_BYTES = 1 << 26;
const DIGEST = /^[A-Za-z0-9_-]{43}$/;

const smallFile = (path: string): Buffer => {
  if (statSync(path).size > MAX_SMALL_BYTES) throw new BundleFault(`${path} is too large`);
  return readFileSync(path);
};

const shaped = <T extends v.GenericSchema>(schema: T, bytes: Buffer, name: string): v.InferOutput<T> => {
  try {
    const parsed = v.safeParse(schema, JSON.parse(bytes.toString("utf8")), { abortEarly: true });
    if (parsed.success) return parsed.output;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new BundleFault(`${name} has not the form that the format asks for`);
};

const filesIn = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((e) => !e.isDirectory())
    .map((e) => join(e.parentPath, e.name).slice(directory.length + 1));

/** Throws BundleFault where there is no manifest or no checkpoint. */
export const openBundle = (given: string): BundleSource & { readonly text: (name: string) => string | undefined } => {
  const directory = join(given, ".");
  const required = (name: string): Buffer => {
    const path = join(directory, name);
    if (!existsSync(path)) throw new BundleFault(`${name} is missing: this is no bundle`);
    return smallFile(path);
  };
  const manifest = shaped(Manifest, required(MANIFEST), MANIFEST);
  const listed = new Map(manifest.files.map((f) => [f.path, f]));
  const faults: string[] = [];

  const compare = (name: string, sha256: string, bytes: number): void => {
    const its = listed.get(name);
    if (its !== undefined && (its.sha256 !== sha256 || its.bytes !== bytes))
      faults.push(`${name} is not the file that the manifest names`);
  };
  const optional = (name: string): string | undefined => {
    const path = join(directory, name);
    if (!existsSync(path)) return undefined;
    const bytes = smallFile(path);
    compare(name, createHash("sha256").update(bytes).digest("base64url"), bytes.length);
    return bytes.toString("utf8");
  };

  const checkpoint = required(CHECKPOINT).toString("utf8");
  optional(CHECKPOINT);
  const before = optional(BEFORE);
  const present = new Set(filesIn(directory));
  for (const name of listed.keys()) if (!present.has(name)) faults.push(`${name} is missing`);
  for (const name of present) if (!listed.has(name) && name !== MANIFEST) faults.push(`${name} is not in the manifest`);

  function* events(): Generator<Uint8Array> {
    const room = linesRoom();
    for (let place = 0; present.has(eventsPath(place)); place++) {
      const name = eventsPath(place);
      const lines = linesOf(join(directory, name), room);
      let count = 0;
      try {
        for (let line = lines.next(); ; line = lines.next()) {
          if (line.done === true) {
            compare(name, line.value.sha256, line.value.bytes);
            break;
          }
          count += 1;
          yield line.value;
        }
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        faults.push(`${name}: ${error.message}`);
      }
      const isLast = !present.has(eventsPath(place + 1));
      if (!isLast && count !== EVENTS_PER_FILE) faults.push(`${name} has ${count} events, not ${EVENTS_PER_FILE}`);
    }
  }

  return {
    manifest,
    checkpoint,
    since: optional(CHECKPOINT_SINCE),
    signatures: optional(SIGNATURES),
    before: before === undefined ? undefined : shaped(Before, Buffer.from(before), BEFORE),
    events,
    blob: (digest) => {
      const path = join(directory, blobPath(digest));
      return DIGEST.test(digest) && existsSync(path) ? new Uint8Array(readFileSync(path)) : undefined;
    },
    faults: () => faults,
    text: optional,
  };
};
