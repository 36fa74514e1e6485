/**
 * The one verifier of statements. The API uses it before it records, the signer before it signs, the replay and an
 * auditor's bundle afterwards: four readers, one rule.
 */
import type { Digest } from "../kernel/brand.ts";
import { fromBase64url } from "../kernel/bytes.ts";
import { verifySignature } from "../kernel/digest.ts";
import type { Instant } from "../kernel/instant.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { type Operation, type SignedStatement, statementMessage } from "./statement.ts";

/** An officer as the verifier sees them. `spki`: DER SubjectPublicKeyInfo, base64url. */
export type Signatory = { readonly id: string; readonly spki: string; readonly mayApprove: boolean };

export type Subject = {
  readonly ledger: string;
  readonly operation: Operation;
  readonly subject: string;
  readonly digest: Digest;
  readonly requester: string | null;
};

/** Checks one signed statement about `subject` at the moment `now`. Returns the officer who made it. */
export const judge = (
  signed: SignedStatement,
  subject: Subject,
  officer: (id: string) => Signatory | undefined,
  now: Instant,
): Result<Signatory> => {
  const { statement, signature } = signed;
  if (
    statement.ledger !== subject.ledger ||
    statement.operation !== subject.operation ||
    statement.subject !== subject.subject ||
    statement.digest !== subject.digest ||
    statement.requester !== subject.requester
  )
    return refuse(refusal("statement.wrong-subject", "the statement is about something else"));
  const signatory = officer(statement.approver);
  if (signatory === undefined) return refuse(refusal("statement.signer-unknown", "no such officer is enrolled"));
  if (!signatory.mayApprove) return refuse(refusal("statement.signer-not-entitled", "this officer may not approve"));
  if (subject.requester === `officer:${signatory.id}`)
    return refuse(refusal("statement.requester-may-not-approve", "who asked may not approve"));
  if (statement.notAfter < now) return refuse(refusal("statement.expired", "the statement's time is over"));
  const spki = fromBase64url(signatory.spki);
  const raw = fromBase64url(signature);
  if (!spki || !raw || !verifySignature(spki, statementMessage(statement), raw))
    return refuse(refusal("statement.bad-signature", "the signature is not this officer's over this statement"));
  return ok(signatory);
};

/**
 * Checks that `needed` distinct officers approve `subject`. Every statement given must hold: one bad statement among
 * enough good ones is refused too, because a history must not carry it.
 */
export const judgeQuorum = (
  approvals: readonly SignedStatement[],
  needed: number,
  subject: Subject,
  officer: (id: string) => Signatory | undefined,
  now: Instant,
): Result<readonly string[]> => {
  const approvers = new Set<string>();
  for (const signed of approvals) {
    if (signed.statement.decision !== "approve")
      return refuse(refusal("statement.wrong-subject", "the statement does not approve"));
    const judged = judge(signed, subject, officer, now);
    if (!judged.ok) return judged;
    if (approvers.has(judged.value.id)) return refuse(refusal("statement.repeated", "an officer is counted once"));
    approvers.add(judged.value.id);
  }
  if (approvers.size < needed)
    return refuse(refusal("statement.too-few", "not enough officers have signed", { needed, have: approvers.size }));
  return ok([...approvers].sort());
};
