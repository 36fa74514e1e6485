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
import type { Credential, EnrolledCredential } from "./credential.ts";
import { countedForms, formOf, type StatementForm } from "./form.ts";
import { judgeCms } from "./judge-cms.ts";
import { judgeJws } from "./judge-jws.ts";
import { type Assertion, type KeySigned, type Operation, type SignedStatement, statementMessage } from "./statement.ts";
import { judgeAssertion } from "./webauthn/judge-assertion.ts";

/**
 * An officer as the verifier sees them. `spki`: DER SubjectPublicKeyInfo, base64url. `credentials`: what else they sign
 * with, as of the same moment; of others' there is nothing here. `person`: who they are, when that was said; `accounts`: all
 * that are theirs, `operator:alice-admin`.
 */
export type Signatory = {
  readonly id: string;
  readonly spki: string;
  readonly mayApprove: boolean;
  readonly credentials?: readonly EnrolledCredential[];
  readonly person?: string;
  readonly accounts?: readonly string[];
};

/** What tells a signatory from every other: the person, not the account. */
export const personBehind = ({ person, id }: Signatory): string => person ?? `officer:${id}`;

export type Subject = {
  readonly ledger: string;
  readonly operation: Operation;
  readonly subject: string;
  readonly digest: Digest;
  readonly requester: string | null;
  /** The forms that count, `countedForms`; without it those that people sign in. */
  readonly forms?: readonly StatementForm[];
};

const judgeKey = (spki: string, signed: KeySigned): Result<null> => {
  const key = fromBase64url(spki);
  const raw = fromBase64url(signed.signature);
  return key && raw && verifySignature(key, statementMessage(signed.statement), raw)
    ? ok(null)
    : refuse(refusal("statement.bad-signature", "the signature is not this officer's over this statement"));
};

const judgeWebauthn = (signed: Assertion, credentials: readonly EnrolledCredential[]): Result<Credential> => {
  const enrolled = credentials.find((e) => e.credential.id === signed.credential);
  if (enrolled?.credential.kind !== "webauthn")
    return refuse(refusal("statement.credential-unknown", "no such security key is this officer's"));
  const judged = judgeAssertion(signed, enrolled.credential, enrolled);
  return judged.ok ? ok(enrolled.credential) : judged;
};

/** Who signed is who is named, in whichever form. Returns the credential; null for the officer's own key. */
const judgeForm = (
  signed: SignedStatement,
  { spki, credentials = [] }: Signatory,
  now: Instant,
): Result<Credential | null> => {
  switch (signed.form) {
    case "webauthn":
      return judgeWebauthn(signed, credentials);
    case "cms":
      return judgeCms(signed, credentials, now);
    case "jws":
      return judgeJws(signed, credentials);
    default:
      return judgeKey(spki, signed);
  }
};

/** Checks one signed statement about `subject` at the moment `now`. Returns the officer who made it. */
export const judge = (
  signed: SignedStatement,
  subject: Subject,
  officer: (id: string) => Signatory | undefined,
  now: Instant,
): Result<Signatory> => {
  const { statement } = signed;
  if (
    statement.ledger !== subject.ledger ||
    statement.operation !== subject.operation ||
    statement.subject !== subject.subject ||
    statement.digest !== subject.digest ||
    statement.requester !== subject.requester
  )
    return refuse(refusal("statement.wrong-subject", "the statement is about something else"));
  if (!(subject.forms ?? countedForms(undefined, false)).includes(formOf(signed)))
    return refuse(refusal("statement.form-not-counted", "a signature of this form does not count for this"));
  const signatory = officer(statement.approver);
  if (signatory === undefined) return refuse(refusal("statement.signer-unknown", "no such officer is enrolled"));
  if (!signatory.mayApprove) return refuse(refusal("statement.signer-not-entitled", "this officer may not approve"));
  if (
    subject.requester !== null &&
    [`officer:${signatory.id}`, ...(signatory.accounts ?? [])].includes(subject.requester)
  )
    return refuse(refusal("statement.requester-may-not-approve", "who asked may not approve"));
  if (statement.notAfter < now) return refuse(refusal("statement.expired", "the statement's time is over"));
  const judged = judgeForm(signed, signatory, now);
  if (!judged.ok) return judged;
  return ok(signatory);
};

/**
 * Checks that `needed` distinct people approve `subject`. Every statement given must hold: one bad statement among
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
  const people = new Set<string>();
  for (const signed of approvals) {
    if (signed.statement.decision !== "approve")
      return refuse(refusal("statement.wrong-subject", "the statement does not approve"));
    const judged = judge(signed, subject, officer, now);
    if (!judged.ok) return judged;
    if (people.has(personBehind(judged.value)))
      return refuse(refusal("statement.repeated", "a person is counted once"));
    people.add(personBehind(judged.value));
    approvers.add(judged.value.id);
  }
  if (approvers.size < needed)
    return refuse(refusal("statement.too-few", "not enough officers have signed", { needed, have: approvers.size }));
  return ok([...approvers].sort());
};
