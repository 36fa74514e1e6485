/**
 * Fields about people. What is stored is ciphertext under the subject's own key plus a salted commitment: destroying
 * the key erases the content while every hash and proof over the stored bytes stays true. No decision reads the
 * plaintext.
 *
 * `ct` = AES-256-GCM(key of `subject`, salt(32) ‖ plaintext) ‖ tag(16); `cm` = HMAC-SHA-256(salt, plaintext), because
 * GCM does not commit to its key and an unsalted hash of a name can be guessed.
 */
import * as v from "valibot";
import { Base64url, Digest } from "./brand.ts";
import { fromBase64url, toBase64url } from "./bytes.ts";
import { equalSecret, hmacSha256 } from "./digest.ts";
import { refusal } from "./refusal.ts";
import { ok, type Result, refuse } from "./result.ts";

/** `subject` names the key in the vault: whose field this is. Random, never a name. */
export const SealedSchema = v.strictObject({
  subject: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  iv: Base64url,
  ct: Base64url,
  cm: Digest,
});
export type Sealed = v.InferOutput<typeof SealedSchema>;

/** What a holder of the plaintext shows to prove it belongs to a Sealed value. `salt` is 32 octets. */
export type Opening = { readonly plaintext: Uint8Array; readonly salt: Uint8Array };

export const commitment = ({ plaintext, salt }: Opening): Digest => toBase64url(hmacSha256(salt, plaintext)) as Digest;

export const opens = (sealed: Sealed, opening: Opening): boolean => {
  const cm = fromBase64url(sealed.cm);
  return opening.salt.length === 32 && cm !== undefined && equalSecret(hmacSha256(opening.salt, opening.plaintext), cm);
};

/** Bytes that stand in the ledger openly, or sealed when the profile says that they are about a person. */
export const MaterialSchema = v.union([v.strictObject({ plain: Base64url }), v.strictObject({ sealed: SealedSchema })]);
export type Material = v.InferOutput<typeof MaterialSchema>;

export const plainMaterial = (bytes: Uint8Array): Material => ({ plain: toBase64url(bytes) });

/**
 * The bytes of a Material. A sealed one needs its opening.
 * Refuses: `sealed.wrong-opening` without one that fits.
 */
export const materialBytes = (m: Material, opening?: Opening): Result<Uint8Array> => {
  if ("plain" in m) {
    const bytes = fromBase64url(m.plain);
    return bytes ? ok(bytes) : refuse(refusal("input.malformed", "a field is not base64url"));
  }
  if (opening === undefined || !opens(m.sealed, opening))
    return refuse(refusal("sealed.wrong-opening", "a sealed field was not opened by what it was sealed with"));
  return ok(opening.plaintext);
};
