/** What the signer's set-up leaves for the founding to add to. */
import { writeFileDurably } from "../adapters/atomic-file.ts";
import { utf8 } from "../domain/kernel/bytes.ts";
import type { SignerConfig } from "./config.ts";

export const writeJson = (path: string, value: unknown): void =>
  writeFileDurably(path, utf8(`${JSON.stringify(value, null, 2)}\n`));

export const MODULE_FILE = "signer/module.json";
export type ModuleFile = Pick<SignerConfig, "module" | "pinFile">;
