/** Whether a password is the one that its holder's login was linked with. */

import type { LoginState } from "../../governance/login.ts";
import type { FoundedGovernance } from "../../governance/state.ts";
import { toBase64url, toHex, utf8 } from "../../kernel/bytes.ts";
import { sha256 } from "../../kernel/digest.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Entropy } from "../../ports/entropy.ts";
import type { PasswordBook } from "../../ports/password-book.ts";
import type { PasswordHash } from "../../ports/password-hash.ts";

/** What governance says of a verifier. */
export const verifierDigest = (verifier: string): string => toBase64url(sha256(utf8(verifier)));

/** Looked for when nobody has the name: the same steps, whoever is asked for. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

const passwordOf = (governance: FoundedGovernance, holder: string): LoginState | undefined =>
  [...governance.logins.values()].find((l) => l.isActive && l.holder === holder && l.by.way === "password");

export type CheckPassword = (
  governance: FoundedGovernance,
  holder: string,
  password: string,
) => Promise<Result<LoginState>>;

/**
 * The work is the same whether or not the name exists: where there is no verifier that counts, the password is compared with
 * one that was made for nobody.
 */
export const passwordChecker = ({
  hash,
  passwords,
  entropy,
}: {
  readonly hash: PasswordHash;
  readonly passwords: PasswordBook;
  readonly entropy: Entropy;
}): CheckPassword => {
  let decoy: Promise<string> | undefined;
  return async (governance, holder, password) => {
    decoy ??= hash.make(toHex(entropy.bytes(32)));
    const nobodys = await decoy.catch((error: unknown) => {
      decoy = undefined;
      throw error;
    });
    const login = passwordOf(governance, holder);
    const kept = await passwords.get(login?.id ?? NOBODY);
    const isSigned = login?.by.way === "password" && kept !== undefined && verifierDigest(kept) === login.by.verifier;
    const isRight = await hash.matches(isSigned ? kept : nobodys, password);
    if (login === undefined) return refuse(refusal("login.unknown", "nobody has a password by this name"));
    if (kept === undefined) return refuse(refusal("login.verifier-missing", "the password book has no such entry"));
    if (!isSigned) return refuse(refusal("login.verifier-replaced", "the entry is not the one that was signed for"));
    return isRight ? ok(login) : refuse(refusal("login.wrong-password", "the password is another one"));
  };
};
