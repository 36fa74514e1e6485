/** Who may know a larger tree than the ledger has: the signer, the witnesses, and what people kept. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readEvent } from "../../domain/catalogue.ts";
import type { FoundedGovernance } from "../../domain/governance/state.ts";
import type { Digest } from "../../domain/kernel/brand.ts";
import { fromUtf8, toBase64url } from "../../domain/kernel/bytes.ts";
import { fromMillis } from "../../domain/kernel/instant.ts";
import { keyStream, LEDGER } from "../../domain/kernel/stream.ts";
import { key as keyAggregate } from "../../domain/key/decider.ts";
import { pemBlocks } from "../../domain/pki/pem.ts";
import type { EventStore } from "../../domain/ports/event-store.ts";
import { SignerFault } from "../../domain/ports/signer.ts";
import { countedEvents, type KnownTree } from "../../domain/process/gap/find-gap.ts";
import { loadState } from "../../domain/process/ledger.ts";
import { askLast } from "../../domain/process/witness-checkpoint.ts";
import { parseCheckpoint } from "../../domain/transparency/checkpoint.ts";
import { cosignedAt } from "../../domain/transparency/cosignature.ts";
import { eventLeafHash } from "../../domain/transparency/leaf.ts";
import { nodeHash } from "../../domain/transparency/merkle.ts";
import {
  isSignedBy,
  type Note,
  type NoteKey,
  noteKeyOf,
  parseNote,
  parseVerifierKey,
} from "../../domain/transparency/note.ts";
import { consistencyPath, type ReadNode } from "../../domain/transparency/proof.ts";
import { readServerConfig, signerAddress } from "../../http/config.ts";
import { connectSigner } from "../signer-socket/client.ts";
import { readIdentity } from "../signer-socket/identity.ts";
import { witnessClient } from "../witness-http/client.ts";
import type { CliContext } from "./context.ts";
import { CliExit, EXIT } from "./exit.ts";

type Tell = (text: string) => void;

const TIMEOUT_MS = 5_000;

const unusable = (path: string, why: string): CliExit =>
  new CliExit(EXIT.usage, "cli.file-unusable", `${path}: ${why}`);

const bytesOf = (path: string): Uint8Array => {
  try {
    return new Uint8Array(readFileSync(path));
  } catch {
    throw unusable(path, "cannot be read");
  }
};

/** Every certificate and CRL in a file: PEM blocks, or one of them as DER. */
export const dersIn = (path: string): readonly Uint8Array[] => {
  const bytes = bytesOf(path);
  const text = fromUtf8(bytes);
  const blocks = text?.includes("-----BEGIN ") ? pemBlocks(text) : undefined;
  if (blocks === undefined) return [bytes];
  if (!blocks.ok) throw unusable(path, blocks.error.detail);
  const ours = blocks.value.filter(({ label }) => label === "CERTIFICATE" || label === "X509 CRL");
  return ours.flatMap(({ der }) => {
    const decoded = der();
    return decoded.ok ? [decoded.value] : [];
  });
};

/** A note as it is, or the member `checkpoint` of a JSON that holds one. */
const noteIn = (path: string): string => {
  const text = fromUtf8(bytesOf(path)) ?? "";
  if (!text.trimStart().startsWith("{")) return text;
  try {
    const { checkpoint } = JSON.parse(text) as { readonly checkpoint?: unknown };
    return typeof checkpoint === "string" ? checkpoint : "";
  } catch {
    return "";
  }
};

/** The keys that sealed this ledger, as far as it knows, under an origin. */
const sealingKeys = async (store: EventStore, origin: string): Promise<readonly NoteKey[]> => {
  const ids = new Set<string>();
  for (const { bytes } of await store.readStream(LEDGER)) {
    const event = readEvent(bytes);
    if (event.ok && event.value.type === "LedgerSealed") ids.add(event.value.body.key);
  }
  const keys = await Promise.all([...ids].map((id) => loadState(store, keyAggregate, keyStream(id))));
  return keys.flatMap((k) => (k.at === "generated" ? [noteKeyOf(origin, Buffer.from(k.spki, "base64url"))] : []));
};

