/** The signer's own count of its signatures, in a bundle: it convicts whoever signed past the ledger. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verdictLines } from "../../../adapters/bundle/verdict-text.ts";
import { verifyBundleAt } from "../../../adapters/bundle/verify.ts";
import { reconcileSignatures } from "../../../domain/process/reconcile-signatures.ts";
import type { SignatureCounts } from "../../../domain/transparency/signature-counts.ts";
import { emptyDirectory, exportTo, makeSealedWorld, type SealedWorld } from "../../support/bundle.ts";

let sealed: SealedWorld;
let counts: SignatureCounts;
const home = emptyDirectory();
beforeAll(async () => {
  sealed = await makeSealedWorld();
  const { store, signer, clock } = sealed.world;
  counts = await reconcileSignatures(store, signer, clock);
});
afterAll(() => rmSync(home, { recursive: true }));

let made = 0;
const verdictOf = async (bent: unknown) => {
  const directory = join(home, String(++made));
  await exportTo(sealed.world, directory, undefined, undefined, async () => bent as SignatureCounts);
  return verifyBundleAt(directory, { key: sealed.vkey });
};
const withKeys = (change: (key: SignatureCounts["keys"][number]) => Partial<SignatureCounts["keys"][number]>) => ({
  ...counts,
  keys: counts.keys.map((key) => ({ ...key, ...change(key) })),
});

test("as many as there are: sound, and told", async () => {
  const verdict = await verdictOf(counts);
  expect(verdict.faults).toEqual([]);
  // The two seals of this world, the last of them outside of the bundle, were made by a key that its signer does not have.
  expect(verdict.signatures).toMatchObject({ unexplained: 0, missing: 2 });
  const text = verdictLines(verdict, sealed.vkey).join("\n");
  expect(text).toContain("none that the ledger did not announce");
  expect(text).toContain("they are not in this signer's journal");
});

test.for<readonly [string, () => unknown, RegExp]>([
  [
    "one that the ledger did not announce",
    () => withKeys(({ purpose }) => (purpose === "certificate" ? { unexplained: 1 } : {})),
    /signatures that the ledger did not announce/,
  ],
  [
    "fewer than certificates stand in the ledger",
    () => withKeys(({ purpose }) => (purpose === "certificate" ? { signed: 0, recorded: 0 } : {})),
    /\(certificate\) stand in the ledger, and 0 were counted/,
  ],
  [
    "fewer than lists",
    () => withKeys(({ purpose }) => (purpose === "crl" ? { signed: 0, recorded: 0 } : {})),
    /\(crl\) stand in the ledger, and 0 were counted/,
  ],
  ["no seal counted", () => withKeys(() => ({ missing: 0 })), /\(checkpoint\) stand in the ledger, and 0 were counted/],
  ["another form", () => ({ ...counts, v: 2 }), /have not their form/],
])("%s: not sound", async ([, bent, says]) => {
  const verdict = await verdictOf(bent());
  expect(verdict.isSound).toBe(false);
  expect(verdict.faults.map((f) => f.what).join("\n")).toMatch(says);
});

test("a bundle without counts says so", async () => {
  const directory = join(home, "none");
  await exportTo(sealed.world, directory);
  const verdict = verifyBundleAt(directory, { key: sealed.vkey });
  expect(verdict.isSound).toBe(true);
  expect(verdictLines(verdict, sealed.vkey).join("\n")).toContain("the bundle has no counts");
});
