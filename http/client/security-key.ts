/**
 * What a page does so that an officer registers a security key and signs with it. For browsers: no imports, nothing kept.
 * A page can show one thing and have another signed; docs/dual-control.md tells what that means.
 */

export type RegistrationOptions = PublicKeyCredentialCreationOptionsJSON;
export type MadeStatement = {
  readonly statement: object;
  readonly assertion:
    | (PublicKeyCredentialRequestOptionsJSON & { readonly credentials: Readonly<Record<string, string>> })
    | null;
};
type Who = { readonly id: string; readonly officer: string };

const text = (bytes: ArrayBuffer | Uint8Array): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

/** RFC 8785 for what proposals are made of: texts, whole numbers, booleans, null, lists and objects. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(",")}}`;
};

const sha256 = async (of: string): Promise<string> =>
  text(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(of)));

/** A statement about the enrolment of `credential`, made in the page itself. `notAfter`: RFC 3339 with milliseconds. */
export const statementOfEnrolment = async (ledger: string, credential: Who, notAfter: string): Promise<object> => ({
  v: 1,
  purpose: "cartulary.approval",
  ledger,
  operation: "credential.enrol",
  subject: credential.id,
  digest: await sha256(canonicalJson(credential)),
  requester: null,
  decision: "approve",
  approver: credential.officer,
  nonce: text(crypto.getRandomValues(new Uint8Array(16))),
  notAfter,
});

/** Registers a security key; the answer is the `credential` of an EnrolCredential. */
export const registerSecurityKey = async (options: RegistrationOptions, who: Who): Promise<object> => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  const data = new Uint8Array(response.getAuthenticatorData());
  const aaguid = hex(data.subarray(37, 53)).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  return {
    kind: "webauthn",
    id: who.id,
    officer: who.officer,
    credentialId: text(made.rawId),
    spki: text(response.getPublicKey() ?? new ArrayBuffer(0)),
    aaguid,
    rpId: options.rp.id,
    origins: [location.origin],
    counter: new DataView(data.buffer, data.byteOffset + 33, 4).getUint32(0),
    isBackupEligible: ((data[32] ?? 0) & 0x08) !== 0,
    attestation: { object: text(response.attestationObject), clientData: text(response.clientDataJSON) },
  };
};

/** Has a statement signed. `credential`: the name of the enrolled credential. */
const signed = async (
  statement: object,
  options: PublicKeyCredentialRequestOptionsJSON,
  nameOf: (id: string) => string | undefined,
): Promise<object> => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const made = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAssertionResponse;
  return {
    form: "webauthn",
    statement,
    credential: nameOf(text(made.rawId)),
    authenticatorData: text(response.authenticatorData),
    clientDataJSON: text(response.clientDataJSON),
    signature: text(response.signature),
  };
};

/** Signs what GET /v1/requests/{id}/statement made. */
export const signStatement = ({ statement, assertion }: MadeStatement): Promise<object> => {
  if (assertion === null) throw new TypeError("this officer has no security key");
  return signed(statement, assertion, (id) => assertion.credentials[id]);
};

/** Signs the enrolment of the very key that is enrolled. */
export const signEnrolment = async (
  statement: object,
  credential: Who & { readonly credentialId: string; readonly rpId: string },
): Promise<object> => {
  const challenge = await sha256(`cartulary-approval-v1\0${canonicalJson(statement)}`);
  const allowCredentials = [{ type: "public-key" as const, id: credential.credentialId }];
  const options = { challenge, rpId: credential.rpId, allowCredentials, userVerification: "required" };
  return signed(statement, options, () => credential.id);
};
