/**
 * Verifies a statement that an enrolled key of a machine signed: a compact JWS, RFC 7515 §5.2. Nothing in its header
 * chooses anything: the key is the enrolled one, and the key alone says the algorithm (RFC 8725 §3.1).
 */

import { integerFromBytes, sequence } from "../der/writer.ts";
import { equalBytes, fromBase64url, utf8 } from "../kernel/bytes.ts";
import { algorithmOfKey, verifySignature } from "../kernel/digest.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { strictJsonObject } from "../kernel/strict-json.ts";
import type { EnrolledCredential, JwsCredential } from "./credential.ts";
import { type JwsSigned, statementMessage } from "./statement.ts";

/** Header parameter `typ`: a statement's JWS is no other JWS of the same key (RFC 8725 §3.11). */
export const JWS_TYPE = "cartulary-approval+jws";

/** The whole header: a parameter that is not here is refused, `crit` and `b64` among them. */
const PARAMETERS: ReadonlySet<string> = new Set(["alg", "kid", "typ"]);

const violated = (detail: string) => refuse(refusal("statement.form-violated", detail));

/** ECDSA in JOSE is r and s side by side; elsewhere it is DER. RFC 7518 §3.4. */
const derOfEcdsa = (raw: Uint8Array): Uint8Array | undefined =>
  raw.length === 64 ? sequence(integerFromBytes(raw.subarray(0, 32)), integerFromBytes(raw.subarray(32))) : undefined;

/** By the kind of key: the names that its algorithm has (RFC 8037 §3.1, RFC 9864 §2.2), and how the signature is written. */
const KINDS = {
  ed25519: { names: ["EdDSA", "Ed25519"], signature: (raw: Uint8Array) => (raw.length === 64 ? raw : undefined) },
  "ecdsa-sha256": { names: ["ES256"], signature: derOfEcdsa },
} as const;

const kindOf = (spki: Uint8Array): (typeof KINDS)[keyof typeof KINDS] | undefined => {
  const algorithm = algorithmOfKey(spki);
  return algorithm === "ed25519" || algorithm === "ecdsa-sha256" ? KINDS[algorithm] : undefined;
};

/** Returns the credential that signed. */
export const judgeJws = (
  { statement, jws }: JwsSigned,
  credentials: readonly EnrolledCredential[],
): Result<JwsCredential> => {
  const parts = jws.split(".");
  const [head, payload, signature] = parts.map(fromBase64url);
  if (parts.length !== 3 || !head || !payload || !signature) return violated("not a compact JWS");
  const header = strictJsonObject(head);
  if (header === undefined) return violated("the header is no JSON object, or names something twice");
  if (Object.keys(header).some((name) => !PARAMETERS.has(name))) return violated("the header has a parameter too many");
  if (header.typ !== JWS_TYPE) return violated("the header is of another type");
  const credential = credentials.map((e) => e.credential).find((c) => c.kind === "jws" && c.id === header.kid);
  if (credential?.kind !== "jws")
    return refuse(refusal("statement.credential-unknown", "the header names no key of this officer's"));
  const spki = fromBase64url(credential.spki);
  const kind = spki && kindOf(spki);
  if (!spki || !kind || !(kind.names as readonly unknown[]).includes(header.alg))
    return violated("the header names another algorithm than the key has");
  if (!equalBytes(payload, statementMessage(statement))) return violated("the payload is not this statement");
  const der = kind.signature(signature);
  const signed = utf8(`${parts[0]}.${parts[1]}`);
  if (der === undefined || !verifySignature(spki, signed, der))
    return refuse(refusal("statement.bad-signature", "the signature is not this key's over this statement"));
  return ok(credential);
};
