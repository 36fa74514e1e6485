/** A change of governance with what does not stand in the ledger: the verifier of a password that is set. */
import type { Change } from "../../governance/change.ts";
import type { Governance } from "../../governance/state.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { readPasswordVerifier } from "../../policy/password-verifier.ts";
import type { PasswordBook } from "../../ports/password-book.ts";
import { changeGovernance } from "../found.ts";
import type { Written } from "../handle.ts";
import { verifierDigest } from "./check-password.ts";

type ChangeParameters = Parameters<typeof changeGovernance>;

const isOfPassword = (change: Change): boolean => change.type === "LinkLogin" && change.login.by.way === "password";

const soundVerifier = (change: Change, verifier: string | undefined): Result<unknown> => {
  if (!isOfPassword(change))
    return verifier === undefined
      ? ok(undefined)
      : refuse(refusal("input.malformed", "only a login by password has a verifier", { field: "verifier" }));
  if (verifier === undefined)
    return refuse(refusal("input.malformed", "a login by password needs its verifier", { field: "verifier" }));
  const read = readPasswordVerifier(verifier);
  if (!read.ok) return read;
  const { by } = (change as Extract<Change, { type: "LinkLogin" }>).login;
  return by.way === "password" && by.verifier === verifierDigest(verifier)
    ? ok(undefined)
    : refuse(refusal("login.verifier-unsound", "it is not the verifier that was signed for"));
};

/** The book has what is in force: no more. */
const follow = async (passwords: PasswordBook, after: Governance, change: Change, verifier: string | undefined) => {
  if (after.at !== "founded") return;
  for (const login of after.logins.values())
    if (login.by.way === "password" && !login.isActive) await passwords.remove(login.id);
  if (change.type === "LinkLogin" && verifier !== undefined && after.logins.get(change.login.id)?.isActive)
    await passwords.put(change.login.id, verifier);
};

/**
 * The book follows the ledger: what is in it counts only when its digest was signed for, and who gets no answer between the
 * two says the same again.
 */
export const changeWithVerifier = async (
  passwords: PasswordBook,
  verifier: string | undefined,
  ...change: ChangeParameters
): Promise<Result<Written<Governance>>> => {
  const [, , , wanted] = change;
  const sound = soundVerifier(wanted, verifier);
  if (!sound.ok) return sound;
  const changed = await changeGovernance(...change);
  if (changed.ok && (wanted.type === "LinkLogin" || wanted.type === "EndLogin" || wanted.type === "RetireOfficer"))
    await follow(passwords, changed.value.state, wanted, verifier);
  return changed;
};
