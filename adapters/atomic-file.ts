import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import { dirname } from "node:path";

let counter = 0;

/** Makes the directory and its parents, readable by nobody else. */
export const ensurePrivateDirectory = (path: string): void => {
  mkdirSync(path, { recursive: true, mode: 0o700 });
};

/** The file is there whole or not at all, and survives a crash once this returns. */
export const writeFileDurably = (path: string, bytes: Uint8Array, mode = 0o600): void => {
  const directory = dirname(path);
  const temporary = `${path}.${process.pid}.${++counter}.tmp`;
  const file = openSync(temporary, "wx", mode);
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** The same, for whoever must not stand still meanwhile; makes the directories too. */
export const writeFileDurablyBeside = async (path: string, bytes: Uint8Array, mode = 0o600): Promise<void> => {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.${++counter}.tmp`;
  const file = await open(temporary, "wx", mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};
