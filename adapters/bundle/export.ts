/**
 * Writes a bundle out of a ledger's store, reading only. Safe to stop and to run again: what is there and right is kept, and
 * the manifest comes last. Openings of what is sealed about people are not exported: commitments are.
 */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readEvent } from "../../domain/catalogue.ts";
import { toBase64url, utf8 } from "../../domain/kernel/bytes.ts";
import { categoryOf } from "../../domain/kernel/stream.ts";
import type { BlobStore } from "../../domain/ports/blob-store.ts";
import type { EventStore, Recorded } from "../../domain/ports/event-store.ts";
import { ledgerEvents, type Survey, surveyLedger } from "../../domain/process/check/last-seal.ts";
import { nodesOver } from "../../domain/process/check/nodes.ts";
import { storyStreams } from "../../domain/process/check/story-streams.ts";
import { eventLeafHash } from "../../domain/transparency/leaf.ts";
import {
  BEFORE,
  type Before,
  BUNDLE_FORMAT,
  blobPath,
  CHECKPOINT,
  CHECKPOINT_SINCE,
  EVENTS_PER_FILE,
  eventsPath,
  MANIFEST,
  type Manifest,
  SIGNATURES,
  STORY,
  WITNESSES,
} from "../../domain/transparency/manifest.ts";
import { consistencyPath, inclusionPath } from "../../domain/transparency/proof.ts";
import type { SignatureCounts } from "../../domain/transparency/signature-counts.ts";
import { storyLine } from "../../domain/transparency/story.ts";
import { fileWriter, type Written, writeWhole } from "./files.ts";
import type { Scratch } from "./scratch.ts";

export type Scope =
  | { readonly kind: "all"; readonly isUnsealedToo: boolean }
  /** Both ends belong to it. */
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  | { readonly kind: "story"; readonly issuer: string; readonly serial: string };

export type ExportRequest = {
  readonly store: EventStore;
  readonly blobs: BlobStore;
  readonly directory: string;
  readonly scope: Scope;
  /** A checkpoint that the auditor has from before, and the witnesses' keys, one a line. */
  readonly since?: string | undefined;
  readonly witnesses?: readonly string[];
  /** The signer's count of its signatures, of a whole bundle. */
  readonly signatures?: () => Promise<SignatureCounts | undefined>;
  readonly tool: string;
  readonly onProgress?: (done: number, of: number | undefined, says: string) => void;
};

export type Exported =
  | { readonly is: "exported"; readonly manifest: Manifest; readonly missing: readonly string[] }
  /** Nothing was ever sealed; the range is not sealed; the certificate is not there, or not sealed. */
  | { readonly is: "unsealed" | "outside" | "unknown" };

/** Writes events into files of 4096. */
const eventFiles = (directory: string) => {
  const written: Written[] = [];
  let writer: ReturnType<typeof fileWriter> | undefined;
  let count = 0;
  const end = (): void => {
    if (writer !== undefined) written.push(writer.finish());
    writer = undefined;
  };
  return {
    write: (bytes: Uint8Array): void => {
      if (count % EVENTS_PER_FILE === 0) {
        end();
        writer = fileWriter(directory, eventsPath(count / EVENTS_PER_FILE));
      }
      writer?.write(bytes);
      writer?.write(NEWLINE);
      count += 1;
    },
    abandon: () => writer?.abandon(),
    finish: () => {
      end();
      return { count, written };
    },
  };
};

const OWN =
  /^(?:events\/\d{6}\.ndjson|blobs\/[A-Za-z0-9_-]{43}|(?:checkpoint|checkpoint-since|witnesses)\.txt|(?:before|signatures)\.json|story\.ndjson)(?:\.part)?$/;

/** Takes away what an earlier bundle left in this directory, and nothing that is no file of a bundle. */
const sweep = (directory: string, written: ReadonlySet<string>): void => {
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" }))
    if (OWN.test(name) && !written.has(name)) rmSync(join(directory, name));
};

const NEWLINE = new Uint8Array([0x0a]);

