/** Whoever hands a bundle over may have changed anything in it. Each change convicts, and says where. */
import { sign } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Asked, verifyBundleAt } from "../../adapters/bundle/verify.ts";
import { utf8 } from "../../domain/kernel/bytes.ts";
import type { Envelope } from "../../domain/kernel/envelope.ts";
import { checkpointText, parseCheckpoint } from "../../domain/transparency/checkpoint.ts";
import { eventLeafHash } from "../../domain/transparency/leaf.ts";
import { growing } from "../../domain/transparency/merkle.ts";
import { formatNote, noteKeyId, noteKeyOf, parseNote } from "../../domain/transparency/note.ts";
import { emptyDirectory, exportTo, makeSealedWorld, type SealedWorld } from "../support/bundle.ts";
import { makeSealingKey, type SealingKey } from "../support/sealed.ts";
import { eventsIn, linesIn, refit, relinked, writeLines, writeManifest } from "../support/tamper.ts";

let sealed: SealedWorld;
let events: readonly Envelope[];
let lines: readonly string[];
/** Index of the seal before the last checkpoint, and the size that it names. */
let firstSeal: number;
const home = emptyDirectory();
const dir = join(home, "tampered");

beforeAll(async () => {
  sealed = await makeSealedWorld();
  await exportTo(sealed.world, join(home, "sound"));
  events = eventsIn(join(home, "sound"));
  lines = linesIn(join(home, "sound"));
  firstSeal = events.findIndex((e) => e.type === "LedgerSealed");
  writeFileSync(join(home, "since.txt"), sealed.since);
});
afterAll(() => rmSync(home, { recursive: true }));

