/** The writer's thread: one message is one transaction, and its answer. */
import { parentPort, workerData } from "node:worker_threads";
import { type PackedAppends, packOutcomes, unpackAppends } from "./batch.ts";
import { type Append, faultOutcome, type Outcome, SqliteWriter, type WriterOptions } from "./writer.ts";

export type ToWorker = PackedAppends | { readonly close: true };
/** Outcomes in the order of the appends, or the word that the file is closed. */
export type FromWorker = Float64Array | "closed";
export type WorkerInput = WriterOptions & { readonly path: string };

const port = parentPort;
if (port === null) throw new TypeError("this file is a worker thread's");

const { path, ...options } = workerData as WorkerInput;
/** Opened with the first append, and again when another process held the file just then. */
let writer: SqliteWriter | undefined;

const commit = (appends: readonly Append[]): readonly Outcome[] => {
  try {
    writer ??= new SqliteWriter(path, options);
  } catch (error) {
    return appends.map(() => faultOutcome(error));
  }
  return writer.commit(appends);
};

port.on("message", (message: ToWorker) => {
  if ("close" in message) {
    writer?.close();
    port.postMessage("closed" satisfies FromWorker);
    port.close();
    return;
  }
  const answer = packOutcomes(commit(unpackAppends(message)));
  port.postMessage(answer satisfies FromWorker, [answer.buffer]);
});
