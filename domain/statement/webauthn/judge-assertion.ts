/** Verifies a statement that a security key signed. WebAuthn §7.2, steps 11 to 21, with no choice left to the caller. */
import { concat, equalBytes, fromBase64url, toBase64url, utf8 } from "../../kernel/bytes.ts";
import { sha256, verifySignature } from "../../kernel/digest.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { EnrolledCredential, WebauthnCredential } from "../credential.ts";
import { type Assertion, statementMessage } from "../statement.ts";
import { type AuthenticatorData, parseAuthenticatorData } from "./authenticator-data.ts";
import { wrongWithClientData } from "./client-data.ts";

const violated = (detail: string) => refuse(refusal("statement.form-violated", detail));

/** What the authenticator is asked to sign: base64url, as it stands in the client data. */
export const challengeOf = ({ statement }: Pick<Assertion, "statement">): string =>
  toBase64url(sha256(statementMessage(statement)));

/** What an authenticator answered, and the key that it should have answered with. */
export type Response = Pick<Assertion, "authenticatorData" | "clientDataJSON" | "signature">;
export type ResponseKey = Pick<WebauthnCredential, "spki" | "rpId" | "origins" | "isBackupEligible">;

const wrongWithAuthenticator = (data: AuthenticatorData, credential: Omit<ResponseKey, "spki">): string | undefined => {
  if (!equalBytes(data.rpIdHash, sha256(utf8(credential.rpId)))) return "it was made for another relying party";
  if (!data.isUserPresent) return "nobody touched the authenticator";
  if (!data.isUserVerified) return "the authenticator did not verify its user";
  if (data.isBackupEligible !== credential.isBackupEligible)
    return "the authenticator is of another kind than enrolled";
  if (data.attested !== undefined) return "an assertion carries no credential";
  return undefined;
};

const octets = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();

/** The signature counter that an assertion bears; undefined when it cannot be read. */
export const counterOf = ({ authenticatorData }: Pick<Assertion, "authenticatorData">): number | undefined =>
  parseAuthenticatorData(octets(authenticatorData))?.counter;

/**
 * `enrolled.counter`: a count that does not grow comes from a copy of the authenticator (§6.1.1). Authenticators that do
 * not count say 0, and go on saying it.
 */
export const judgeResponse = (
  signed: Response,
  challenge: string,
  credential: ResponseKey,
  { counter }: Pick<EnrolledCredential, "counter">,
): Result<unknown> => {
  const clientData = octets(signed.clientDataJSON);
  const wrongClient = wrongWithClientData(clientData, {
    type: "webauthn.get",
    challenge,
    origins: credential.origins,
  });
  if (wrongClient !== undefined) return violated(wrongClient);
  const raw = octets(signed.authenticatorData);
  const data = parseAuthenticatorData(raw);
  if (data === undefined) return violated("the authenticator data cannot be read");
  const wrong = wrongWithAuthenticator(data, credential);
  if (wrong !== undefined) return violated(wrong);
  const message = concat([raw, sha256(clientData)]);
  if (!verifySignature(octets(credential.spki), message, octets(signed.signature)))
    return refuse(refusal("statement.bad-signature", "the signature is not this credential's over this statement"));
  if (counter !== undefined && (counter > 0 || data.counter > 0) && data.counter <= counter)
    return refuse(refusal("statement.counter-behind", "the authenticator's counter did not grow: there may be a copy"));
  return ok(undefined);
};

/** The same for a statement: what was asked is the statement itself. */
export const judgeAssertion = (
  signed: Assertion,
  credential: WebauthnCredential,
  enrolled: Pick<EnrolledCredential, "counter">,
): Result<unknown> => judgeResponse(signed, challengeOf(signed), credential, enrolled);
