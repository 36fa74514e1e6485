/**
 * A seal that stands in the ledger, held against the sealer's own tree. Another sealer's is as good as one's own; one that
 * the key did not sign, or of another tree, was written by whoever may write to the store, and is no reason to wait.
 */
import { readEvent } from "../../catalogue.ts";
import { equalBytes, fromBase64url } from "../../kernel/bytes.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { checkpointText } from "../../transparency/checkpoint.ts";
import { isSignedBy, noteKeyOf, parseNote } from "../../transparency/note.ts";
import type { SealingKey } from "./sealing-key.ts";
import type { TreeWriter } from "./tree-writer.ts";

export type Seal = { readonly origin: string; readonly size: number; readonly root: string; readonly note: string };

/** undefined when the event is another one. */
export const sealIn = (bytes: Uint8Array): Seal | undefined => {
  const event = readEvent(bytes);
  return event.ok && event.value.type === "LedgerSealed" ? event.value.body : undefined;
};

const wrong = (detail: string, size: number) => refuse(refusal("signer.history-rewritten", detail, { size }));

/** Whether the ledger's key signed what the seal says. */
export const judgeSealNote = ({ origin, size, root, note: text }: Seal, key: SealingKey): Result<true> => {
  const note = parseNote(text);
  const hash = fromBase64url(root);
  if (hash === undefined || note?.text !== checkpointText({ origin, size, root: hash }))
    return wrong("a seal in the ledger bears a note that says something else", size);
  return isSignedBy(note, noteKeyOf(origin, key.spki))
    ? ok(true)
    : wrong("a seal in the ledger was not signed by the ledger's key", size);
};

/** `writer`: of a tree that has at least the events before the seal. */
export const judgeSeal = async (seal: Seal, key: SealingKey, writer: TreeWriter): Promise<Result<true>> => {
  const { size, root } = seal;
  if (size > writer.head().size) return wrong("a seal in the ledger is of more events than stand before it", size);
  const signed = judgeSealNote(seal, key);
  if (!signed.ok) return signed;
  return equalBytes(await writer.rootAt(size), fromBase64url(root) ?? new Uint8Array())
    ? ok(true)
    : wrong("a seal in the ledger is of other events than those that stand before it", size);
};
