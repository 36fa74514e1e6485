/**
 * The one queue of appends. Each append goes on until its outcome is known or its time is over: a broken call, a new
 * leader or a silent server puts what was under way in doubt, and each append in doubt looks for itself whether it
 * stands, and is said again, under the same ids at the same revision, if it does not.
 */
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { type Appended, type NewEvent, RevisionConflict, StoreFault } from "../../domain/ports/event-store.ts";
import type { Answer, Append, BatchAppender } from "./batch-appender.ts";
import { contentId, type Seen } from "./event.ts";
import { toPosition } from "./position.ts";
import type { Reader } from "./reader.ts";
import { within } from "./session.ts";

export type Times = {
  /** For one append: waiting for its turn (half of it at most), all its tries, and looking what became of them. */
  readonly appendMs: number;
  /** For one try, and for one look. */
  readonly attemptMs: number;
};

const WINDOW = 256;
const FIRST_PAUSE_MS = 20;
const MAX_PAUSE_MS = 500;

type Reads = Pick<Reader, "look">;

const endOf = ({ expected, events }: Append): number => (expected === "absent" ? -1 : expected) + events.length;

const isSame = (seen: Seen, event: NewEvent | undefined): boolean =>
  event !== undefined && seen.contentId === contentId(event) && Buffer.compare(seen.bytes, event.bytes) === 0;

const unavailable = (): StoreFault => new StoreFault("store.unavailable");

export class Writer {
  readonly #appender: BatchAppender;
  readonly #reads: Reads;
  readonly #times: Times;
  readonly #queue: (() => void)[] = [];
  #underWay = 0;
  #idle: (() => void) | undefined;

  constructor(appender: BatchAppender, reads: Reads, times: Times) {
    this.#appender = appender;
    this.#reads = reads;
    this.#times = times;
  }

  /** `outer` is the stream's name at the server. Ends after `appendMs`, whatever happens. */
  async append(append: Append, outer: string): Promise<Appended> {
    const { appendMs } = this.#times;
    const end = performance.now() + appendMs;
    await this.#turn(appendMs / 2);
    try {
      return await this.#insist(append, outer, end);
    } finally {
      this.#done();
    }
  }

  /** Resolves when nothing is under way any more; every append ends by its own time. */
  async drained(): Promise<void> {
    if (this.#underWay === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
  }

  /** Throws `store.unavailable` when its turn does not come in time; nothing was said then. */
  async #turn(ms: number): Promise<void> {
    if (this.#underWay < WINDOW) {
      this.#underWay += 1;
      return;
    }
    let mine = (): void => undefined;
    const turn = new Promise<void>((resolve) => {
      mine = resolve;
    });
    this.#queue.push(mine);
    try {
      await within(turn, ms, unavailable);
    } catch (fault) {
      const at = this.#queue.indexOf(mine);
      if (at >= 0) this.#queue.splice(at, 1);
      else this.#done();
      throw fault;
    }
  }

  /** Hands the place on, to the one that waits longest. */
  #done(): void {
    const next = this.#queue.shift();
    if (next !== undefined) {
      next();
      return;
    }
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#idle?.();
  }

  async #insist(append: Append, outer: string, end: number): Promise<Appended> {
    const said = { ...append, stream: outer };
    const { attemptMs } = this.#times;
    const left = (): number => Math.max(1, end - performance.now());
    let isInDoubt = false;
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, MAX_PAUSE_MS)) {
      // Half of what is left at most: a try that gets no answer must leave time to look what became of it.
      const answer = await this.#appender.append(said, Math.min(attemptMs, left() / 2));
      const done = outcomeOf(append, answer);
      if (done !== undefined) return done;
      isInDoubt ||= answer.is === "failed" && answer.failure === "unknown";
      const found = isInDoubt ? await this.#look(append, Math.min(attemptMs, left())) : undefined;
      if (found !== undefined) return found;
      if (performance.now() + wait >= end) {
        // Not once in all that time: perhaps this node will never lead again.
        if (answer.is === "failed") answer.leave?.();
        throw new StoreFault(isInDoubt ? "store.ambiguous" : "store.unavailable");
      }
      await pause(wait);
    }
  }

  /** Whether the events stand where they were to stand. Undefined: nothing stands there, or nobody can say. */
  async #look(append: Append, ms: number): Promise<Appended | undefined> {
    const { stream, expected, events } = append;
    const from = expected === "absent" ? 0 : expected + 1;
    let there: readonly Seen[];
    try {
      there = await this.#reads.look(stream, from, events.length, ms);
    } catch {
      return undefined;
    }
    const last = there.at(-1);
    if (last === undefined) return undefined;
    if (there.length !== events.length || !there.every((seen, i) => isSame(seen, events[i])))
      throw new RevisionConflict(stream, expected);
    return { revision: last.revision, position: last.position };
  }
}

/** Undefined when it is not known, or not yet. */
const outcomeOf = (append: Append, answer: Answer): Appended | undefined => {
  switch (answer.is) {
    case "appended":
      // Only a stream that was deleted and begun again answers with another revision.
      if (answer.revision !== endOf(append)) throw new StoreFault("store.corrupt", { cause: "a stream was deleted" });
      return { revision: answer.revision, position: toPosition(answer.commit, answer.prepare) };
    case "conflict":
      throw new RevisionConflict(append.stream, append.expected);
    case "failed":
      switch (answer.failure) {
        case "denied":
          throw new StoreFault("store.denied");
        case "rejected":
          throw new StoreFault("store.rejected");
        case "deleted":
          throw new StoreFault("store.corrupt", { cause: "a stream was deleted" });
        default:
          return undefined;
      }
  }
};
