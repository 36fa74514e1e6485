/** Bytes that stand in events openly or sealed: how they get in and how they come out again. */
import { toBase64url } from "../kernel/bytes.ts";
import { ok, type Result } from "../kernel/result.ts";
import { type Material, materialBytes, type Opening, plainMaterial } from "../kernel/sealed.ts";
import type { Vault } from "../ports/vault.ts";

/** `subject` null: the bytes are about nobody and stand openly. */
export const sealMaterial = async (
  vault: Vault,
  subject: string | null,
  bytes: Uint8Array,
): Promise<Result<Material>> => {
  if (subject === null) return ok(plainMaterial(bytes));
  const sealed = await vault.seal(subject, bytes);
  return sealed.ok ? ok({ sealed: sealed.value }) : sealed;
};

export type Opened = { readonly bytes: Uint8Array; readonly opening: Opening | undefined };

/** Refuses: `sealed.destroyed` when the person's key was destroyed. */
export const openMaterial = async (vault: Vault, material: Material): Promise<Result<Opened>> => {
  if ("plain" in material) {
    const bytes = materialBytes(material);
    return bytes.ok ? ok({ bytes: bytes.value, opening: undefined }) : bytes;
  }
  const opening = await vault.open(material.sealed);
  return opening.ok ? ok({ bytes: opening.value.plaintext, opening: opening.value }) : opening;
};

/** An opening as it travels to the signer. */
export const openingText = ({ plaintext, salt }: Opening) => ({
  plaintext: toBase64url(plaintext),
  salt: toBase64url(salt),
});
