/**
 * Go's `golang.org/x/mod/sumdb`, which shares no code with this project, reads what the sealer and the prover made of a real
 * ledger: notes, tiles, inclusion and consistency; and this project reads a note that Go signed.
 */
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openFileTileStore } from "../../adapters/files/tile-store.ts";
import { readEvent } from "../../domain/catalogue.ts";
import { fromBase64url, toBase64 } from "../../domain/kernel/bytes.ts";
import { envelopeDigest } from "../../domain/kernel/envelope.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { key as keyAggregate } from "../../domain/key/decider.ts";
import { loadState } from "../../domain/process/ledger.ts";
import { sealingKeyId } from "../../domain/process/seal/sealing-key.ts";
import { submitRequest } from "../../domain/process/submit-request.ts";
import { checkpointText } from "../../domain/transparency/checkpoint.ts";
import { isLedgerStream, leafBytes } from "../../domain/transparency/leaf.ts";
import {
  formatVerifierKey,
  isSignedBy,
  noteKeyOf,
  parseNote,
  parseVerifierKey,
} from "../../domain/transparency/note.ts";
import { makeCsr } from "../support/csr.ts";
import { withSealing } from "../support/sealing.ts";
import { approveAndIssue, makeWorld, WEB, withHierarchy } from "../support/world.ts";

type Path = readonly string[];
type Shown = {
  readonly vkey: string;
  readonly notes: readonly string[];
  readonly leaves: readonly string[];
  readonly inclusions: readonly { readonly size: number; readonly index: number; readonly path: Path }[];
  readonly consistencies: readonly { readonly former: number; readonly size: number; readonly path: Path }[];
  readonly tiles?: string;
  readonly text?: string;
  readonly name?: string;
};
type Answer = {
  readonly Notes: readonly string[] | null;
  readonly Roots: readonly string[] | null;
  readonly Tiles: readonly string[] | null;
  readonly Inclusions: readonly string[] | null;
  readonly Consistencies: readonly string[] | null;
  readonly SignedVkey: string;
  readonly Signed: string;
};

const folder = mkdtempSync(join(tmpdir(), "cartulary-go-"));
const program = join(folder, "checker");
const tiles = join(folder, "tiles");
let shown: Shown;

/** What Go says of each thing. Throws with its words when it cannot begin. */
const ask = (given: Shown): Answer =>
  JSON.parse(
    execFileSync(program, { input: JSON.stringify(given), encoding: "utf8", maxBuffer: 1 << 26, stdio: "pipe" }),
  ) as Answer;

const base64 = (path: readonly string[]): Path => path.map((h) => toBase64(fromBase64url(h) ?? new Uint8Array()));

/** Some certificates' worth of events, sealed as they come. */
const made = async (): Promise<Shown> => {
  const world = await withHierarchy(await makeWorld());
  const pace = { intervalMs: 20, events: 12, urgentMs: 5 };
  const sealing = withSealing(world, { tiles: openFileTileStore({ directory: tiles }), pace });
  const one = async (): Promise<void> => {
    const wanted = { authority: "web-ca", profile: "tls-server" as const, csr: await makeCsr(), note: null };
    const { id } = expectOk(await submitRequest(sealing.ports, WEB, randomUUID(), wanted));
    expectOk(await approveAndIssue({ ...world, ports: sealing.ports }, id));
  };
  for (let i = 0; i < 10; i++) await Promise.all([one(), one(), one(), one()]);
  await sealing.settled();
  expectOk(await sealing.stop());
  const { prover } = sealing.ports;
  const events = (await world.store.readAll("start", 100_000)).filter((e) => isLedgerStream(e.stream));
  const seals = events.flatMap(({ bytes }) => {
    const event = expectOk(readEvent(bytes));
    return event.type === "LedgerSealed" ? [event.body] : [];
  });
  const genesis = envelopeDigest(events[0]?.bytes ?? new Uint8Array());
  const key = await loadState(world.store, keyAggregate, `key-${sealingKeyId(genesis)}`);
  const spki = key.at === "generated" ? fromBase64url(key.spki) : undefined;
  const [first, last] = [seals[0], seals.at(-1)];
  if (first === undefined || last === undefined || spki === undefined) throw new TypeError("nothing was sealed");
  const sizes = seals.map((s) => s.size);
  return {
    vkey: formatVerifierKey(noteKeyOf(first.origin, spki)),
    notes: seals.map((s) => s.note),
    leaves: events.map(({ bytes }, index) => Buffer.from(leafBytes(index, envelopeDigest(bytes))).toString("utf8")),
    inclusions: await Promise.all(
      sizes.flatMap((size) =>
        Array.from({ length: 25 }, async (_, i) => {
          const index = Math.floor((i * size) / 25);
          return { size, index, path: base64((await prover.inclusion(index, size)).path) };
        }),
      ),
    ),
    consistencies: await Promise.all(
      sizes.flatMap((size) =>
        sizes
          .filter((former) => former <= size)
          .map(async (former) => ({ former, size, path: base64(await prover.consistency(former, size)) })),
      ),
    ),
    tiles,
  };
};