const at = (type: string): number => events.findIndex((e) => e.type === type);
const lastAt = (type: string): number => events.findLastIndex((e) => e.type === type);
const nextIn = (index: number): number => events.findIndex((e, i) => i > index && e.stream === events[index]?.stream);
const changed = <T>(list: readonly T[], index: number, value: T): readonly T[] => list.with(index, value);
const editing = (index: number): string =>
  (lines[index] ?? "").replace(/("digest":")(.)/, (_, a, b) => a + (b === "A" ? "B" : "A"));

/** A note over whatever these lines hash to, by this key. */
const noteOver = (all: readonly string[], key: SealingKey): string => {
  const origin = parseCheckpoint(parseNote(sealed.since)?.text ?? "")?.origin ?? "";
  const tree = growing();
  for (const [i, line] of all.entries()) tree.push(eventLeafHash(i, utf8(line)));
  const text = checkpointText({ origin, size: all.length, root: tree.root() });
  const signature = new Uint8Array(sign(null, utf8(text), key.privateKey));
  return formatNote({ text, signatures: [{ name: origin, id: noteKeyId(noteKeyOf(origin, key.spki)), signature }] });
};

const replaceNote = (note: string): void => {
  writeFileSync(join(dir, "checkpoint.txt"), note);
  refit(dir);
};

type Row = {
  readonly name: string;
  readonly does: () => void;
  /** Where it convicts; null for the whole. */
  readonly index: () => number | null;
  readonly what: string;
  readonly asked?: Partial<Asked>;
};

const TREE = "the sealed tree of";
const ROOT = "is not the sealed one";

const ROWS: readonly Row[] = [
  {
    name: "a byte of an event edited",
    does: () => writeLines(dir, changed(lines, at("IssuancePlanned"), editing(at("IssuancePlanned")))),
    index: () => nextIn(at("IssuancePlanned")),
    what: "a stream's chain is broken",
  },
  {
    name: "a byte of the last event of its stream edited",
    does: () => writeLines(dir, changed(lines, at("AuthorityCertified"), editing(at("AuthorityCertified")))),
    index: () => firstSeal,
    what: TREE,
  },
  {
    name: "a byte edited behind every seal inside",
    does: () => writeLines(dir, changed(lines, lastAt("CrlPublished"), editing(lastAt("CrlPublished")))),
    index: () => null,
    what: ROOT,
  },
  {
    name: "an event made to be no canonical JSON",
    does: () => writeLines(dir, changed(lines, 3, (lines[3] ?? "").replace(",", ", "))),
    index: () => 3,
    what: "not canonical",
  },
  {
    name: "an event deleted",
    does: () => writeLines(dir, lines.toSpliced(at("ApprovalGiven"), 1)),
    index: () => nextIn(at("ApprovalGiven")) - 1,
    what: "a stream has a gap",
  },
  {
    name: "a revocation deleted, and every link made to hold",
    does: () => writeLines(dir, relinked(events.toSpliced(at("CertificateRevoked"), 1))),
    // The root's list comes first, and was not touched.
    index: () => at("CrlPrepared") - 1 + 2,
    what: "the list is not what the revocations before it make",
  },
  {
    name: "an event inserted, and every link made to hold",
    does: () => {
      const i = at("RequestSubmitted");
      const more = { ...(events[i] as Envelope), stream: `request-${"0".repeat(32)}`, id: events[i]?.id ?? "" };
      writeLines(dir, relinked(events.toSpliced(i + 2, 0, more)));
    },
    index: () => firstSeal + 1,
    what: TREE,
  },
  {
    name: "two events swapped that know nothing of each other",
    does: () => {
      const i = events.findIndex((e, n) => n > 5 && n < firstSeal - 2 && e.stream !== events[n + 1]?.stream);
      writeLines(dir, changed(changed(lines, i, lines[i + 1] ?? ""), i + 1, lines[i] ?? ""));
    },
    index: () => firstSeal,
    what: TREE,
  },
  {
    name: "the order turned within a stream",
    does: () => {
      const i = at("RequestSubmitted");
      writeLines(dir, changed(changed(lines, i, lines[i + 1] ?? ""), i + 1, lines[i] ?? ""));
    },
    index: () => at("RequestSubmitted"),
    what: "a stream has a gap",
  },
  {
    name: "the tail cut off",
    does: () => writeLines(dir, lines.slice(0, -3)),
    index: () => null,
    what: "events are missing",
  },
  {
    name: "an event back-dated, and every link made to hold",
    does: () => {
      const i = at("CertificateIssued");
      writeLines(
        dir,
        relinked(changed(events, i, { ...(events[i] as Envelope), at: "2020-01-01T00:00:00.000Z" as never })),
      );
    },
    index: () => at("CertificateIssued"),
    what: "time runs backwards",
  },
  {
    name: "an approval cut out, and every link made to hold",
    does: () => writeLines(dir, relinked(events.toSpliced(at("ApprovalGiven"), 1))),
    index: () => at("RequestApproved") - 1,
    what: "approved without the signatures",
  },
  {
    name: "an event of the machines' housekeeping put in",
    does: () =>
      writeLines(dir, [
        ...lines.slice(0, 9),
        relinked([{ ...(events[9] as Envelope), stream: "ops-lease" }])[0] ?? "",
        ...lines.slice(9),
      ]),
    index: () => 9,
    what: "housekeeping",
  },
  {
    name: "a list replaced",
    does: () => {
      const [blob = ""] = readdirSync(join(dir, "blobs"));
      writeFileSync(join(dir, "blobs", blob), "another list");
      refit(dir);
    },
    index: () => events.findIndex((e) => e.body.blob === readdirSync(join(dir, "blobs"))[0]),
    what: "the bytes of list",
  },
  {
    name: "a list taken out",
    does: () => {
      rmSync(join(dir, "blobs", String(events[lastAt("CrlPublished")]?.body.blob)));
      refit(dir);
    },
    index: () => lastAt("CrlPublished"),
    what: "are missing",
  },
  {
    name: "a checkpoint of another key",
    does: () => replaceNote(noteOver(lines, makeSealingKey())),
    index: () => null,
    what: "not signed by the given key",
  },
  {
    name: "a checkpoint with another root",
    does: () => replaceNote(readFileSync(join(dir, "checkpoint.txt"), "utf8").replace(/\n(\d+)\n./, "\n$1\nA")),
    index: () => null,
    what: "not signed by the given key",
  },
  {
    name: "an older checkpoint, and what it sealed",
    does: () => {
      writeFileSync(join(dir, "checkpoint.txt"), noteOver(lines.slice(0, firstSeal - 5), sealed.key));
      writeLines(dir, lines.slice(0, firstSeal - 5));
    },
    index: () => null,
    what: "which are not all here",
    asked: { since: join(home, "since.txt") },
  },
  {
    name: "a file of events dropped",
    does: () => rmSync(join(dir, "events/000000.ndjson")),
    index: () => null,
    what: "events/000000.ndjson is missing",
  },
  {
    name: "a file put beside the others",
    does: () => writeFileSync(join(dir, "events/000001.ndjson"), ""),
    index: () => null,
    what: "events/000001.ndjson is not in the manifest",
  },
  {
    name: "a manifest that names another size",
    does: () => writeManifest(dir, () => ({ size: 3 })),
    index: () => null,
    what: "the manifest names a size of 3",
  },
  {
    name: "a manifest that names another file",
    does: () => writeManifest(dir, ({ files }) => ({ files: files.map((f) => ({ ...f, bytes: f.bytes + 1 })) })),
    index: () => null,
    what: "is not the file that the manifest names",
  },
  {
    name: "everything rewritten with the sealer's stolen key, but an honest witness",
    does: () => {
      writeFileSync(join(dir, "checkpoint.txt"), noteOver(lines.slice(0, firstSeal), sealed.key));
      writeLines(dir, lines.slice(0, firstSeal));
    },
    index: () => null,
    what: "seen by 0 of the given witnesses, not by 1",
    asked: { quorum: 1 },
  },
];

const verify = (asked: Partial<Asked> = {}) => {
  const witnesses = asked.quorum === undefined ? [] : [sealed.witnessKey];
  return verifyBundleAt(dir, { key: sealed.vkey, witnesses, ...asked });
};

test("untouched, it convicts nobody, whatever is asked for", () => {
  cpSync(join(home, "sound"), dir, { recursive: true });
  expect(verify({ quorum: 1, since: join(home, "since.txt"), statements: true }).faults).toEqual([]);
});

describe.for(ROWS)("$name", ({ does, index, what, asked }) => {
  test("convicts, and says where", () => {
    rmSync(dir, { recursive: true, force: true });
    cpSync(join(home, "sound"), dir, { recursive: true });
    does();
    const { isSound, faults } = verify(asked);
    expect(isSound).toBe(false);
    const wanted = { index: index(), what: expect.stringContaining(what) };
    expect(faults).toContainEqual(
      index() === null ? wanted : { ...wanted, stream: expect.any(String), revision: expect.any(Number) },
    );
    // Bytes alone tell, but where the change is in what they mean.
    const byBytes = verify({ ...asked, isStructureOnly: true }).isSound;
    expect(byBytes).toBe(what.startsWith("the bytes of list") || what === "are missing");
  });
});

test("what nobody can tell: cut off and sealed anew with the stolen key, for whoever asks no witness and kept nothing", () => {
  rmSync(dir, { recursive: true, force: true });
  cpSync(join(home, "sound"), dir, { recursive: true });
  writeFileSync(join(dir, "checkpoint.txt"), noteOver(lines.slice(0, firstSeal), sealed.key));
  writeLines(dir, lines.slice(0, firstSeal));
  for (const blob of readdirSync(join(dir, "blobs"))) rmSync(join(dir, "blobs", blob));
  refit(dir);
  expect(verify().isSound).toBe(true);
});
