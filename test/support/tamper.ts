/** What whoever holds a bundle can do to its files, the manifest made to fit again: only what was signed is out of reach. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { utf8 } from "../../domain/kernel/bytes.ts";
import { canonicalText } from "../../domain/kernel/canonical-json.ts";
import { type Envelope, envelopeDigest } from "../../domain/kernel/envelope.ts";

const EVENTS = "events/000000.ndjson";

export const linesIn = (directory: string): readonly string[] =>
  readFileSync(join(directory, EVENTS), "utf8").split("\n").slice(0, -1);

export const eventsIn = (directory: string): readonly Envelope[] =>
  linesIn(directory).map((line) => JSON.parse(line) as Envelope);

type Manifest = { events: number; files: { path: string; sha256: string; bytes: number }[] };

export const writeManifest = (directory: string, change: (m: Manifest) => unknown): void => {
  const path = join(directory, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
  writeFileSync(path, JSON.stringify({ ...manifest, ...(change(manifest) as object) }));
};

/** As an exporter would have written it over these files. */
export const refit = (directory: string): void => {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && e.name !== "manifest.json")
    .map((e) => {
      const path = join(e.parentPath, e.name);
      const bytes = readFileSync(path);
      const sha256 = createHash("sha256").update(bytes).digest("base64url");
      return { path: path.slice(directory.length + 1), sha256, bytes: bytes.length };
    });
  const size = Number(readFileSync(join(directory, "checkpoint.txt"), "utf8").split("\n")[1]);
  writeManifest(directory, () => ({ events: linesIn(directory).length, size, files }));
};

export const writeLines = (directory: string, lines: readonly string[]): void => {
  writeFileSync(join(directory, EVENTS), lines.map((line) => `${line}\n`).join(""));
  refit(directory);
};

/** Every stream's links made to hold again, as somebody with time would. */
export const relinked = (events: readonly Envelope[]): readonly string[] => {
  const ends = new Map<string, { revision: number; digest: string }>();
  return events.map((e) => {
    const end = ends.get(e.stream);
    const revision = end === undefined ? 0 : end.revision + 1;
    const line = canonicalText({ ...e, revision, prev: end?.digest ?? null });
    ends.set(e.stream, { revision, digest: envelopeDigest(utf8(line)) });
    return line;
  });
};
