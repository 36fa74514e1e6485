/** Witnesses with keys of their own, and a gap, for tests. c2sp.org/tlog-cosignature */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { Change } from "../../domain/governance/change.ts";
import type { Witness } from "../../domain/governance/witness.ts";
import type { Digest } from "../../domain/kernel/brand.ts";

const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** The Ed25519 key whose seed is the SHA-256 of a name: the same in every run. */
const keyNamed = (name: string): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([PKCS8, createHash("sha256").update(name).digest()]),
    format: "der",
    type: "pkcs8",
  });

/** `type`: of the key in the note's sense; 4 is cosignature/v1. */
export const vkeyOf = (name: string, key: KeyObject, type = 4): string => {
  const typed = Buffer.concat([
    Buffer.from([type]),
    createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32),
  ]);
  const id = createHash("sha256").update(`${name}\n`).update(typed).digest("hex").slice(0, 8);
  return `${name}+${id}+${typed.toString("base64")}`;
};

export type TestWitness = { readonly key: KeyObject; readonly witness: Witness };

export const witnessOf = (name: string, url = "https://witness.example/w1"): TestWitness => {
  const key = keyNamed(name);
  return { key, witness: { vkey: vkeyOf(name, key), url } };
};

export type GapWish = Omit<Extract<Change, { type: "AcceptGap" }>, "type">;

/** A gap of 60 events in a ledger of this name. */
export const gapOf = (ledger: string, after = 0): GapWish => ({
  known: {
    origin: `${ledger}/${"ab".repeat(32)}${after === 0 ? "" : `/gap-${after}`}`,
    size: 100,
    root: "K".repeat(42).concat("A") as Digest,
  },
  kept: { size: 40, root: "L".repeat(42).concat("A") as Digest },
  reason: "the store was restored from the backup of the night before",
});
