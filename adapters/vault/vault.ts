/** Sealing under one key per subject; where the keys are kept is the SubjectKeys' business. domain/kernel/sealed.ts */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { concat, fromBase64url, toBase64url } from "../../domain/kernel/bytes.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { ok, type Result, refuse } from "../../domain/kernel/result.ts";
import { commitment, type Opening, opens, type Sealed } from "../../domain/kernel/sealed.ts";
import { type Vault, VaultFault } from "../../domain/ports/vault.ts";

const SALT = 32;
const TAG = 16;

/** Keeps a 32-octet key per subject. */
export interface SubjectKeys {
  /** Makes the key if there is none; undefined when it was destroyed. */
  readonly obtain: (subject: string) => Promise<Uint8Array | undefined>;
  /** undefined when it was destroyed or never made. */
  readonly find: (subject: string) => Promise<Uint8Array | undefined>;
  readonly destroy: (subject: string) => Promise<void>;
}

const destroyed = () => refuse(refusal("sealed.destroyed", "the key to this was destroyed"));

const seal = (subject: string, key: Uint8Array, plaintext: Uint8Array): Sealed => {
  const salt = new Uint8Array(randomBytes(SALT));
  const iv = new Uint8Array(randomBytes(12));
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  cipher.setAAD(Buffer.from(subject));
  const ct = concat([cipher.update(concat([salt, plaintext])), cipher.final(), cipher.getAuthTag()]);
  return { subject, iv: toBase64url(iv), ct: toBase64url(ct), cm: commitment({ plaintext, salt }) };
};

const open = (sealed: Sealed, key: Uint8Array): Opening => {
  const iv = fromBase64url(sealed.iv);
  const ct = fromBase64url(sealed.ct);
  if (iv?.length !== 12 || ct === undefined || ct.length < SALT + TAG) throw new VaultFault("vault.corrupt");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, iv);
    decipher.setAAD(Buffer.from(sealed.subject));
    decipher.setAuthTag(ct.subarray(ct.length - TAG));
    const all = concat([decipher.update(ct.subarray(0, ct.length - TAG)), decipher.final()]);
    const opening = { salt: all.slice(0, SALT), plaintext: all.slice(SALT) };
    if (!opens(sealed, opening)) throw new VaultFault("vault.corrupt");
    return opening;
  } catch (cause) {
    throw cause instanceof VaultFault ? cause : new VaultFault("vault.corrupt", { cause });
  }
};

export const vaultOver = (keys: SubjectKeys): Vault => ({
  seal: async (subject, plaintext): Promise<Result<Sealed>> => {
    const key = await keys.obtain(subject);
    return key ? ok(seal(subject, key, plaintext)) : destroyed();
  },
  open: async (sealed): Promise<Result<Opening>> => {
    const key = await keys.find(sealed.subject);
    return key ? ok(open(sealed, key)) : destroyed();
  },
  destroy: keys.destroy,
});
