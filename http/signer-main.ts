/** The signer process: hardened, then the PIN, then the module, then its door. docs/signer.md */

import { join } from "node:path";
import { assertHardened } from "../adapters/process-guard/guard.ts";
import { readIdentity } from "../adapters/signer-socket/identity.ts";
import { listenSigner } from "../adapters/signer-socket/server.ts";
import type { Log } from "../domain/ports/log.ts";
import { signingService } from "../domain/process/signing/service.ts";
import { composeSigner } from "./compose-signer.ts";
import { type SignerConfig, signerAddress } from "./config.ts";

/** Resolves when it listens. Throws before anything is opened when the process could leak what it will hold. */
export const runSigner = async (config: SignerConfig, log: Log): Promise<{ readonly stop: () => Promise<void> }> => {
  assertHardened();
  const ports = await composeSigner(config, log);
  const service = signingService(ports);
  const server = await listenSigner({
    service,
    address: signerAddress(config.home, config.address),
    identity: readIdentity(join(config.home, "signer")),
    onDefect: (error) => log.error({ error: (error as Error).name }, "an answer could not be sent"),
  });
  const status = await service.status();
  if (status.isReady) log.info({ module: status.module, signatures: status.signatures }, "the signer is ready");
  else log.warn({ code: status.reason }, "the signer listens, but its module does not answer");
  return {
    stop: async () => {
      await server.close();
      await ports.module.close();
      await ports.journal.close();
      await ports.store.close();
    },
  };
};
