/** The server's composition: which adapter stands behind which port. The signer's is `compose-signer.ts`. */
import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { openFileBlobStore } from "../adapters/files/blob-store.ts";
import { blockedKeysIn } from "../adapters/files/blocked-keys.ts";
import { connectSigner } from "../adapters/signer-socket/client.ts";
import { readIdentity } from "../adapters/signer-socket/identity.ts";
import { openSqliteDeliveryBook } from "../adapters/sqlite/delivery-book.ts";
import { openSqliteEventStore } from "../adapters/sqlite/event-store.ts";
import { openSqliteReadStore } from "../adapters/sqlite/read-store.ts";
import { systemClock } from "../adapters/system/clock.ts";
import { systemEntropy } from "../adapters/system/entropy.ts";
import { keyFiles } from "../adapters/vault/key-files.ts";
import { vaultOver } from "../adapters/vault/vault.ts";
import { webhookSender } from "../adapters/webhook-http/sender.ts";
import { envelopeDigest } from "../domain/kernel/envelope.ts";
import { knownToAny } from "../domain/policy/weak-key.ts";
import type { DeliveryBook } from "../domain/ports/delivery-book.ts";
import type { EventStore } from "../domain/ports/event-store.ts";
import type { Log } from "../domain/ports/log.ts";
import type { WebhookSender } from "../domain/ports/webhook-sender.ts";
import { governanceReader } from "../domain/process/governance-reader.ts";
import type { Ports } from "../domain/process/ports.ts";
import { projections } from "../projections/all.ts";
import { knownKeys, knownKeysOver } from "../projections/known-keys.ts";
import { queriesOver } from "../projections/queries.ts";
import { projectionRunner, type Runner } from "../projections/runner.ts";
import { composeSealing, type Sealing } from "./compose-sealing.ts";
import { composeWatching } from "./compose-watching.ts";
import { type ServerConfig, signerAddress } from "./config.ts";
import { measuredPorts, measuredSender, measuredStore, type Watching } from "./observe/measured-ports.ts";
import { version } from "./version.ts";

/** The store that a configuration names. Nothing else asks which one it is. */
export const openStore = async (
  home: string,
  store: string,
  options: { readonly readOnly?: boolean } = {},
): Promise<EventStore> => {
  if (store.startsWith("esdb")) {
    // Loaded for those who use it only: the client and gRPC take 130 ms and 60 MB.
    const { openEventStoreDb } = await import("../adapters/eventstoredb/event-store.ts");
    return openEventStoreDb({ url: store, ...options });
  }
  const path = resolve(home, store.slice("sqlite:".length));
  if (options.readOnly !== true) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return openSqliteEventStore({ path, ...options });
};

/** A ledger's first event and where it stands: changes when the store does, and not when the store is restored. */
export const originOf = async (store: EventStore): Promise<string | undefined> => {
  const [first] = await store.readAll("start", 1);
  return first && `${envelopeDigest(first.bytes)}@${first.position}`;
};

export type Composed = {
  readonly ports: Ports;
  readonly runner: Runner;
  /** What runs in the background writes here what it cannot do; readiness reads it. */
  readonly troubles: Map<string, string>;
  /** Of webhooks: what carries their messages, and how far they have come. */
  readonly sender: WebhookSender;
  readonly book: DeliveryBook;
  readonly watching: Watching;
  readonly sealing: Sealing;
  readonly close: () => Promise<void>;
};

/** Everything that the server needs. `models`: the folder of the read models. */
export const compose = async (config: ServerConfig, log: Log, models = "read"): Promise<Composed> => {
  const { home } = config;
  const watching = await composeWatching(systemEntropy);
  const store = measuredStore(await openStore(home, config.store), watching);
  mkdirSync(join(home, models), { recursive: true, mode: 0o700 });
  const readStore = openSqliteReadStore({
    path: join(home, models, "read.sqlite"),
    ledger: await originOf(store),
    onRebuild: () =>
      log.warn({}, "the read models were damaged, old or of another store; they are rebuilt from the ledger"),
  });
  const runner = projectionRunner({
    store,
    readStore,
    projections,
    onQuarantine: (quarantine) => log.error(quarantine, "a read model stopped; the others go on"),
  });
  const book = openSqliteDeliveryBook({ path: join(home, "webhooks.sqlite") });
  const signer = connectSigner({
    address: signerAddress(home, config.signer.address),
    identity: () => readIdentity(join(home, "api")),
  });
  const parts: Ports = {
    store,
    clock: systemClock,
    entropy: systemEntropy,
    signer,
    vault: vaultOver(keyFiles({ directory: join(home, "vault") })),
    blobs: openFileBlobStore({ directory: join(home, "blobs") }),
    queries: queriesOver(runner),
    governance: governanceReader(store, { isProven: false }),
    knownKeys: knownToAny(
      knownKeysOver(runner.view(knownKeys.name)),
      blockedKeysIn(config.blockedKeys.map((file) => resolve(home, file))),
    ),
    publicUrl: config.publicUrl,
  };
  const sealing = composeSealing(config, parts, runner, log);
  return {
    ports: { ...measuredPorts(parts, watching), prover: sealing.prover },
    watching,
    sealing,
    runner,
    troubles: new Map(),
    sender: measuredSender(webhookSender({ ...config.webhooks, userAgent: `cartulary/${version()}` }), watching),
    book,
    close: async () => {
      book.close();
      signer.close();
      await store.close();
      readStore.close();
    },
  };
};
