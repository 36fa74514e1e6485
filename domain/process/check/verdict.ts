/** What a verifier says. */
import type { Status } from "../../certificate/state.ts";
import type { Instant } from "../../kernel/instant.ts";
import type { StatementsReport } from "../check-statements.ts";
import type { SignaturesReport } from "./signatures.ts";

/** `index`: the event's number in the ledger; null when the whole is meant. */
export type Fault = {
  readonly index: number | null;
  readonly stream?: string;
  readonly revision?: number;
  readonly what: string;
};

export type StatusCounts = Readonly<Record<"prepared" | "abandoned" | Status["is"], number>>;

export type Verdict = {
  readonly isSound: boolean;
  /** What is wrong, as far as `MAX_FAULTS`; `faultCount` counts all. */
  readonly faults: readonly Fault[];
  readonly faultCount: number;
  readonly kind: "all" | "range" | "story";
  /** Whether every rule was applied, or only what bytes show. */
  readonly depth: "full" | "structure";
  /** Undefined when nothing was signed by the key that was given. */
  readonly checkpoint?: {
    readonly origin: string;
    readonly size: number;
    readonly root: string;
    readonly witnesses: readonly { readonly name: string; readonly at: Instant }[];
  };
  readonly first: number;
  readonly events: number;
  /** Events after the checkpoint: chained, but sealed by nothing. */
  readonly unsealed: number;
  readonly streams: number;
  readonly seals: number;
  readonly since?: { readonly size: number };
  readonly certificates?: number;
  readonly statuses?: StatusCounts;
  readonly crls?: { readonly derived: number; readonly signed: number };
  readonly statements?: StatementsReport;
  /** The signer's own count, where the bundle has it. */
  readonly signatures?: SignaturesReport;
};

export const MAX_FAULTS = 1_000;

/** Keeps the first of what is wrong, and counts the rest: a broken ledger must not fill the memory. */
export const faultList = () => {
  const faults: Fault[] = [];
  let count = 0;
  return {
    add: (fault: Fault): void => {
      count += 1;
      if (faults.length < MAX_FAULTS) faults.push(fault);
    },
    report: () => ({ isSound: count === 0, faults, faultCount: count }),
  };
};
