/** Verifies what lies in files, for the command line and for the verifier that is one file. */
import { closeSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Certificate } from "../../domain/certificate/state.ts";
import { verifyBundle } from "../../domain/process/check/bundle.ts";
import { verifyStory } from "../../domain/process/check/story.ts";
import type { Verdict } from "../../domain/process/check/verdict.ts";
import { STORY } from "../../domain/transparency/manifest.ts";
import { type NoteKey, parseVerifierKey } from "../../domain/transparency/note.ts";
import { parseReceipt, parseStoryLine, type Story } from "../../domain/transparency/story.ts";
import { linesOf } from "./lines.ts";
import { BundleFault, openBundle } from "./read.ts";
import { openScratch } from "./scratch.ts";

/** What was given on the command line is no key, no number, no file. */
export class AskedWrongly extends Error {
  override readonly name = "AskedWrongly";
}

export type Asked = {
  /** A verifier key, or a file that has one. */
  readonly key: string;
  readonly witnesses?: readonly string[];
  readonly quorum?: number | undefined;
  /** File of a checkpoint that was kept. */
  readonly since?: string | undefined;
  readonly isStructureOnly?: boolean;
  readonly statements?: boolean;
  /** File to write each certificate's status to. */
  readonly statuses?: string | undefined;
  /** Directory for what does not fit into memory. */
  readonly scratch?: string | undefined;
  readonly onProgress?: (events: number, of: number) => void;
};

const MAX_RECEIPT_BYTES = 1 << 26;

const fileText = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new AskedWrongly(`${path} cannot be read`);
  }
};

const keyFrom = (given: string, isWitness: boolean): NoteKey => {
  const text = given.includes("+") ? given : fileText(given);
  const key = parseVerifierKey(text.trim());
  if (key === undefined || (key.kind === "cosignature") !== isWitness)
    throw new AskedWrongly(
      isWitness ? "--witness is no verifier key of a witness" : "--key is no verifier key, NAME+HEX+BASE64",
    );
  return key;
};

const trustFrom = ({ key, witnesses = [], quorum }: Asked) => {
  const keys = witnesses.map((w) => keyFrom(w, true));
  if (quorum !== undefined && quorum > keys.length)
    throw new AskedWrongly("--witness-quorum is more than there are witnesses");
  return { key: keyFrom(key, false), witnesses: keys, quorum: quorum ?? keys.length };
};

const statusLine = (certificate: string, { at, ...state }: Certificate): string => {
  const status = "status" in state ? state.status : { is: "good" as const };
  const is = status.is === "good" && at !== "issued" ? at : status.is;
  return [certificate, is, "since" in status ? status.since : "-", "reason" in status ? status.reason : "-"].join(" ");
};

const storyIn = (directory: string): Story => {
  const { manifest, checkpoint } = openBundle(directory);
  if (manifest.certificate === undefined) throw new BundleFault("the manifest names no certificate");
  const entries: Story["entries"][number][] = [];
  const decoder = new TextDecoder();
  for (const line of linesOf(join(directory, STORY))) {
    const entry = parseStoryLine(decoder.decode(line));
    if (!entry.ok) throw new BundleFault(`${STORY}: ${entry.error.detail}`);
    entries.push(entry.value);
  }
  return { certificate: manifest.certificate, checkpoint, entries };
};

/** Throws AskedWrongly, and BundleFault where there is nothing that could be verified. */
export const verifyBundleAt = (directory: string, asked: Asked): Verdict => {
  const trust = trustFrom(asked);
  const source = openBundle(directory);
  if (source.manifest.kind === "story") {
    const verdict = verifyStory(storyIn(directory), trust);
    const faults = source.faults().map((what) => ({ index: null, what }));
    if (faults.length === 0) return verdict;
    return {
      ...verdict,
      isSound: false,
      faults: [...verdict.faults, ...faults],
      faultCount: verdict.faultCount + faults.length,
    };
  }
  const since = asked.since === undefined ? undefined : fileText(asked.since);
  const scratch = openScratch(asked.scratch);
  const statuses = asked.statuses === undefined ? undefined : openSync(asked.statuses, "w");
  try {
    return verifyBundle(source, scratch, {
      ...trust,
      since,
      isStructureOnly: asked.isStructureOnly ?? false,
      statements: asked.statements ?? false,
      ...(asked.onProgress !== undefined && { onProgress: asked.onProgress }),
      ...(statuses !== undefined && {
        onStatus: (certificate: string, state: Certificate) =>
          void writeSync(statuses, `${statusLine(certificate, state)}\n`),
      }),
    });
  } finally {
    if (statuses !== undefined) closeSync(statuses);
    scratch.close();
  }
};

export const verifyReceiptAt = (path: string, asked: Asked): Verdict => {
  const trust = trustFrom(asked);
  const text = (() => {
    try {
      if (statSync(path).size > MAX_RECEIPT_BYTES) throw new BundleFault(`${path} is too large for a receipt`);
    } catch (error) {
      if (error instanceof BundleFault) throw error;
    }
    return fileText(path);
  })();
  const receipt = parseReceipt(text);
  if (!receipt.ok) throw new BundleFault(receipt.error.detail);
  return verifyStory(receipt.value, trust);
};