/** When a witness of today's cosigned it, the first of them. */
const seenAt = (note: Note, { witnessing }: FoundedGovernance): KnownTree["seenAt"] => {
  const times = witnessing.witnesses.flatMap(({ vkey }) => {
    const key = parseVerifierKey(vkey);
    const time = key && cosignedAt(note, key);
    return time === undefined ? [] : [time];
  });
  return times.length === 0 ? null : fromMillis(Math.min(...times) * 1000);
};

/** What somebody kept. It counts when a key signed it that sealed this ledger, or one that is given. */
export const treeOfNote = async (
  store: EventStore,
  governance: FoundedGovernance,
  path: string,
  vkeys: readonly string[],
): Promise<KnownTree> => {
  const note = parseNote(noteIn(path));
  const checkpoint = note && parseCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) throw unusable(path, "is no checkpoint, and has none");
  const { origin, size, root } = checkpoint;
  const given = vkeys.map((text) => {
    const key = parseVerifierKey(text);
    if (key === undefined) throw new CliExit(EXIT.usage, "cli.no-log-key", "a --vkey is a verifier key, name+id+key");
    return key;
  });
  const keys = [...given.filter(({ name }) => name === origin), ...(await sealingKeys(store, origin))];
  if (!keys.some((key) => isSignedBy(note, key)))
    throw unusable(
      path,
      "no key signed it that sealed this ledger: give the one that did with --vkey, if you trust it",
    );
  return { by: path, origin, size, root: toBase64url(root) as Digest, seenAt: seenAt(note, governance) };
};

/** What the signer remembers. A ledger without one that answers is looked at all the same. */
export const treeOfSigner = async ({ home }: CliContext, tell: Tell): Promise<readonly KnownTree[]> => {
  const client = connectSigner({
    address: signerAddress(home, readServerConfig(home).signer.address),
    identity: () => readIdentity(join(home, "api")),
    timeoutMs: TIMEOUT_MS,
  });
  try {
    const remembered = await client.remembered();
    if (!remembered.ok) {
      tell(`the signer refuses to tell (${remembered.error.code}): ${remembered.error.detail}`);
      return [];
    }
    const { tree } = remembered.value;
    if (tree === null) return [];
    const { origin, size, root } = tree;
    return [{ by: "the signer", origin, size, root, seenAt: null }];
  } catch (error) {
    if (!(error instanceof SignerFault)) throw error;
    tell(`the signer was not asked (${error.code})`);
    return [];
  } finally {
    client.close();
  }
};

/** Proofs out of the store itself: tiles may be as old as the backup, or gone. */
const provingFrom = (store: EventStore) => {
  let leaves: Promise<readonly Uint8Array[]> | undefined;
  const read = async (): Promise<readonly Uint8Array[]> => {
    const hashes: Uint8Array[] = [];
    for await (const { bytes } of countedEvents(store)) hashes.push(eventLeafHash(hashes.length, bytes));
    return hashes;
  };
  return async (former: number, size: number): Promise<readonly Uint8Array[]> => {
    if (former === 0 || former === size) return [];
    leaves ??= read();
    const hashes = await leaves;
    const node: ReadNode = async (level, place) =>
      level === 0
        ? (hashes[place] as Uint8Array)
        : nodeHash(await node(level - 1, 2 * place), await node(level - 1, 2 * place + 1));
    return consistencyPath(node, former, size);
  };
};

/** What the witnesses say of the last seal that is there. They tell sizes and no roots. */
export const treesOfWitnesses = async (
  store: EventStore,
  { witnessing }: FoundedGovernance,
  tell: Tell,
): Promise<readonly KnownTree[]> => {
  if (witnessing.witnesses.length === 0) return [];
  const seals = (await store.readStream(LEDGER)).map(({ bytes }) => readEvent(bytes));
  const last = seals.findLast((e) => e.ok && e.value.type === "LedgerSealed");
  if (!last?.ok || last.value.type !== "LedgerSealed") {
    tell("no witness was asked: the ledger has no seal that could be shown to one");
    return [];
  }
  const { origin, note } = last.value.body;
  const asking = { client: witnessClient(), prove: provingFrom(store) };
  const { behind, silent } = await askLast(asking, witnessing.witnesses, note);
  for (const { witness, why } of silent) tell(`the witness ${witness} tells nothing (${why})`);
  return behind.map(({ witness, size }) => ({ by: `the witness ${witness}`, origin, size, root: null, seenAt: null }));
};
