/** The key that signs checkpoints and nothing else: planned once for a ledger, made in the module. */
import type { Digest } from "../../kernel/brand.ts";
import { derivedId, deriveUuid } from "../../kernel/envelope.ts";
import { ok, type Result } from "../../kernel/result.ts";
import type { KeyAlgorithm } from "../../pki/key-algorithm.ts";
import { SignerFault } from "../../ports/signer.ts";
import { makeKey, planKey } from "../generate-key.ts";
import { newWork } from "../handle.ts";
import type { Ports } from "../ports.ts";

export const SEALER = { actor: "system:sealer", authentication: "process" } as const;

/** A ledger's key has one name, so that sealers beside each other make one. */
export const sealingKeyId = (genesis: Digest | string): string => derivedId(deriveUuid("sealing", genesis), "key");

export type SealingKey = { readonly id: string; readonly spki: Uint8Array };

/**
 * The key, made when it is not there. Ed25519, as everybody's tools for checkpoints have it; a module that has none gets
 * ECDSA on P-256, which fewer tools verify. Throws SignerFault.
 */
export const sealingKey = async (ports: Ports, genesis: string, basis: number): Promise<Result<SealingKey>> => {
  const id = sealingKeyId(genesis);
  const work = newWork(SEALER, deriveUuid("sealing", genesis), { seals: genesis }, basis);
  const planned = await planKey(ports, work, id, async () => {
    const { isReady, abilities } = await ports.signer.status();
    // Which kind it is stands for ever: not guessed while the module is away.
    if (!isReady) throw new SignerFault("module.unavailable", true);
    const algorithm: KeyAlgorithm = abilities.includes("ed25519") ? "ed25519" : "ec-p256";
    return ok({ algorithm, purpose: "checkpoint", authority: null });
  });
  if (!planned.ok) return planned;
  const spki = await makeKey(ports, work, id);
  return spki.ok ? ok({ id, spki: spki.value }) : spki;
};