beforeAll(async () => {
  execFileSync("go", ["build", "-o", program, "main.go"], {
    cwd: new URL("../support/go/", import.meta.url),
    // Debian's packages, and nothing from anywhere else.
    env: {
      ...process.env,
      GO111MODULE: "off",
      GOPATH: "/usr/share/gocode",
      GOPROXY: "off",
      GOFLAGS: "",
      CGO_ENABLED: "0",
      GOCACHE: join(folder, "cache"),
    },
  });
  shown = await made();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const allWell = (answers: readonly string[] | null, count: number): void => {
  expect(answers).toEqual(Array.from({ length: count }, () => ""));
};

test("Go opens every note, has the same roots, reads every tile, and finds every proof right", () => {
  const { notes, inclusions, consistencies, leaves } = shown;
  expect(leaves.length).toBeGreaterThan(300);
  expect(notes.length).toBeGreaterThan(3);
  const answer = ask(shown);
  allWell(answer.Notes, notes.length);
  allWell(answer.Roots, notes.length);
  allWell(answer.Tiles, notes.length);
  allWell(answer.Inclusions, inclusions.length);
  allWell(answer.Consistencies, consistencies.length);
});

/** A path with its last hash bent. */
const bent = (path: Path): Path => [...path.slice(0, -1), toBase64(new Uint8Array(32))];

test("Go refuses what is bent: a note, a leaf, a proof, a tile's tree, another key", () => {
  const [note, ...others] = [...shown.notes].reverse();
  const before = Number(others[0]?.split("\n")[1]);
  const inclusion = shown.inclusions.find((p) => p.size === before && p.index > 9);
  const consistency = shown.consistencies.find((c) => c.path.length > 1);
  if (note === undefined || inclusion === undefined || consistency === undefined) throw new TypeError("too few");
  const [origin, size, ...rest] = note.split("\n");
  const altered = [origin, String(Number(size) - 1), ...rest].join("\n");
  const answer = ask({
    ...shown,
    notes: [altered, ...others],
    inclusions: [{ ...inclusion, path: bent(inclusion.path) }],
    consistencies: [{ ...consistency, path: bent(consistency.path) }],
  });
  expect(answer.Notes?.[0]).toMatch(/invalid signature/);
  expect(answer.Inclusions?.[0]).toMatch(/invalid|proof/);
  expect(answer.Consistencies?.[0]).toMatch(/invalid|proof/);
  const leaves = shown.leaves.with(3, shown.leaves[4] ?? "");
  const changed = ask({ ...shown, leaves });
  expect(changed.Roots?.every((r) => r === "another root")).toBe(true);
  expect(changed.Tiles?.every((r) => r === "another leaf in a tile")).toBe(true);
  const shifted = shown.inclusions.filter((p) => p.index > 0).map((p) => ({ ...p, index: p.index - 1 }));
  expect(ask({ ...shown, inclusions: shifted }).Inclusions?.every((r) => r !== "")).toBe(true);
  const vkey = shown.vkey.replace(/\+[0-9a-f]{8}\+/, "+00000000+");
  expect(() => ask({ ...shown, vkey })).toThrow(/invalid verifier hash/);
});

test("a note that Go signed is read and verified here, and not when it is bent", () => {
  const text = checkpointText({ origin: "elsewhere.example/log", size: 7, root: new Uint8Array(32).fill(9) });
  const { SignedVkey, Signed } = ask({ ...shown, text, name: "elsewhere.example/log" });
  const key = parseVerifierKey(SignedVkey);
  const note = parseNote(Signed);
  if (key === undefined || note === undefined) throw new TypeError("Go's key or note is not understood");
  expect(note.text).toBe(text);
  expect(formatVerifierKey(key)).toBe(SignedVkey);
  expect(isSignedBy(note, key)).toBe(true);
  expect(isSignedBy({ ...note, text: text.replace("7", "8") }, key)).toBe(false);
});
