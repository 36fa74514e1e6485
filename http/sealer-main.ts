/**
 * A process that seals the ledger and does nothing else. It has the store, read models of its own, the folder of tiles and the
 * way to the signer; several may stand by beside each other.
 */
import type { Log } from "../domain/ports/log.ts";
import { keepFollowing } from "./background.ts";
import { compose } from "./compose.ts";
import type { ServerConfig } from "./config.ts";

/** Runs until `stop`. */
export const runSealerAlone = async (
  config: ServerConfig,
  log: Log,
): Promise<{ readonly stop: () => Promise<void> }> => {
  // Read models of its own: two processes do not write one file.
  const composed = await compose({ ...config, sealing: { ...config.sealing, runs: true } }, log, "read-sealer");
  const stopping = new AbortController();
  await composed.runner.catchUp();
  const following = keepFollowing(composed, log, stopping.signal);
  const sealing = composed.sealing.keep(composed.ports, composed.troubles, stopping.signal);
  log.info({ home: config.home }, "sealing");
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([following, sealing]);
      await composed.close();
      await composed.watching.tracer.close();
      log.info({}, "stopped");
    },
  };
};
