/** A witness's key: one file, readable by nobody else. c2sp.org/tlog-cosignature */
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fromBase64, toBase64, utf8 } from "../../domain/kernel/bytes.ts";
import type { NoteKey } from "../../domain/transparency/note.ts";
import { ensurePrivateDirectory, writeFileDurably } from "../atomic-file.ts";

const KEY_FILE = "witness.key";
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");
const COSIGNATURE = 4;

/** `PRIVATE+KEY+name+base64(04 ‖ seed)`: a line, as notes' keys are written. c2sp.org/signed-note */
const LINE = /^PRIVATE\+KEY\+([^+\s]{1,200})\+([A-Za-z0-9+/]{44})\n$/;

export type WitnessKey = { readonly key: NoteKey; readonly privateKey: KeyObject };

const keyFrom = (name: string, seed: Uint8Array): WitnessKey => {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: "der", type: "pkcs8" });
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return { key: { name, kind: "cosignature", key: new Uint8Array(spki.subarray(-32)) }, privateKey };
};

/** Makes the directory and the key's file, 0600; undefined when there is a key already. `seed`: 32 random octets. */
export const makeWitnessKey = (directory: string, name: string, seed: Uint8Array): WitnessKey | undefined => {
  ensurePrivateDirectory(directory);
  const path = join(directory, KEY_FILE);
  if (existsSync(path)) return undefined;
  const line = `PRIVATE+KEY+${name}+${toBase64(new Uint8Array([COSIGNATURE, ...seed]))}\n`;
  writeFileDurably(path, utf8(line), 0o600);
  return keyFrom(name, seed);
};

/** Undefined when there is none, or the file is no key's. */
export const readWitnessKey = (directory: string): WitnessKey | undefined => {
  const path = join(directory, KEY_FILE);
  const [, name, text] = existsSync(path) ? (LINE.exec(readFileSync(path, "utf8")) ?? []) : [];
  const bytes = text === undefined ? undefined : fromBase64(text);
  if (name === undefined || bytes?.length !== 33 || bytes[0] !== COSIGNATURE) return undefined;
  return keyFrom(name, bytes.subarray(1));
};
