/**
 * What a crash, or a module that was away, left half done: every open intent is finished or closed. Runs when the server
 * starts and at short intervals; harmless beside itself and beside others.
 *
 * Each piece is tried by itself. What cannot be done, for whatever reason, is told and keeps nothing else waiting: one
 * request that nobody can read must not end the lists of every authority. Only a store that is away ends the pass.
 */
import { crl as crlAggregate } from "../crl/decider.ts";
import type { Order } from "../governance/order.ts";
import { deriveUuid } from "../kernel/envelope.ts";
import { codeOf } from "../kernel/fault-code.ts";
import { secondsBetween } from "../kernel/instant.ts";
import { ok, type Result } from "../kernel/result.ts";
import { crlStream, keyStream } from "../kernel/stream.ts";
import { StoreFault } from "../ports/event-store.ts";
import type { AuthorityRow } from "../ports/queries.ts";
import { carryOutOrder, isCarriedOut } from "./carry-out-order.ts";
import { makeKey } from "./generate-key.ts";
import { newWork, type Work } from "./handle.ts";
import { issue } from "./issue.ts";
import { loadState, readStream } from "./ledger.ts";
import type { Ports } from "./ports.ts";
import { publishCrl } from "./publish-crl.ts";
import { PATIENCE_SECONDS, resumeAuthority } from "./renew-request.ts";

export type Recovery = {
  readonly fulfilled: number;
  readonly failed: number;
  readonly pending: number;
  /** Authorities whose certificate was requested. */
  readonly requested: number;
  readonly keys: number;
  readonly crls: number;
  /** Orders of the officers that had stopped half-way. */
  readonly orders: number;
  /** Codes of what could not be done now. */
  readonly faults: readonly string[];
};

type Done = Exclude<keyof Recovery, "faults">;

const SHARD = 0;
const SYSTEM = { actor: "system:recovery", authentication: "process" } as const;

/** Due at half of its life, at once when an intent was left open or something was revoked since. */
const crlIsDue = async (ports: Ports, key: string): Promise<boolean> => {
  const state = await loadState(ports.store, crlAggregate, crlStream(key, SHARD));
  const { published, open } = state;
  if (published === null || open !== null) return true;
  const now = ports.clock.now();
  const life = secondsBetween(published.thisUpdate, published.nextUpdate);
  if (secondsBetween(published.thisUpdate, now) > life / 2) return true;
  return ports.queries.revocationsApplied(key, SHARD) !== published.applied;
};

const publishDue = async (ports: Ports, authority: AuthorityRow): Promise<Result<Done | undefined>> => {
  if (!(await crlIsDue(ports, authority.key))) return ok(undefined);
  const published = await publishCrl(ports, authority, SHARD);
  return published.ok ? ok("crls") : published;
};

const finishRequest = async (ports: Ports, id: string): Promise<Result<Done>> => {
  const result = await issue(ports, id);
  return result.ok ? ok(result.value.outcome) : result;
};

const finishAuthority = async (ports: Ports, id: string): Promise<Result<Done | undefined>> => {
  const resumed = await resumeAuthority(ports, id);
  return resumed.ok ? ok(resumed.value ? "requested" : undefined) : resumed;
};

/** A key that was planned is made, also when nobody asks for it any more: whoever repeats the command finds it. */
const finishKey = async (ports: Ports, id: string): Promise<Result<Done | undefined>> => {
  const { events } = await readStream(ports.store, keyStream(id));
  const [planned, ...since] = events;
  if (planned === undefined || since.length > 0) return ok(undefined);
  const work = newWork(SYSTEM, deriveUuid("recover-key", id), { key: id }, planned.basis);
  const resumed: Work = { ...work, context: { ...work.context, correlation: planned.correlation } };
  const made = await makeKey(ports, resumed, id);
  return made.ok ? ok("keys") : made;
};

const finishOrder = async (ports: Ports, order: Order, finished: Set<string>): Promise<Result<Done | undefined>> => {
  if (finished.has(order.id)) return ok(undefined);
  const wasDone = await isCarriedOut(ports, order);
  const done = wasDone ? ok(undefined) : await carryOutOrder(ports, SYSTEM, order);
  if (!done.ok) return done;
  finished.add(order.id);
  return ok(wasDone ? undefined : "orders");
};

/** `finished`: orders that were seen to be done; a revocation is for ever, so nobody needs to look again. */
export const recover = async (ports: Ports, finished = new Set<string>()): Promise<Recovery> => {
  const counts: Record<Done, number> = {
    fulfilled: 0,
    failed: 0,
    pending: 0,
    requested: 0,
    keys: 0,
    crls: 0,
    orders: 0,
  };
  const faults: string[] = [];
  const attempt = async (work: () => Promise<Result<Done | undefined>>): Promise<void> => {
    try {
      const done = await work();
      if (!done.ok) faults.push(done.error.code);
      else if (done.value !== undefined) counts[done.value]++;
    } catch (error) {
      if (error instanceof StoreFault && error.retryable) throw error;
      faults.push(codeOf(error));
    }
  };
  const { queries, clock } = ports;
  for (const id of queries.approvedRequests()) await attempt(() => finishRequest(ports, id));
  const basis = await ports.governance();
  if (basis.ok)
    for (const order of basis.value.governance.orders.values())
      await attempt(() => finishOrder(ports, order, finished));
  const authorities = queries.authorities();
  for (const authority of authorities)
    if (authority.state === "active") await attempt(() => publishDue(ports, authority));
    else await attempt(() => finishAuthority(ports, authority.id));
  for (const { id, at } of queries.plannedKeys())
    if (secondsBetween(at, clock.now()) >= PATIENCE_SECONDS) await attempt(() => finishKey(ports, id));
  return { ...counts, faults };
};
