import * as v from "valibot";
import { Base64url, Slug } from "../kernel/brand.ts";
import { fromBase64url } from "../kernel/bytes.ts";
import { algorithmOfKey } from "../kernel/digest.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { SealedSchema } from "../kernel/sealed.ts";
import { parsePublicKey } from "../pki/public-key.ts";

/** What an officer may do. `approver`: sign statements; `revoker`: revoke, hold and release. */
const Role = v.picklist(["approver", "revoker"]);

/** `spki`: the officer's own public key (Ed25519 or P-256), DER, base64url. `name`: a person's, so it is sealed. */
export const OfficerSchema = v.strictObject({
  id: Slug,
  name: SealedSchema,
  spki: Base64url,
  roles: v.pipe(v.array(Role), v.minLength(1)),
});
export type Officer = v.InferOutput<typeof OfficerSchema>;

/**
 * Ed25519 or P-256, and in the one form that its kind has: a point written in another form would be the same key under
 * another text, and one person two officers. Refuses `csr.unsupported-key`.
 */
export const soundOfficerKey = ({ spki: text }: Pick<Officer, "spki">): Result<unknown> => {
  const spki = fromBase64url(text);
  return spki && algorithmOfKey(spki) !== undefined && parsePublicKey(spki).ok
    ? ok(undefined)
    : refuse(refusal("csr.unsupported-key", "an officer's key must be Ed25519 or P-256"));
};
