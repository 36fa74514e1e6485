/** The writer's thread: collects what arrives while a transaction runs, and commits it with the next one. */
import { parentPort, workerData } from "node:worker_threads";
import { type Append, faultOutcome, type Outcome, SqliteWriter, type WriterOptions } from "./writer.ts";

export type ToWorker = { readonly number: number; readonly append: Append } | { readonly close: true };
export type FromWorker =
  | { readonly outcomes: readonly { readonly number: number; readonly outcome: Outcome }[] }
  | { readonly closed: true };
export type WorkerInput = WriterOptions & { readonly path: string };

const port = parentPort;
if (port === null) throw new TypeError("this file is a worker thread's");

const { path, ...options } = workerData as WorkerInput;
/** Opened with the first append, and again when another process held the file just then. */
let writer: SqliteWriter | undefined;
/** Appends of one transaction: enough to make a disk flush cheap, few enough to answer in milliseconds. */
const GROUP = 256;

let waiting: { readonly number: number; readonly append: Append }[] = [];
let isScheduled = false;

const commit = (appends: readonly Append[]): readonly Outcome[] => {
  try {
    writer ??= new SqliteWriter(path, options);
  } catch (error) {
    return appends.map(() => faultOutcome(error));
  }
  return writer.commit(appends);
};

const flush = (): void => {
  isScheduled = false;
  const group = waiting.slice(0, GROUP);
  waiting = waiting.slice(GROUP);
  const outcomes = commit(group.map((w) => w.append));
  port.postMessage({
    outcomes: group.map((w, i) => ({ number: w.number, outcome: outcomes[i] as Outcome })),
  } satisfies FromWorker);
  if (waiting.length > 0) schedule();
};

const schedule = (): void => {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(flush);
};

port.on("message", (message: ToWorker) => {
  if ("close" in message) {
    while (waiting.length > 0) flush();
    writer?.close();
    port.postMessage({ closed: true } satisfies FromWorker);
    port.close();
    return;
  }
  waiting.push(message);
  schedule();
});
