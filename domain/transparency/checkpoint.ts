/** The head of the tree: whose it is, how many leaves, which root. c2sp.org/tlog-checkpoint */
import type { Digest } from "../kernel/brand.ts";
import { fromBase64, fromBase64url, toBase64, toHex } from "../kernel/bytes.ts";
import { HASH_BYTES } from "./merkle.ts";
import { isNoteName, parseNote } from "./note.ts";

export type TreeHead = { readonly size: number; readonly root: Uint8Array };
export type Checkpoint = TreeHead & { readonly origin: string };

/** The text that is signed. Cartulary writes no extension lines. */
export const checkpointText = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${toBase64(root)}\n`;

/** Reads the text of a checkpoint; undefined when it is none. Extension lines are somebody else's, and allowed. */
export const parseCheckpoint = (text: string): Checkpoint | undefined => {
  const [origin, sizeText, rootText, ...rest] = text.split("\n");
  if (origin === undefined || !isNoteName(origin) || !text.endsWith("\n") || rest.length === 0) return undefined;
  if (sizeText === undefined || !/^(?:0|[1-9][0-9]{0,15})$/.test(sizeText)) return undefined;
  const size = Number(sizeText);
  const root = rootText === undefined || /\s/.test(rootText) ? undefined : fromBase64(rootText);
  if (!Number.isSafeInteger(size) || root?.length !== HASH_BYTES) return undefined;
  if (rest.slice(0, -1).some((line) => line === "")) return undefined;
  return { origin, size, root };
};

/** How many events a signed checkpoint seals; 0 when it is none. */
export const checkpointSize = (note: string | undefined): number =>
  parseCheckpoint((note === undefined ? undefined : parseNote(note))?.text ?? "")?.size ?? 0;

/**
 * The name under which a ledger's trees are known: its own, and the digest of its founding event, so that whoever pins the
 * key pins the founding. After a gap that the officers accepted (ADR 24) it is another tree, and has another name.
 * `genesis`: base64url.
 */
export const ledgerOrigin = (ledger: string, genesis: Digest | string, gaps = 0): string => {
  const digest = fromBase64url(genesis);
  if (digest?.length !== HASH_BYTES) throw new TypeError("a founding event's digest has 32 octets");
  return `${ledger}/${toHex(digest)}${gaps === 0 ? "" : `/gap-${gaps}`}`;
};
