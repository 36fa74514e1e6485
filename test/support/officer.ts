/** Officers of a test: real keys, real signatures. */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type Change, changeOf, factOf } from "../../domain/governance/change.ts";
import type { Digest } from "../../domain/kernel/brand.ts";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import {
  type KeySigned,
  type SignedStatement,
  type Statement,
  statementMessage,
} from "../../domain/statement/statement.ts";
import type { Subject } from "../../domain/statement/verdict.ts";

export type TestOfficer = { readonly id: string; readonly spki: string; readonly key: KeyObject };

export const makeOfficer = (id: string, kind: "ed25519" | "p256" = "ed25519"): TestOfficer => {
  const pair = kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    id,
    key: pair.privateKey,
    spki: toBase64url(new Uint8Array(pair.publicKey.export({ format: "der", type: "spki" }))),
  };
};

let nonce = 0;

export const statementOf = (officer: TestOfficer, subject: Subject, change: Partial<Statement> = {}): Statement => ({
  v: 1,
  purpose: "cartulary.approval",
  ledger: subject.ledger,
  operation: subject.operation,
  subject: subject.subject,
  digest: subject.digest as Digest,
  decision: "approve",
  approver: officer.id,
  requester: subject.requester,
  nonce: String(++nonce).padStart(22, "A"),
  notAfter: "2099-01-01T00:00:00.000Z" as Instant,
  ...change,
});

/** Signs about `subject`; `change` alters the statement before, `by` uses another's key. */
export const signed = (
  officer: TestOfficer,
  subject: Subject,
  change: Partial<Statement> = {},
  by: TestOfficer = officer,
): KeySigned => {
  const statement = statementOf(officer, subject, change);
  const algorithm = by.key.asymmetricKeyType === "ed25519" ? null : "sha256";
  return { statement, signature: toBase64url(new Uint8Array(sign(algorithm, statementMessage(statement), by.key))) };
};

/** What `officers` sign about a change of governance in `ledger`. */
export const signedChange = (
  ledger: string,
  change: Change,
  officers: readonly TestOfficer[],
): readonly SignedStatement[] =>
  officers.map((o) => signed(o, { ledger, requester: null, ...changeOf(factOf(change, [])) }));
