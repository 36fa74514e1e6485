/** Keeps one signer process running beside the server: starts it, starts it again with growing pauses, ends it. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Log } from "../../domain/ports/log.ts";

export type Supervisor = { readonly stop: () => Promise<void>; readonly pid: () => number | undefined };

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 10_000;
const STEADY_MS = 5_000;

/** Variables a signer needs; nothing else of our environment reaches it, and no PIN ever does. */
const KEPT = ["PATH", "HOME", "LANG", "TZ", "LD_LIBRARY_PATH", "CARTULARY_STORE"] as const;

export const superviseSigner = (options: {
  readonly launcher: string;
  readonly arguments: readonly string[];
  readonly log: Log;
}): Supervisor => {
  const { launcher, log } = options;
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopping = false;
  let pause = FIRST_PAUSE_MS;
  const environment = Object.fromEntries(
    KEPT.flatMap((k) => (process.env[k] === undefined ? [] : [[k, process.env[k]]])),
  );

  const start = (): void => {
    const startedAt = Date.now();
    child = spawn(launcher, options.arguments, { stdio: ["ignore", "ignore", "inherit"], env: environment });
    child.on("error", (error) =>
      log.error({ code: (error as NodeJS.ErrnoException).code }, "the signer cannot be started"),
    );
    child.on("exit", (code, signal) => {
      child = undefined;
      if (isStopping) return;
      pause = Date.now() - startedAt > STEADY_MS ? FIRST_PAUSE_MS : Math.min(pause * 2, MAX_PAUSE_MS);
      log.warn({ code, signal, pauseMs: pause }, "the signer ended; it will be started again");
      timer = setTimeout(start, pause);
    });
  };
  start();
  // Whoever ends without stopping leaves no signer behind that nobody watches.
  process.once("exit", () => child?.kill("SIGTERM"));
  return {
    pid: () => child?.pid,
    stop: () => {
      isStopping = true;
      clearTimeout(timer);
      const running = child;
      if (running === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        running.once("exit", () => resolve());
        running.kill("SIGTERM");
      });
    },
  };
};
