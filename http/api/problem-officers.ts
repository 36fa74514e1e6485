/** Problems of officers: who they are, and what they sign. */
import type { ProblemRow } from "./problem-row.ts";

export const officerProblems = {
  "governance.already-founded": {
    status: 409,
    title: "Already founded",
    remedy: "nothing: there is a ledger here",
  },
  "governance.not-founded": {
    status: 503,
    title: "Not founded",
    remedy: "found the ledger: cartulary init",
  },
  "governance.founders-too-few": {
    status: 422,
    title: "Too few founders",
    remedy: "name at least as many founders as the quorum",
  },
  "governance.credential-reused": {
    status: 422,
    title: "Key already used",
    remedy: "take a key that no officer has or had",
  },
  "governance.officer-exists": {
    status: 409,
    title: "Officer exists",
    remedy: "take another id; ids are never given twice",
  },
  "governance.officer-unknown": {
    status: 404,
    title: "No such officer",
    remedy: "look for the id: GET /v1/governance/officers",
  },
  "governance.quorum-broken": {
    status: 409,
    title: "Too few approvers would remain",
    remedy: "enrol another approver first",
  },
  "governance.token-unknown": {
    status: 404,
    title: "No such token",
    remedy: "look for the id: GET /v1/governance/tokens",
  },
  "governance.holder-reserved": {
    status: 422,
    title: "Nobody may call in this name",
    remedy: "take a name that begins with operator:, officer: or service:",
  },
  "governance.possession-unproven": {
    status: 422,
    title: "The newcomer has not signed",
    remedy: "let the newcomer sign the change with the new key",
  },
  "governance.role-unknown": {
    status: 404,
    title: "Unknown role",
    remedy: "look for the id: GET /v1/roles",
  },
  "governance.role-reserved": {
    status: 409,
    title: "A role of every ledger",
    remedy: "define yours under another name",
  },
  "governance.role-unsound": {
    status: 422,
    title: "Unsound role",
    remedy: "correct what `field` names",
  },
  "governance.administrator-last": {
    status: 409,
    title: "The last administrator",
    remedy: "assign the role administrator to somebody else first",
  },
  "governance.group-unknown": {
    status: 404,
    title: "Unknown group",
    remedy: "look for the id: GET /v1/groups",
  },
  "governance.group-unsound": {
    status: 422,
    title: "Unsound group",
    remedy: "correct what `field` names",
  },
  "governance.own-gain": {
    status: 403,
    title: "Own gain",
    remedy: "have officers sign who gain nothing by it, in none of their accounts",
  },
  "governance.credential-unknown": {
    status: 404,
    title: "No such credential",
    remedy: "look for the id: GET /v1/governance/credentials",
  },
  "governance.credential-exists": {
    status: 409,
    title: "Credential exists",
    remedy: "take another id; a credential is withdrawn and another enrolled, never changed",
  },
  "governance.credential-unusable": {
    status: 422,
    title: "Credential cannot be used",
    remedy: "take another authenticator or certificate, as `detail` says (docs/dual-control.md)",
  },
  "statement.wrong-subject": {
    status: 422,
    title: "Statement about something else",
    remedy: "sign the statement that the request shows now",
  },
  "statement.expired": {
    status: 422,
    title: "Statement expired",
    remedy: "sign again, and hand it in at once",
  },
  "statement.signer-unknown": {
    status: 403,
    title: "No such officer",
    remedy: "sign as an officer who is enrolled and has not left",
  },
  "statement.signer-not-entitled": {
    status: 403,
    title: "Officer may not approve",
    remedy: "let an officer with the role approver sign",
  },
  "statement.bad-signature": {
    status: 403,
    title: "Signature does not verify",
    remedy: "sign the exact bytes with the key that the officer is enrolled with",
  },
  "statement.repeated": {
    status: 409,
    title: "Approved before",
    remedy: "nothing: this officer's word is counted already",
  },
  "statement.requester-may-not-approve": {
    status: 403,
    title: "Requester may not approve",
    remedy: "let others approve",
  },
  "statement.too-few": {
    status: 409,
    title: "Too few approvals",
    remedy: "collect the statements that are missing, then hand all in",
  },
  "statement.form-not-counted": {
    status: 403,
    title: "This form of signature does not count",
    remedy: "sign in a form that counts for this operation (docs/dual-control.md)",
  },
  "statement.form-violated": {
    status: 422,
    title: "Signature is not in its form",
    remedy: "sign again; `detail` says what the form lacks (docs/dual-control.md)",
  },
  "statement.credential-unknown": {
    status: 403,
    title: "No such credential of this officer",
    remedy: "sign with a credential that is enrolled for the officer and not withdrawn",
  },
  "statement.credential-ended": {
    status: 403,
    title: "The certificate does not count at this time",
    remedy: "sign with a certificate that is valid and not revoked",
  },
  "statement.counter-behind": {
    status: 403,
    title: "The security key's counter did not grow",
    remedy: "somebody may have a copy of the key: withdraw the credential, and enrol another",
  },
} as const satisfies Readonly<Record<string, ProblemRow>>;
