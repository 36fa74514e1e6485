import type { KnownKeys } from "../policy/weak-key.ts";
import type { BlobStore } from "../ports/blob-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { Entropy } from "../ports/entropy.ts";
import type { EventStore } from "../ports/event-store.ts";
import type { Queries } from "../ports/queries.ts";
import type { Signer } from "../ports/signer.ts";
import type { Vault } from "../ports/vault.ts";
import type { GovernanceReader } from "./governance-reader.ts";
import type { Prover } from "./seal/prover.ts";

/** Everything the processes need of the world; the composition root fills it. */
export type Ports = {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly signer: Signer;
  readonly vault: Vault;
  readonly blobs: BlobStore;
  readonly queries: Queries;
  readonly governance: GovernanceReader;
  /** May lag behind the ledger: a key is looked at before it is planned, and its certificate can be revoked after. */
  readonly knownKeys: KnownKeys;
  /** Absent where nobody seals: then nobody asks for proof. */
  readonly prover?: Prover;
  /** Where relying parties fetch CRLs, OCSP and issuer certificates: `http://pki.example`, no slash at the end. */
  readonly publicUrl: string;
};
