/**
 * Reads the whole ledger and says what is wrong with it, trusting nothing: chains, shapes, the signatures behind every
 * governance change and every approval, the certificates' own signatures, serials, CRL numbers, open intents, seals, and what was announced of each CRL.
 */
import { readEvent } from "../catalogue.ts";
import { envelopeDigest } from "../kernel/envelope.ts";
import type { EventStore } from "../ports/event-store.ts";
import { isLedgerStream, leafHashOf } from "../transparency/leaf.ts";
import { type CheckOptions, type CheckReport, ledgerCheck } from "./check/core.ts";
import { crlCheck } from "./check/crls.ts";
import { laggingTree, memoryLeaves } from "./check/leaves.ts";
import { sealCheck } from "./check/seals.ts";

export type Finding = {
  /** The event's number in the ledger, from 0. */
  readonly index: number;
  readonly stream: string;
  readonly revision: number;
  readonly what: string;
};

export type LedgerReport = CheckReport & { readonly findings: readonly Finding[] };

const BATCH = 512;

/** The first event tells whose ledger it is. */
const foundingIn = (bytes: Uint8Array, genesis: string) => {
  const event = readEvent(bytes);
  return event.ok && event.value.type === "LedgerFounded"
    ? { ledger: event.value.body.founding.ledger, genesis }
    : undefined;
};

export const checkLedger = async (
  store: EventStore,
  options: Pick<CheckOptions, "statements" | "shelf"> = {},
): Promise<LedgerReport> => {
  const leaves = memoryLeaves();
  let founding: ReturnType<typeof foundingIn>;
  const seals = sealCheck({ tree: laggingTree(leaves), founding: () => founding });
  const check = ledgerCheck({ ...options, looks: [seals.look, crlCheck().look] });
  const findings: Finding[] = [];
  let index = 0;
  for (let after: Parameters<EventStore["readAll"]>[0] = "start"; ; ) {
    const batch = await store.readAll(after, BATCH);
    const last = batch.at(-1);
    if (last === undefined) break;
    for (const { stream, revision, bytes } of batch) {
      if (!isLedgerStream(stream)) continue;
      const digest = envelopeDigest(bytes);
      if (index === 0) founding = foundingIn(bytes, digest);
      leaves.push(leafHashOf(index, digest));
      const what = check.next({ index, at: { stream, revision }, bytes, digest });
      if (what !== undefined) findings.push({ index, stream, revision, what });
      index += 1;
    }
    after = last.position;
  }
  return { ...check.report(), findings };
};
