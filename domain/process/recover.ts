/**
 * What a crash, or a module that was away, left half done: every open intent is finished or closed. Runs when the server
 * starts and at short intervals; harmless beside itself and beside others.
 */
import { crl as crlAggregate } from "../crl/decider.ts";
import { secondsBetween } from "../kernel/instant.ts";
import { crlStream } from "../kernel/stream.ts";
import { SignerFault } from "../ports/signer.ts";
import { issue, type Outcome } from "./issue.ts";
import { loadState } from "./ledger.ts";
import type { Ports } from "./ports.ts";
import { publishCrl } from "./publish-crl.ts";

export type Recovery = {
  readonly fulfilled: number;
  readonly failed: number;
  readonly pending: number;
  readonly crls: number;
  /** Codes of what could not be done now. */
  readonly faults: readonly string[];
};

const SHARD = 0;

/** Due at half of its life, at once when an intent was left open or something was revoked since. */
const crlIsDue = async (ports: Ports, key: string): Promise<boolean> => {
  const state = await loadState(ports.store, crlAggregate, crlStream(key, SHARD));
  const { published, open } = state;
  if (published === null || open !== null) return true;
  const now = ports.clock.now();
  const life = secondsBetween(published.thisUpdate, published.nextUpdate);
  if (secondsBetween(published.thisUpdate, now) > life / 2) return true;
  return ports.queries.revokedEntries(key, SHARD).applied !== published.applied;
};

export const recover = async (ports: Ports): Promise<Recovery> => {
  const counts: Record<Outcome["outcome"], number> = { fulfilled: 0, failed: 0, pending: 0 };
  const faults: string[] = [];
  let crls = 0;
  for (const id of ports.queries.approvedRequests()) {
    try {
      const result = await issue(ports, id);
      if (result.ok) counts[result.value.outcome]++;
      else faults.push(result.error.code);
    } catch (fault) {
      if (!(fault instanceof SignerFault)) throw fault;
      faults.push(fault.code);
    }
  }
  for (const authority of ports.queries.authorities().filter((a) => a.state === "active")) {
    try {
      if (!(await crlIsDue(ports, authority.key))) continue;
      const published = await publishCrl(ports, authority, SHARD);
      if (published.ok) crls++;
      else faults.push(published.error.code);
    } catch (fault) {
      if (!(fault instanceof SignerFault)) throw fault;
      faults.push(fault.code);
    }
  }
  return { ...counts, crls, faults };
};
