/** A log with its tree and key and nothing else: what witnesses are asked about. */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { utf8 } from "../../domain/kernel/bytes.ts";
import { checkpointText } from "../../domain/transparency/checkpoint.ts";
import { growing, leafHash, nodeHash } from "../../domain/transparency/merkle.ts";
import { formatNote, formatVerifierKey, type NoteKey, noteKeyId, noteKeyOf } from "../../domain/transparency/note.ts";
import { consistencyPath, type ReadNode } from "../../domain/transparency/proof.ts";

export type TestLog = {
  readonly origin: string;
  readonly key: NoteKey;
  readonly vkey: string;
  readonly push: (...leaves: readonly string[]) => void;
  readonly size: () => number;
  /** A signed checkpoint of the first `size` leaves, or of all. */
  readonly checkpoint: (size?: number) => string;
  readonly prove: (former: number, size: number) => Promise<readonly Uint8Array[]>;
  /** The same key over a history of its own, which is this one's until `size`. */
  readonly fork: (size?: number) => TestLog;
  /** The same tree under the same name and key, signed by another. */
  readonly forgedBy: (other: KeyObject) => TestLog;
};

const range = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, i) => `leaf ${from + i}`);

const logOf = (origin: string, hashes: Uint8Array[], key: NoteKey, by: KeyObject): TestLog => {
  const node: ReadNode = async (level, place) =>
    level === 0
      ? (hashes[place] as Uint8Array)
      : nodeHash(await node(level - 1, 2 * place), await node(level - 1, 2 * place + 1));
  return {
    origin,
    key,
    vkey: formatVerifierKey(key),
    push: (...leaves) => {
      for (const leaf of leaves) hashes.push(leafHash(utf8(leaf)));
    },
    size: () => hashes.length,
    checkpoint: (size = hashes.length) => {
      const tree = growing();
      for (const hash of hashes.slice(0, size)) tree.push(hash);
      const text = checkpointText({ origin, size, root: tree.root() });
      const signature = new Uint8Array(sign(null, utf8(text), by));
      return formatNote({ text, signatures: [{ name: origin, id: noteKeyId(key), signature }] });
    },
    prove: (former, size) => consistencyPath(node, former, size),
    fork: (size = hashes.length) => logOf(origin, hashes.slice(0, size), key, by),
    forgedBy: (other) => logOf(origin, [...hashes], key, other),
  };
};

/** With `size` leaves. */
export const makeLog = (origin: string, size: number): TestLog => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const spki = new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
  const log = logOf(origin, [], noteKeyOf(origin, spki), privateKey);
  log.push(...range(0, size));
  return log;
};
