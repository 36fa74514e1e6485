/** Officers get credentials, in a world of a test. */
import { randomUUID } from "node:crypto";
import { type Change, changeOf, factOf } from "../../domain/governance/change.ts";
import type { Result } from "../../domain/kernel/result.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { changeGovernance } from "../../domain/process/found.ts";
import type { Credential, WebauthnCredential } from "../../domain/statement/credential.ts";
import type { SignedStatement } from "../../domain/statement/statement.ts";
import type { Subject } from "../../domain/statement/verdict.ts";
import { registrationChallenge } from "../../domain/statement/webauthn/judge-registration.ts";
import { registered, type SoftAuthenticator } from "./authenticator.ts";
import { signed } from "./officer.ts";
import { type Ground, LEDGER, OPERATOR } from "./world.ts";

type Who = { readonly id: string; readonly officer: string };
type Options = Parameters<typeof registered>[2];

/** Registered as the ledger of the tests asks for it. */
export const registeredFor = (key: SoftAuthenticator, who: Who, options: Options = {}): WebauthnCredential =>
  registered(key, who, { challenge: registrationChallenge(LEDGER, who), ...options });

export const subjectOfChange = (change: Change): Subject => ({
  ledger: LEDGER,
  requester: null,
  ...changeOf(factOf(change, [])),
});

/** Both officers sign with their keys, and the credential's own with the credential. */
export const tryEnrolCredential = async (
  { ports, alice, bob }: Pick<Ground, "ports" | "alice" | "bob">,
  credential: Credential,
  ...own: readonly ((subject: Subject) => SignedStatement)[]
): Promise<Result<unknown>> => {
  const change: Change = { type: "EnrolCredential", credential };
  const subject = subjectOfChange(change);
  const approvals = [...[alice, bob].map((o) => signed(o, subject)), ...own.map((sign) => sign(subject))];
  return changeGovernance(ports, OPERATOR, randomUUID(), change, approvals);
};

export const enrolCredential = async (...args: Parameters<typeof tryEnrolCredential>): Promise<void> => {
  expectOk(await tryEnrolCredential(...args));
};
