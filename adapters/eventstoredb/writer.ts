/**
 * The one queue of appends. Each append goes on until its outcome is known or its time is over: a broken call, a new
 * leader or a silent server puts what was under way in doubt, and each append in doubt looks for itself whether it
 * stands, and is said again, under the same ids at the same revision, if it does not.
 */
import { setTimeout as pause } from "node:timers/promises";
import { type Appended, type NewEvent, RevisionConflict, StoreFault } from "../../domain/ports/event-store.ts";
import type { Answer, Append, BatchAppender } from "./batch-appender.ts";
import { contentId, type Seen } from "./event.ts";
import { toPosition } from "./position.ts";

export type Times = {
  /** For one append, all its tries together. */
  readonly appendMs: number;
  /** For one try. */
  readonly attemptMs: number;
};

const WINDOW = 256;
const FIRST_PAUSE_MS = 20;
const MAX_PAUSE_MS = 500;

type Reads = { readonly stream: (stream: string, from: number, limit: number) => Promise<readonly Seen[]> };

const endOf = ({ expected, events }: Append): number => (expected === "absent" ? -1 : expected) + events.length;

const isSame = (seen: Seen, event: NewEvent | undefined): boolean =>
  event !== undefined && seen.contentId === contentId(event) && Buffer.compare(seen.bytes, event.bytes) === 0;

export class Writer {
  readonly #appender: BatchAppender;
  readonly #reads: Reads;
  readonly #times: Times;
  readonly #reconnect: () => Promise<void>;
  readonly #queue: (() => void)[] = [];
  #underWay = 0;

  constructor(appender: BatchAppender, reads: Reads, reconnect: () => Promise<void>, times: Times) {
    this.#appender = appender;
    this.#reads = reads;
    this.#reconnect = reconnect;
    this.#times = times;
  }

  /** `outer` is the stream's name at the server. */
  async append(append: Append, outer: string): Promise<Appended> {
    await this.#turn();
    try {
      return await this.#insist(append, outer);
    } finally {
      this.#underWay -= 1;
      this.#queue.shift()?.();
      if (this.#underWay === 0) this.#idle?.();
    }
  }

  #idle: (() => void) | undefined;

  /** Resolves when nothing is under way any more; every append ends by its own time. */
  async drained(): Promise<void> {
    if (this.#underWay === 0) return;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
  }

  async #turn(): Promise<void> {
    this.#underWay += 1;
    if (this.#underWay <= WINDOW) return;
    await new Promise<void>((resolve) => this.#queue.push(resolve));
  }

  async #insist(append: Append, outer: string): Promise<Appended> {
    const end = Date.now() + this.#times.appendMs;
    const said = { ...append, stream: outer };
    let isInDoubt = false;
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, MAX_PAUSE_MS)) {
      const ms = Math.max(1, Math.min(this.#times.attemptMs, end - Date.now()));
      const answer = await this.#appender.append(said, ms);
      const done = outcomeOf(append, answer);
      if (done !== undefined) return done;
      isInDoubt ||= answer.is === "failed" && answer.failure === "unknown";
      const found = isInDoubt ? await this.#look(append) : undefined;
      if (found !== undefined) return found;
      if (Date.now() + wait >= end) throw new StoreFault(isInDoubt ? "store.ambiguous" : "store.unavailable");
      await pause(wait);
      if (wait > FIRST_PAUSE_MS) await this.#reconnect().catch(() => undefined);
    }
  }

  /** Whether the events stand where they were to stand. Undefined: nothing stands there, or nobody can say. */
  async #look(append: Append): Promise<Appended | undefined> {
    const { stream, expected, events } = append;
    const from = expected === "absent" ? 0 : expected + 1;
    let there: readonly Seen[];
    try {
      there = await this.#reads.stream(stream, from, events.length);
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
