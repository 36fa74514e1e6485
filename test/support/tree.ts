/** The tree over a store, and what a sealer asks the signer for, without a sealer. */
import { randomUUID } from "node:crypto";
import type { Digest } from "../../domain/kernel/brand.ts";
import { fromBase64url, toBase64url } from "../../domain/kernel/bytes.ts";
import { expectOk, ok, type Result } from "../../domain/kernel/result.ts";
import { certificateStream, GOVERNANCE, requestStream } from "../../domain/kernel/stream.ts";
import type { EventStore } from "../../domain/ports/event-store.ts";
import { type Signed, type Signer, SignerFault } from "../../domain/ports/signer.ts";
import { makeKey, planKey } from "../../domain/process/generate-key.ts";
import { newWork } from "../../domain/process/handle.ts";
import { issue } from "../../domain/process/issue.ts";
import type { SealProof } from "../../domain/transparency/gate.ts";
import { eventLeafHash, isLedgerStream } from "../../domain/transparency/leaf.ts";
import { growing } from "../../domain/transparency/merkle.ts";
import { formatNote, noteKeyId, noteKeyOf } from "../../domain/transparency/note.ts";
import { consistencyPath, inclusionPath, type ReadNode } from "../../domain/transparency/proof.ts";
import { loadRequest, OPERATOR, type World } from "./world.ts";

export const digests = (path: readonly Uint8Array[]): Digest[] => path.map((p) => toBase64url(p) as Digest);

/** A key of purpose checkpoint, made as the ledger makes keys. */
export const makeCheckpointKey = async (world: Pick<World, "ports">): Promise<string> => {
  const key = randomUUID().replaceAll("-", "");
  const work = newWork(OPERATOR, randomUUID(), { key }, null);
  const wanted = { algorithm: "ed25519", purpose: "checkpoint", authority: null } as const;
  expectOk(await planKey(world.ports, work, key, async () => ok(wanted)));
  expectOk(await makeKey(world.ports, work, key));
  return key;
};

export type Tree = {
  readonly size: number;
  readonly root: (size?: number) => Digest;
  readonly consistency: (former: number, size?: number) => Promise<Digest[]>;
  /** Index of a stream's event: its last, or of a revision. */
  readonly indexOf: (stream: string, revision?: number) => number;
  readonly inclusion: (index: number, size?: number) => Promise<{ index: number; path: Digest[] }>;
};

/** The tree over all that stands in a store now. */
export const treeOver = async (store: EventStore): Promise<Tree> => {
  const rows = (await store.readAll("start", 1_000_000)).filter((r) => isLedgerStream(r.stream));
  const nodes = new Map<string, Uint8Array>();
  const tree = growing(undefined, (level, place, hash) => nodes.set(`${level}/${place}`, hash));
  const roots = [tree.root()];
  for (const [index, { bytes }] of rows.entries()) {
    tree.push(eventLeafHash(index, bytes));
    roots.push(tree.root());
  }
  const read: ReadNode = async (level, place) => {
    const node = nodes.get(`${level}/${place}`);
    if (node === undefined) throw new TypeError("no such node");
    return node;
  };
  const all = rows.length;
  return {
    size: all,
    root: (size = all) => toBase64url(roots[size] as Uint8Array) as Digest,
    consistency: async (former, size = all) => digests(await consistencyPath(read, former, size)),
    indexOf: (stream, revision) =>
      rows.findLastIndex((r) => r.stream === stream && (revision ?? r.revision) === r.revision),
    inclusion: async (index, size = all) => ({ index, path: digests(await inclusionPath(read, index, size)) }),
  };
};

/** Asks for a checkpoint over a store as it stands; proven from what the signer remembers, or from another size. */
export const askCheckpoint = async (
  signer: Signer,
  store: EventStore,
  key: string,
  { at, from }: { readonly at?: number; readonly from?: number } = {},
): Promise<Result<Signed>> => {
  const tree = await treeOver(store);
  const { next, tree: known } = expectOk(await signer.remembered());
  const size = at ?? tree.size;
  const former = from ?? next?.size ?? 0;
  const consistency = former <= size ? await tree.consistency(former, size) : [];
  const origin = next?.origin ?? known?.origin ?? "";
  return signer.signCheckpoint({ key, origin, size, root: tree.root(size), consistency });
};

/** The checkpoint's note, signed by the key that the module has. */
export const noteOf = async (
  world: Pick<World, "module">,
  key: string,
  { signed, signature }: Signed,
): Promise<string> => {
  const { spki } = (await world.module.find(key)) ?? { spki: new Uint8Array() };
  const text = Buffer.from(signed, "base64url").toString("utf8");
  const name = text.split("\n")[0] ?? "";
  const own = { name, id: noteKeyId(noteKeyOf(name, spki)), signature: fromBase64url(signature) ?? new Uint8Array() };
  return formatNote({ text, signatures: [own] });
};

export type Asked = Parameters<Signer["signCertificate"]>[0];

/** Carries an approved request as far as its signature, and gives what the signer would be asked for. */
export const prepareOnly = async (world: Pick<World, "ports">, id: string): Promise<Asked> => {
  const asked: Asked[] = [];
  const signer: Signer = {
    ...world.ports.signer,
    signCertificate: async (request) => {
      asked.push(request);
      throw new SignerFault("module.unavailable", true);
    },
  };
  expectOk(await issue({ ...world.ports, signer }, id));
  const [first] = asked;
  if (first === undefined) throw new TypeError("nothing was asked for");
  const { seal: _, ...rest } = first;
  return rest;
};

/** Where the three events stand that a certificate's signature rests on. */
export const restsOn = async (world: Pick<World, "store">, id: string, tree: Tree): Promise<readonly number[]> => {
  const { plan } = await loadRequest(world, id);
  return [
    tree.indexOf(GOVERNANCE),
    tree.indexOf(requestStream(id)),
    tree.indexOf(certificateStream(plan.issuer, plan.serial), 0),
  ];
};

/** All of the proof, over the store as it stands. `note` is of the tree of `size`. */
export const sealOf = async (
  world: Pick<World, "store">,
  id: string,
  checkpoint: string,
  { size, from }: { readonly size?: number; readonly from?: number } = {},
): Promise<SealProof> => {
  const tree = await treeOver(world.store);
  const indexes = await restsOn(world, id, tree);
  const at = size ?? tree.size;
  const inclusions = await Promise.all(indexes.map((index) => tree.inclusion(index, at)));
  const consistency = from === undefined ? [] : await tree.consistency(Math.min(from, at), Math.max(from, at));
  return { checkpoint, consistency, inclusions };
};
