import { EXIT } from "./exit.ts";

/** Waits for SIGTERM or SIGINT, then stops in good order; a second signal ends at once. */
export const untilStopped = (stop: () => Promise<void>): Promise<void> =>
  new Promise((resolve, reject) => {
    let isStopping = false;
    const onSignal = (): void => {
      if (isStopping) process.exit(EXIT.unavailable);
      isStopping = true;
      stop().then(resolve, reject);
    };
    process.on("SIGTERM", onSignal);
    process.on("SIGINT", onSignal);
  });
