/** Making a token of the API. Its secret is in what this returns and nowhere else: the ledger gets a hash of it. */
import { randomBytes, randomUUID } from "node:crypto";
import type { Token } from "../domain/governance/token.ts";
import type { Digest } from "../domain/kernel/brand.ts";
import { toBase64url } from "../domain/kernel/bytes.ts";
import { sha256 } from "../domain/kernel/digest.ts";
import type { Instant } from "../domain/kernel/instant.ts";

export type NewToken = {
  readonly token: Token;
  /** What the holder sends: `cartulary_<id>_<secret>`. */
  readonly bearer: string;
};

export const makeToken = (holder: string, notAfter: Instant): NewToken => {
  const secret = new Uint8Array(randomBytes(32));
  const id = randomUUID();
  return {
    token: { id, digest: toBase64url(sha256(secret)) as Digest, holder, notAfter },
    bearer: `cartulary_${id}_${toBase64url(secret)}`,
  };
};
