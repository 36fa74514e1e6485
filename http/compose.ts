/** The composition: the one place that knows which adapter stands behind which port. */
import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { openFileBlobStore } from "../adapters/files/blob-store.ts";
import { openPkcs11Module } from "../adapters/pkcs11/module.ts";
import { readPin } from "../adapters/process-guard/pin.ts";
import { openSignatureJournal } from "../adapters/signer-journal/journal.ts";
import { connectSigner } from "../adapters/signer-socket/client.ts";
import { readIdentity } from "../adapters/signer-socket/identity.ts";
import { openSoftkeyModule } from "../adapters/softkey/module.ts";
import { openSqliteEventStore } from "../adapters/sqlite/event-store.ts";
import { openSqliteReadStore } from "../adapters/sqlite/read-store.ts";
import { systemClock } from "../adapters/system/clock.ts";
import { systemEntropy } from "../adapters/system/entropy.ts";
import { keyFiles } from "../adapters/vault/key-files.ts";
import { vaultOver } from "../adapters/vault/vault.ts";
import type { EventStore } from "../domain/ports/event-store.ts";
import type { KeyModule } from "../domain/ports/key-module.ts";
import type { Log } from "../domain/ports/log.ts";
import { governanceReader } from "../domain/process/governance-reader.ts";
import type { Ports } from "../domain/process/ports.ts";
import type { SigningPorts } from "../domain/process/signing/service.ts";
import { projections } from "../projections/all.ts";
import { queriesOver } from "../projections/queries.ts";
import { projectionRunner, type Runner } from "../projections/runner.ts";
import { type ServerConfig, type SignerConfig, signerAddress } from "./config.ts";

/** The store that a configuration names. Nothing else asks which one it is. */
export const openStore = async (
  home: string,
  store: string,
  options: { readonly readOnly?: boolean } = {},
): Promise<EventStore> => {
  const path = resolve(home, store.slice("sqlite:".length));
  if (options.readOnly !== true) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return openSqliteEventStore({ path, ...options });
};

export type Composed = { readonly ports: Ports; readonly runner: Runner; readonly close: () => Promise<void> };

/** Everything that the server needs. */
export const compose = async (config: ServerConfig, log: Log): Promise<Composed> => {
  const { home } = config;
  const store = await openStore(home, config.store);
  mkdirSync(join(home, "read"), { recursive: true, mode: 0o700 });
  const readStore = openSqliteReadStore({
    path: join(home, "read/read.sqlite"),
    onRebuild: () => log.warn({}, "the read models were damaged or old; they are being rebuilt from the ledger"),
  });
  const runner = projectionRunner({
    store,
    readStore,
    projections,
    onQuarantine: (quarantine) => log.error(quarantine, "a read model stopped; the others go on"),
  });
  const signer = connectSigner({
    address: signerAddress(home, config.signer.address),
    identity: () => readIdentity(join(home, "api")),
  });
  const ports: Ports = {
    store,
    clock: systemClock,
    entropy: systemEntropy,
    signer,
    vault: vaultOver(keyFiles({ directory: join(home, "vault") })),
    blobs: openFileBlobStore({ directory: join(home, "blobs") }),
    queries: queriesOver(runner),
    governance: governanceReader(store, { isProven: false }),
    publicUrl: config.publicUrl,
  };
  return {
    ports,
    runner,
    close: async () => {
      signer.close();
      await store.close();
      readStore.close();
    },
  };
};

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
