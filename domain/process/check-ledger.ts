/**
 * Reads the whole ledger and says what is wrong with it, trusting nothing: chains, shapes, the signatures behind every
 * governance change and every approval, the certificates' own signatures, serials, CRL numbers, open intents.
 */
import type { EventStore } from "../ports/event-store.ts";
import { isLedgerStream } from "../transparency/leaf.ts";
import { type CheckOptions, type CheckReport, ledgerCheck } from "./check/core.ts";

export type Finding = {
  /** The event's number in the ledger, from 0. */
  readonly index: number;
  readonly stream: string;
  readonly revision: number;
  readonly what: string;
};

export type LedgerReport = CheckReport & { readonly findings: readonly Finding[] };

const BATCH = 512;

export const checkLedger = async (store: EventStore, options: CheckOptions = {}): Promise<LedgerReport> => {
  const check = ledgerCheck(options);
  const findings: Finding[] = [];
  let index = 0;
  for (let after: Parameters<EventStore["readAll"]>[0] = "start"; ; ) {
    const batch = await store.readAll(after, BATCH);
    const last = batch.at(-1);
    if (last === undefined) break;
    for (const { stream, revision, bytes } of batch) {
      if (!isLedgerStream(stream)) continue;
      const what = check.next({ index, stream, revision, bytes });
      if (what !== undefined) findings.push({ index, stream, revision, what });
      index += 1;
    }
    after = last.position;
  }
  return { ...check.report(), findings };
};
