/** Judges a proof of possession. RFC 4211 §4. */
import { equalBytes } from "../../kernel/bytes.ts";
import { equalSecret } from "../../kernel/digest.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { CertReqMsg } from "../crmf.ts";
import { proofsOfKey } from "./key-proofs.ts";
import {
  encodeSigningKeyInput,
  type PrivateKeyMethod,
  type SigningKeyInput,
  type SigningProof,
} from "./proof-of-possession.ts";

export type ProofChecks = {
  /** Whether `signature` over `message` is by the key `spki` and the algorithm `algorithmDer`; never throws. */
  readonly verify: (spki: Uint8Array, message: Uint8Array, algorithmDer: Uint8Array, signature: Uint8Array) => boolean;
  /** The MAC of `message` under the secret shared with the requester; undefined when there is none, or no such MAC. */
  readonly mac?: (algorithmDer: Uint8Array, message: Uint8Array) => Uint8Array | undefined;
  /** GeneralName, DER, of the sender whom the message's own protection has authenticated. */
  readonly sender?: Uint8Array;
  /** Whether the sender is a registration authority that may vouch for what it passes on. */
  readonly isTrustedRa: boolean;
};

/**
 * `proven`: by a signature. `vouched`: by a registration authority's word. `encrypt-certificate`: the certificate has to
 * be sent encrypted to its own key, and counts as proven when the requester confirms it. `challenge`: the requester
 * wants to decrypt a challenge before there is a certificate.
 */
export type ProofVerdict = "proven" | "vouched" | "encrypt-certificate" | "challenge";

const no = (detail: string) => refuse(refusal("csr.bad-signature", detail));

/** The owner of the key has to be known some other way when the signed request does not name the subject. */
const isBound = ({ authInfo, publicKey }: SigningKeyInput, { mac, sender }: ProofChecks): boolean => {
  if ("sender" in authInfo) return sender !== undefined && equalBytes(sender, authInfo.sender);
  const expected = mac?.(authInfo.publicKeyMac.algorithm, publicKey);
  return expected !== undefined && equalSecret(expected, authInfo.publicKeyMac.value);
};

const judgeSignature = (
  { certRequest }: CertReqMsg,
  spki: Uint8Array,
  { input, algorithm, signature }: SigningProof,
  checks: ProofChecks,
): Result<ProofVerdict> => {
  // A signature over less than the request must not stand for one over all of it. RFC 4211 §4.1.
  if ((certRequest.template.subject === undefined) !== (input !== undefined))
    return no("what is signed is not what has to be signed for this request");
  if (input !== undefined && !equalBytes(input.publicKey, spki)) return no("the proof is about another key");
  if (input !== undefined && !isBound(input, checks)) return no("the proof does not say whose key it is");
  const message = input === undefined ? certRequest.der : encodeSigningKeyInput(input);
  return checks.verify(spki, message, algorithm, signature)
    ? ok("proven")
    : no("the request is not signed by its own key");
};

const judgeMethod = (method: PrivateKeyMethod): Result<ProofVerdict> => {
  if (!("subsequentMessage" in method))
    return no("a proof that hands over the private key, or agrees on one with this authority's key, is not accepted");
  return ok(method.subsequentMessage === "encrCert" ? "encrypt-certificate" : "challenge");
};

/**
 * Whether the requester has the private key, or what has to be done to learn it. Refuses `csr.bad-signature` for a
 * proof that is missing or fails, `csr.malformed` for a template without a key, `csr.unsupported-key`.
 */
export const verifyProof = (message: CertReqMsg, checks: ProofChecks): Result<ProofVerdict> => {
  const { proof, certRequest } = message;
  const spki = certRequest.template.publicKey;
  if (spki === undefined) return refuse(refusal("csr.malformed", "the request names no key"));
  if (proof === undefined) return no("the request has no proof of possession");
  if (proof.kind === "raVerified")
    return checks.isTrustedRa ? ok("vouched") : no("the sender may not vouch for a proof of possession");
  const possible = proofsOfKey(spki);
  if (!possible.ok) return possible;
  if (!possible.value.includes(proof.kind)) return no("this kind of key cannot give this kind of proof");
  return proof.kind === "signature" ? judgeSignature(message, spki, proof, checks) : judgeMethod(proof.method);
};
