/**
 * Whoever administers the store rewrites it, on copies of a real file, its triggers dropped. For each attack: what whoever
 * reads the ledger says, and where. `test/slow/ledger-rewritten.test.ts` starts the sealer over them.
 *
 * Where nobody can know, a test says so: that is what witnesses and kept checkpoints are for.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tileReader } from "../../domain/process/seal/tree-writer.ts";
import { parseCheckpoint } from "../../domain/transparency/checkpoint.ts";
import { parseNote } from "../../domain/transparency/note.ts";
import { consistencyPath } from "../../domain/transparency/proof.ts";
import { nodesFrom } from "../../domain/transparency/tile.ts";
import { judgeSubmitted } from "../../domain/transparency/witness.ts";
import { makeRewritable, type Rewritable, rowsOf } from "../support/rewritten.ts";
import { grown, REWRITINGS, sealedAnew } from "./rewritings.ts";

let it: Rewritable;
let anew: Awaited<ReturnType<typeof sealedAnew>>;
beforeAll(async () => {
  it = await makeRewritable();
  anew = await sealedAnew(it);
});
afterAll(() => it.close());

test("nothing is said of a ledger that nobody touched", async () => {
  expect(await it.read(it.copy())).toEqual({ check: undefined, bundle: undefined, since: undefined });
});

test.for(REWRITINGS)("$name", async ({ make, read }) => {
  const said = await it.read(await make(it));
  for (const who of ["check", "bundle", "since"] as const)
    if (read[who] === "silent") expect({ [who]: said[who] }).toEqual({ [who]: undefined });
    else expect(said[who]).toMatch(read[who]);
});

test("a revocation list is replaced in the blob store", async () => {
  const { blobs } = it.world.ports;
  const replaced = {
    ...blobs,
    get: async (...given: Parameters<typeof blobs.get>) => (await blobs.get(...given))?.with(40, 0xff),
  };
  const said = await it.read(it.copy(), replaced);
  expect(said).toEqual({ check: undefined, bundle: expect.stringMatching(/list|blob|CRL/), since: said.bundle });
});

const submittedOf = (text: string) => {
  const note = parseNote(text);
  const checkpoint = note && parseCheckpoint(note.text);
  return note && checkpoint ? { note, checkpoint } : expect.fail("no checkpoint");
};

describe("an honest witness", () => {
  test("does not cosign what was rewritten, though the stolen key signed it", async () => {
    const known = submittedOf(it.since).checkpoint;
    const smaller = submittedOf(anew.note);
    expect(judgeSubmitted({ old: known.size, proof: [], ...smaller }, [it.noteKey], known).is).toBe("inconsistent");
    expect(judgeSubmitted({ old: smaller.checkpoint.size, proof: [], ...smaller }, [it.noteKey], known)).toEqual({
      is: "conflict",
      size: known.size,
      isFork: false,
    });
    // Grown past what the witness knows, with whatever proof the true tree gives.
    const larger = submittedOf(await it.sealStolen(await grown(it, it.copy(anew.file), it.events.length)));
    expect(larger.checkpoint.size).toBeGreaterThan(known.size);
    const nodes = nodesFrom(tileReader(it.tiles, ""), known.size);
    const proof = await consistencyPath(nodes, Math.floor(known.size / 2), known.size);
    expect(judgeSubmitted({ old: known.size, proof, ...larger }, [it.noteKey], known).is).toBe("inconsistent");
  });
});

describe("is not detected", () => {
  test("by anybody who has the ledger and the key alone: a whole rewrite with the stolen key", async () => {
    expect(await it.read(anew.file)).toMatchObject({ check: undefined, bundle: undefined, since: expect.any(String) });
  });

  test("what is done to the unsealed tail, as long as it is chained", async () => {
    const file = await grown(it, it.copy(), 3);
    expect(await it.read(file)).toEqual({ check: undefined, bundle: undefined, since: undefined });
    const rows = rowsOf(file);
    rows.cut(it.events.length);
    rows.close();
    await grown(it, file, 1);
    expect(await it.read(file)).toEqual({ check: undefined, bundle: undefined, since: undefined });
  });

  test("the loss of everything after a checkpoint, by who has no later one", async () => {
    expect(await it.read(it.copy(it.backup))).toMatchObject({ check: undefined, bundle: undefined });
  });
});
