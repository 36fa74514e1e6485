/** Which tree the ledger has today: its name in checkpoints, and the folder of its tiles. */
import { lastGap } from "../../governance/witness.ts";
import { ledgerOrigin } from "../../transparency/checkpoint.ts";
import type { Basis } from "../governance-reader.ts";

export type LedgerTree = {
  readonly origin: string;
  /** "" or, after a gap was accepted, the folder of the tree from then on. */
  readonly folder: string;
  /** SHA-256 of the founding event, base64url. */
  readonly genesis: string;
};

export const treeNow = ({ governance, digests }: Pick<Basis, "governance" | "digests">): LedgerTree => {
  const [genesis] = digests;
  if (genesis === undefined) throw new TypeError("governance without a founding");
  const gap = lastGap(governance);
  return { origin: ledgerOrigin(governance.ledger, genesis, gap), folder: gap === 0 ? "" : `gap-${gap}/`, genesis };
};
