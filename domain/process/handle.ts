/**
 * The one way into the ledger: load → fold → decide → append.
 *
 * - A command that was carried out before returns the events it wrote then; the same id asking for something else is
 *   refused (`command.reused`).
 * - A command under a condition is refused when its stream ends elsewhere (`state.changed`), unless it was carried out before.
 * - The revision that was read is the revision that is expected; a conflict is answered by reading and deciding again.
 * - The clock that events bear must not have been moved, and must not be behind the stream (ClockFault).
 * - An append whose answer was lost is repeated byte for byte: the store acknowledges it once (EventStore, rule 3).
 */
import type { DomainEvent, LedgerEvent } from "../catalogue.ts";
import type { Access } from "../governance/entitlement.ts";
import type { Position } from "../kernel/brand.ts";
import { type Decider, fold } from "../kernel/decider.ts";
import { type Context, canonicalDigest, deriveUuid, type StreamEnd } from "../kernel/envelope.ts";
import { type Instant, secondsBetween } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { type Clock, ClockFault, MAX_SKEW_SECONDS, secondsMoved } from "../ports/clock.ts";
import {
  type Appended,
  type EventStore,
  type NewEvent,
  type Revision,
  RevisionConflict,
  StoreFault,
} from "../ports/event-store.ts";
import { envelop, type ReadStream, readStream } from "./ledger.ts";

export type Caller = {
  readonly actor: string;
  readonly authentication: string;
  /** The caller's condition: the revision at which the stream that the command goes to must end. */
  readonly ifRevision?: number;
  /** What this call may use of its actor's rights; absent: all of them. */
  readonly access?: Access;
};

/** One piece of work: who asks, under which id, for exactly what, and what led to it. */
export type Work = { readonly caller: Caller; readonly context: Context };

const unmet = (): Result<never> =>
  refuse(refusal("state.changed", "somebody changed it meanwhile: read it again, then decide"));

export type Written<S> = {
  /** What this command wrote, now or when it was first carried out. */
  readonly events: readonly LedgerEvent[];
  readonly state: S;
  readonly position: Position | undefined;
  readonly isRepeat: boolean;
  /** All that is known to stand there now: the next step of the same work on this stream need not read it again. */
  readonly stream: ReadStream;
};

export type LedgerPorts = { readonly store: EventStore; readonly clock: Clock };

const CONFLICT_ATTEMPTS = 8;
const AMBIGUOUS_ATTEMPTS = 4;

/** Starts a piece of work. `payload` is everything that was asked for, so that a repeat can be told from a reuse. */
export const newWork = (caller: Caller, commandId: string, payload: unknown, basis: number | null): Work => ({
  caller,
  context: {
    actor: caller.actor,
    authentication: caller.authentication,
    command: { id: commandId, digest: canonicalDigest(payload) },
    cause: null,
    correlation: commandId,
    basis,
  },
});

/**
 * The next step of the same work, on another stream. Its command id derives from the first, so a retry repeats it; its
 * digest names what the first asked for, so that the step of a reused id is told from a retry wherever it meets one.
 */
export const step = (work: Work, name: string, cause: string | null): Work => {
  const { id: parent, digest: of } = work.context.command;
  const command = { id: deriveUuid("step", parent, name), digest: canonicalDigest({ step: name, of }) };
  const { ifRevision: _, ...caller } = work.caller;
  return { caller, context: { ...work.context, command, cause } };
};

const appendSurely = async (
  store: EventStore,
  stream: string,
  expected: Revision,
  records: readonly NewEvent[],
): Promise<Appended> => {
  for (let left = AMBIGUOUS_ATTEMPTS; ; left--) {
    try {
      return await store.append(stream, expected, records);
    } catch (fault) {
      if (!(fault instanceof StoreFault && fault.code === "store.ambiguous") || left <= 1) throw fault;
    }
  }
};

/** The time that an event may bear after `end`. Throws ClockFault rather than write what the stream must wait for. */
const writingTime = (clock: Clock, end: StreamEnd | undefined): Instant => {
  const now = clock.now();
  if (secondsMoved(clock) !== 0) throw new ClockFault("clock.moved");
  if (end !== undefined && secondsBetween(now, end.at) > MAX_SKEW_SECONDS) throw new ClockFault("clock.behind");
  return now;
};

/**
 * `known`: the stream as this work read or wrote it last. It may have grown since: then the append conflicts, and it is
 * read. Nothing is refused on the strength of it.
 */
export const handle = async <S, C, E extends DomainEvent>(
  { store, clock }: LedgerPorts,
  aggregate: Decider<S, C, E>,
  stream: string,
  work: Work,
  command: C | ((state: S) => Promise<Result<C>>),
  known?: ReadStream,
): Promise<Result<Written<S>>> => {
  let last = known;
  for (let left = CONFLICT_ATTEMPTS; ; left--) {
    const isRead = last === undefined;
    const { events: history, end, position } = last ?? (await readStream(store, stream));
    last = undefined;
    const state = fold(aggregate, history as unknown as readonly E[]);
    const earlier = history.filter((e) => e.command.id === work.context.command.id);
    if (earlier.length > 0) {
      if (earlier.some((e) => e.command.digest !== work.context.command.digest))
        return refuse(refusal("command.reused", "this id was used for another command"));
      return ok({ events: earlier, state, position, isRepeat: true, stream: { events: history, end, position } });
    }
    const { ifRevision } = work.caller;
    if (ifRevision !== undefined && ifRevision !== end?.revision) {
      if (!isRead) continue;
      return unmet();
    }
    const asked =
      typeof command === "function" ? await (command as (state: S) => Promise<Result<C>>)(state) : ok(command);
    if (!asked.ok) return asked;
    const decision = aggregate.decide(asked.value, state);
    if (!isRead && !(decision.ok && decision.value.length > 0)) continue;
    if (!decision.ok) return decision;
    if (decision.value.length === 0)
      return ok({ events: [], state, position, isRepeat: true, stream: { events: history, end, position } });
    const now = writingTime(clock, end);
    const { events, records, end: newEnd } = envelop(stream, end, decision.value, work.context, now);
    try {
      const appended = await appendSurely(store, stream, end?.revision ?? "absent", records);
      const after = fold({ ...aggregate, initial: state }, decision.value);
      const grown = { events: [...history, ...events], end: newEnd, position: appended.position };
      return ok({ events, state: after, position: appended.position, isRepeat: false, stream: grown });
    } catch (fault) {
      if (!(fault instanceof RevisionConflict) || left <= 1) throw fault;
    }
  }
};
