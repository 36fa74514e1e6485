/** The signer's composition. Apart from the server's, so that the server's process never loads a PKCS#11 library. */
import { join, resolve } from "node:path";
import { openPkcs11Module } from "../adapters/pkcs11/module.ts";
import { readPin } from "../adapters/process-guard/pin.ts";
import { openSignatureJournal } from "../adapters/signer-journal/journal.ts";
import { openSoftkeyModule } from "../adapters/softkey/module.ts";
import { systemClock } from "../adapters/system/clock.ts";
import type { KeyModule } from "../domain/ports/key-module.ts";
import type { Log } from "../domain/ports/log.ts";
import type { SigningPorts } from "../domain/process/signing/service.ts";
import { openStore } from "./compose.ts";
import type { SignerConfig } from "./config.ts";

const openModule = async (config: SignerConfig, log: Log): Promise<KeyModule> => {
  const { home, module, mode } = config;
  const pin = await readPin({ file: config.pinFile === undefined ? undefined : resolve(home, config.pinFile) });
  if (module.kind === "softkey")
    return openSoftkeyModule({ path: resolve(home, module.file), pin, mode, warn: (text) => log.warn({}, text) });
  // Paths in these variables are relative to the home directory, so that it can be moved as a whole.
  for (const [name, value] of Object.entries(module.environment)) process.env[name] = resolve(home, value);
  return openPkcs11Module({ library: module.library, token: { serial: module.tokenSerial }, pin });
};

/** Everything that the signer needs: the ledger to read, the module, and its own journal. */
export const composeSigner = async (config: SignerConfig, log: Log): Promise<SigningPorts> => ({
  store: await openStore(config.home, config.store, { readOnly: true }),
  module: await openModule(config, log),
  journal: openSignatureJournal({ path: join(config.home, "signer/journal.sqlite") }),
  clock: systemClock,
  genesis: config.genesis,
});
