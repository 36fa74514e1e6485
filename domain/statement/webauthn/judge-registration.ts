/** Whether a security key's attestation says what is enrolled of it. WebAuthn §7.1, as far as it can be judged for ever. */
import { equalBytes, fromBase64url, toBase64url, utf8 } from "../../kernel/bytes.ts";
import { canonicalText } from "../../kernel/canonical-json.ts";
import { sha256 } from "../../kernel/digest.ts";
import type { WebauthnCredential } from "../credential.ts";
import { type AuthenticatorData, parseAuthenticatorData } from "./authenticator-data.ts";
import { readCborMap } from "./cbor.ts";
import { wrongWithClientData } from "./client-data.ts";

const octets = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();

/**
 * What the authenticator is asked when it is registered: for which ledger, officer and credential. So no registration made
 * for another can be passed off; that somebody holds the key now, the first assertion shows. base64url.
 */
export const registrationChallenge = (
  ledger: string,
  { officer, id }: Pick<WebauthnCredential, "officer" | "id">,
): string =>
  toBase64url(sha256(utf8(`cartulary-credential-v1\0${canonicalText({ ledger, officer, credential: id })}`)));

/** An origin lies at the relying party or below it; without encryption only on the machine itself. WebAuthn §5.1.3. */
const isOriginOf = (origin: string, rpId: string): boolean => {
  const [, scheme, host = ""] = /^(https?):\/\/([^:]+)/.exec(origin) ?? [];
  return (host === rpId || host.endsWith(`.${rpId}`)) && (scheme === "https" || host === "localhost");
};

/** attestationObject, §6.5.4. Its statement is judged where it is taken in: roots of makers come and go. */
const authenticatorDataOf = (object: Uint8Array): AuthenticatorData | undefined => {
  const read = readCborMap(object);
  const raw = read?.map.get("authData");
  const isWhole = read?.end === object.length && typeof read.map.get("fmt") === "string";
  return isWhole && raw instanceof Uint8Array ? parseAuthenticatorData(raw) : undefined;
};

const wrongWithData = (data: AuthenticatorData, credential: WebauthnCredential): string | undefined => {
  const { attested } = data;
  if (attested === undefined) return "the attestation has no credential";
  if (!equalBytes(data.rpIdHash, sha256(utf8(credential.rpId)))) return "it was registered for another relying party";
  if (!data.isUserPresent || !data.isUserVerified) return "the authenticator did not verify its user";
  const isSame =
    toBase64url(attested.credentialId) === credential.credentialId &&
    toBase64url(attested.spki) === credential.spki &&
    attested.aaguid === credential.aaguid &&
    data.counter === credential.counter &&
    data.isBackupEligible === credential.isBackupEligible;
  return isSame ? undefined : "the attestation is of another credential";
};

/** What is wrong with it, in a sentence; undefined when nothing is. */
export const wrongWithRegistration = (ledger: string, credential: WebauthnCredential): string | undefined => {
  const { origins, rpId, attestation } = credential;
  if (!origins.every((origin) => isOriginOf(origin, rpId))) return "an origin is not the relying party's";
  const data = authenticatorDataOf(octets(attestation.object));
  if (data === undefined) return "the attestation cannot be read";
  const challenge = registrationChallenge(ledger, credential);
  return (
    wrongWithData(data, credential) ??
    wrongWithClientData(octets(attestation.clientData), { type: "webauthn.create", challenge, origins })
  );
};