export const exportBundle = async (request: ExportRequest, scratch: Scratch): Promise<Exported> => {
  const { store, blobs, directory, scope, onProgress = () => undefined } = request;
  const survey = await surveyLedger(store, (n) => onProgress(n, undefined, "reading the ledger"));
  if (survey === undefined) return { is: "unsealed" };
  if (scope.kind === "range" && !(scope.from <= scope.to && scope.to < survey.size)) return { is: "outside" };
  const story = scope.kind === "story" ? await storyStreams(store, scope) : undefined;
  if (scope.kind === "story" && story === undefined) return { is: "unknown" };
  mkdirSync(directory, { recursive: true });
  // While files change there is no bundle.
  rmSync(join(directory, MANIFEST), { force: true });

  const { tree, read } = nodesOver(scratch.leaves);
  const files = eventFiles(directory);
  const other: Written[] = [];
  const missing: string[] = [];
  const told: { readonly index: number; readonly row: Recorded }[] = [];
  let before: readonly string[] = [];
  const isWanted = (index: number): boolean => {
    if (scope.kind === "range") return index >= scope.from && index <= scope.to;
    return scope.kind === "all" && (scope.isUnsealedToo || index < survey.size);
  };
  const last = scope.kind === "all" && scope.isUnsealedToo ? survey.events : survey.size;
  let index = 0;
  try {
    for await (const row of ledgerEvents(store)) {
      // Whoever writes meanwhile writes behind it.
      if (index >= last) break;
      if (scope.kind === "range" && index === scope.from) before = tree.frontier().roots.map(toBase64url);
      if (index < survey.size) tree.push(eventLeafHash(index, row.bytes));
      if (isWanted(index)) {
        files.write(row.bytes);
        await copyBlob(row);
      }
      if (story?.has(row.stream) === true) told.push({ index, row });
      index += 1;
      onProgress(index, last, "exporting");
    }
  } catch (fault) {
    files.abandon();
    throw fault;
  }
  const { count, written } = files.finish();

  async function copyBlob({ stream, type, bytes }: Recorded): Promise<void> {
    if (categoryOf(stream) !== "crl" || type !== "CrlPublished") return;
    const event = readEvent(bytes);
    if (!event.ok || event.value.type !== "CrlPublished") return;
    const { blob } = event.value.body;
    const there = await blobs.get(blob);
    if (there === undefined) missing.push(blob);
    else other.push(writeWhole(directory, blobPath(blob), there));
  }
  const put = (name: string, text: string): void => void other.push(writeWhole(directory, name, utf8(text)));

  put(CHECKPOINT, survey.checkpoint);
  if (request.since !== undefined) put(CHECKPOINT_SINCE, request.since);
  if (request.witnesses !== undefined && request.witnesses.length > 0)
    put(WITNESSES, request.witnesses.map((w) => `${w}\n`).join(""));
  // After the events: what was signed meanwhile is counted, and nothing is told that is not.
  const signatures = scope.kind === "all" ? await request.signatures?.() : undefined;
  if (signatures !== undefined) put(SIGNATURES, `${JSON.stringify(signatures, null, 1)}\n`);
  if (scope.kind === "range") {
    const consistency = (await consistencyPath(read, scope.to + 1, survey.size)).map(toBase64url);
    put(BEFORE, `${JSON.stringify({ roots: before, consistency } as Before, null, 1)}\n`);
  }
  if (scope.kind === "story") {
    const lines = told.map(async ({ index: at, row }) =>
      storyLine({ index: at, path: await inclusionPath(read, at, survey.size), envelope: row.bytes }),
    );
    put(STORY, (await Promise.all(lines)).map((line) => `${line}\n`).join(""));
  }
  const all = [...written, ...other];
  sweep(directory, new Set(all.map((w) => w.path)));
  const manifest = manifestOf(request, survey, scope.kind === "story" ? told.length : count, all);
  writeWhole(directory, MANIFEST, utf8(`${JSON.stringify(manifest, null, 1)}\n`));
  return { is: "exported", manifest, missing };
};

const manifestOf = (
  { scope, tool }: ExportRequest,
  { ledger, genesis, origin, key, size }: Survey,
  events: number,
  written: readonly Written[],
): Manifest => ({
  format: BUNDLE_FORMAT,
  kind: scope.kind,
  ledger,
  genesis,
  origin,
  key,
  first: scope.kind === "range" ? scope.from : 0,
  events,
  size,
  ...(scope.kind === "story" && { certificate: { issuer: scope.issuer, serial: scope.serial } }),
  tool,
  files: [...new Map(written.map((w) => [w.path, w])).values()].sort((a, b) => (a.path < b.path ? -1 : 1)) as never,
});
