/**
 * Every reason for which Cartulary refuses: `code` is stable and public (problem type, metric label, log field),
 * `detail` is one sentence for a human and never repeats the caller's input, `facts` are for a machine.
 *
 * The list is closed. `http/api/problem.ts` is an exhaustive table over it: a code without a row does not compile.
 */
export const REFUSAL_CODES = [
  // input that cannot be read
  "input.malformed",
  "input.too-large",
  "input.wrong-type",
  "der.malformed",
  "csr.malformed",
  "csr.unsupported-key",
  "csr.weak-key",
  "csr.bad-signature",
  "ocsp.malformed",
  "name.malformed",
  // events that this program cannot read
  "event.unknown-type",
  "event.unknown-version",
  "event.malformed",
  // who is asking
  "caller.unauthenticated",
  "caller.token-ended",
  "caller.token-revoked",
  "caller.forbidden",
  "caller.logins-missing",
  "caller.two-credentials",
  // logging in: one answer for whatever was wrong, the reason is counted
  "login.failed",
  "login.unknown",
  "login.wrong-password",
  "login.verifier-missing",
  "login.verifier-replaced",
  "login.verifier-unsound",
  "login.ambiguous",
  "login.not-in-group",
  "login.no-directory",
  "login.second-factor-needed",
  "login.second-factor-missing",
  "login.second-factor-wrong",
  "login.certificate-missing",
  "login.certificate-unverified",
  "login.certificate-expired",
  "login.certificate-unknown",
  "login.certificate-revoked",
  "login.locked",
  "session.ended",
  "session.unknown",
  "session.forged",
  "session.same-person",
  "session.too-late",
  "events.too-many-streams",
  "transport.insecure",
  // webhooks
  "webhook.unknown",
  "webhook.exists",
  "webhook.too-many",
  "webhook.target-not-allowed",
  "webhook.letter-unknown",
  // the same command twice
  "command.reused",
  // a condition of the caller
  "state.changed",
  // governance
  "governance.already-founded",
  "governance.not-founded",
  "governance.founders-too-few",
  "governance.credential-reused",
  "governance.officer-exists",
  "governance.officer-unknown",
  "governance.quorum-broken",
  "governance.policy-unsound",
  "governance.token-unknown",
  "governance.login-exists",
  "governance.login-unknown",
  "governance.holder-reserved",
  "governance.possession-unproven",
  "governance.credential-unknown",
  "governance.credential-exists",
  "governance.credential-unusable",
  "governance.role-unknown",
  "governance.role-reserved",
  "governance.role-unsound",
  "governance.administrator-last",
  "governance.own-gain",
  "governance.group-unknown",
  "governance.group-unsound",
  "governance.witnesses-unsound",
  "ledger.behind-witness",
  "ledger.no-entry",
  "ledger.not-sealed",
  "governance.gap-unsound",
  "profile.unknown",
  "profile.violated",
  "profile.unsound",
  // mandates
  "mandate.unsound",
  "mandate.exists",
  "mandate.unknown",
  "mandate.suspended",
  "mandate.not-covering",
  "mandate.exceeded",
  // statements
  "statement.wrong-subject",
  "statement.expired",
  "statement.signer-unknown",
  "statement.signer-not-entitled",
  "statement.bad-signature",
  "statement.repeated",
  "statement.requester-may-not-approve",
  "statement.too-few",
  "statement.form-not-counted",
  "statement.form-violated",
  "statement.credential-unknown",
  "statement.credential-ended",
  "statement.counter-behind",
  // aggregates
  "authority.unknown",
  "authority.exists",
  "authority.not-active",
  "authority.retired",
  "key.unknown",
  "key.exists",
  "key.unsupported",
  "request.unknown",
  "request.not-open",
  "request.exists",
  "request.not-approved",
  "certificate.unknown",
  "certificate.exists",
  "certificate.not-issued",
  "certificate.already-revoked",
  "certificate.needs-order",
  "certificate.not-on-hold",
  "certificate.wrong-content",
  "crl.not-prepared",
  "crl.not-published",
  "validity.out-of-bounds",
  // the signer's own verdicts
  "signer.not-authorised",
  "signer.history-rewritten",
  // what the sealed ledger has to show before the signer signs
  "seal.missing",
  "seal.unproven",
  "seal.unwitnessed",
  // sealed fields
  "sealed.destroyed",
  "sealed.wrong-opening",
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

export type Refusal = {
  readonly code: RefusalCode;
  readonly detail: string;
  readonly facts?: Readonly<Record<string, string | number>>;
};

/** Builds a Refusal; shorter at the call site than the object. */
export const refusal = (code: RefusalCode, detail: string, facts?: Refusal["facts"]): Refusal =>
  facts ? { code, detail, facts } : { code, detail };
