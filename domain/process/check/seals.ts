/**
 * Whether what the ledger says of its own seals is true: each names the root of the tree at its size, is signed by a key for
 * checkpoints, and is of more than the one before; and no certificate was issued whose intent was not sealed.
 */
import type { LedgerEvent } from "../../catalogue.ts";
import { lastGap, originParts } from "../../governance/witness.ts";
import { fromBase64url, toBase64url } from "../../kernel/bytes.ts";
import { keyStream } from "../../kernel/stream.ts";
import type { Key } from "../../key/state.ts";
import { checkpointText, ledgerOrigin } from "../../transparency/checkpoint.ts";
import { isSignedBy, noteKeyOf, parseNote } from "../../transparency/note.ts";
import type { Known } from "./core.ts";
import type { LaggingTree } from "./leaves.ts";

export type SealRules = {
  /** Grown by the seals, and by nothing else while they are judged. */
  readonly tree: LaggingTree;
  /** SubjectPublicKeyInfo of the key that is believed; without it only keys that the ledger itself tells of are. */
  readonly spki?: Uint8Array | undefined;
  /** Undefined where the founding is not at hand: of a part of a ledger. */
  readonly founding: () => { readonly ledger: string; readonly genesis: string } | undefined;
};

export type SealCheck = {
  readonly look: (event: LedgerEvent, index: number, known?: Known) => string | undefined;
  readonly report: () => { readonly seals: number };
};

type Sealed = Extract<LedgerEvent, { type: "LedgerSealed" }>["body"];

export const sealCheck = ({ tree, spki, founding }: SealRules): SealCheck => {
  let seals = 0;
  /** Size that was right last: between it and a wrong one something was changed. */
  let sound = 0;

  const keysOf = ({ key }: Sealed, known: Known | undefined): readonly Uint8Array[] => {
    const own = known?.stateOf(keyStream(key)) as Key | undefined;
    const told = own?.at === "generated" && own.purpose === "checkpoint" ? fromBase64url(own.spki) : undefined;
    return [spki, told].filter((k) => k !== undefined);
  };

  const wrongSignature = (seal: Sealed, known: Known | undefined): string | undefined => {
    const { origin, size, root, note: text } = seal;
    const note = parseNote(text);
    const bytes = fromBase64url(root);
    if (note === undefined || bytes === undefined || note.text !== checkpointText({ origin, size, root: bytes }))
      return "a seal whose note says something else";
    const keys = keysOf(seal, known);
    // A store alone has no key that is believed, and may tell of none.
    if (keys.length === 0 && spki === undefined) return undefined;
    return keys.some((k) => isSignedBy(note, noteKeyOf(origin, k))) ? undefined : "a seal that its key did not sign";
  };

  const wrongTree = ({ size, root }: Sealed, index: number): string | undefined => {
    if (size > index) return `a seal over ${size} events, of which it is one`;
    if (size <= tree.size()) return `a seal over ${size} events after one over ${tree.size()}`;
    tree.growTo(size);
    if (toBase64url(tree.root()) === root) {
      sound = size;
      return undefined;
    }
    return `the sealed tree of ${size} events is another: something was changed, inserted or removed from index ${sound} on and before ${size}`;
  };

  const wrongOrigin = ({ origin }: Sealed, known: Known | undefined): string | undefined => {
    const its = founding();
    const gap = originParts(origin)?.gap;
    const head = known?.bases.at(-1);
    const isOfGap = head?.at !== "founded" || lastGap(head) === gap;
    return its === undefined || (isOfGap && ledgerOrigin(its.ledger, its.genesis, gap) === origin)
      ? undefined
      : "a seal of another ledger";
  };

  /** No inclusion, no signature: since there are seals, what is signed was sealed before. */
  const wrongIssue = (stream: string, known: Known | undefined): string | undefined => {
    const entry = known?.entryOf(stream);
    return entry === undefined || seals === 0 || entry.first < tree.size() || entry.first < firstSeal
      ? undefined
      : "issued before its intent was sealed";
  };
  /** Index of the first seal: what was prepared before it could not be sealed. */
  let firstSeal = Number.POSITIVE_INFINITY;

  return {
    look: (event, index, known) => {
      if (event.type === "CertificateIssued") return wrongIssue(event.stream, known);
      if (event.type !== "LedgerSealed") return undefined;
      seals += 1;
      firstSeal = Math.min(firstSeal, index);
      return wrongTree(event.body, index) ?? wrongOrigin(event.body, known) ?? wrongSignature(event.body, known);
    },
    report: () => ({ seals }),
  };
};
