/**
 * The calling thread's side of the writer's: collects what arrives while a transaction runs and sends it with the next
 * one, so that the disk is flushed once for all of it. Starts a new thread when the old one died.
 */
import { Worker } from "node:worker_threads";
import type { Position } from "../../domain/kernel/brand.ts";
import { type Appended, RevisionConflict, StoreFault } from "../../domain/ports/event-store.ts";
import { outcomeAt, packAppends } from "./batch.ts";
import type { FromWorker, WorkerInput } from "./worker.ts";
import type { Append, Outcome } from "./writer.ts";

/** Appends of one transaction: enough to make a disk flush cheap, few enough to answer in milliseconds. */
const GROUP = 256;

export const toPosition = (n: number): Position => n.toString(16).padStart(16, "0") as Position;

type Waiting = {
  readonly append: Append;
  readonly resolve: (a: Appended) => void;
  readonly reject: (e: unknown) => void;
};

const settle = ({ append, resolve, reject }: Waiting, outcome: Outcome): void => {
  switch (outcome.is) {
    case "appended":
      resolve({ revision: outcome.revision, position: toPosition(outcome.position) });
      return;
    case "conflict":
      reject(new RevisionConflict(append.stream, append.expected));
      return;
    case "fault":
      reject(new StoreFault(outcome.code));
  }
};

export class WriterThread {
  readonly #input: WorkerInput;
  readonly #onCommit: (appends: number) => void;
  #worker: Worker | undefined;
  #waiting: Waiting[] = [];
  #underWay: readonly Waiting[] = [];
  #isScheduled = false;
  #idle: (() => void) | undefined;
  #closed: (() => void) | undefined;

  constructor(input: WorkerInput, onCommit: (appends: number) => void) {
    this.#input = input;
    this.#onCommit = onCommit;
  }

  append(append: Append): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ append, resolve, reject });
      this.#schedule();
    });
  }

  /** Answers what was accepted, then closes the file. */
  async close(): Promise<void> {
    if (this.#waiting.length > 0 || this.#underWay.length > 0)
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    const worker = this.#worker;
    if (worker === undefined) return;
    await new Promise<void>((resolve) => {
      this.#closed = resolve;
      worker.postMessage({ close: true });
    });
    await worker.terminate();
  }

  /** After the callers that are ready now have all said what they want. */
  #schedule(): void {
    if (this.#isScheduled || this.#underWay.length > 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#send();
    });
  }

  #send(): void {
    this.#underWay = this.#waiting.slice(0, GROUP);
    this.#waiting = this.#waiting.slice(GROUP);
    const packed = packAppends(this.#underWay.map((w) => w.append));
    this.#worker ??= this.#start();
    this.#worker.postMessage(packed, [packed.bytes.buffer]);
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: this.#input });
    worker.on("message", (message: FromWorker) => {
      if (message === "closed") this.#closed?.();
      else this.#settle(message);
    });
    worker.on("error", (error) => this.#lose(worker, error));
    worker.on("exit", () => this.#lose(worker, undefined));
    return worker;
  }

  #done(): readonly Waiting[] {
    const done = this.#underWay;
    this.#underWay = [];
    if (this.#waiting.length > 0) this.#schedule();
    else this.#idle?.();
    return done;
  }

  #settle(outcomes: Float64Array): void {
    const done = this.#done();
    this.#onCommit(done.length);
    for (const [i, waiting] of done.entries()) settle(waiting, outcomeAt(outcomes, i));
  }

  /** The thread is gone: what was under way may or may not be on disk. What waited goes to the next thread. */
  #lose(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#done()) reject(new StoreFault("store.ambiguous", { cause: error }));
    this.#closed?.();
  }
}
