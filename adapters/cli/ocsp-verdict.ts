/**
 * Whether an OCSP answer may be believed, as a relying party asks it: RFC 6960 §3.2. Trust begins with the issuer's
 * certificate, which the caller knows.
 */
import { OID } from "../../domain/der/oid.ts";
import { equalBytes } from "../../domain/kernel/bytes.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import { encodeSignatureAlgorithm } from "../../domain/pki/algorithm.ts";
import { issuerHashes } from "../../domain/pki/cert-id.ts";
import { parseExtendedKeyUsage } from "../../domain/pki/extension/extended-key-usage.ts";
import { parseOcspNonce } from "../../domain/pki/extension/ocsp-nonce.ts";
import {
  parseOcspResponse,
  type ReadOcspResponse,
  type ReadSingleResponse,
} from "../../domain/pki/ocsp-response-reader.ts";
import { type PathCertificate, parsePathCertificate } from "../../domain/pki/path/path-certificate.ts";
import { verifyByKnownAlgorithm } from "../../domain/pki/path/verify-signature.ts";
import { parsePublicKey } from "../../domain/pki/public-key.ts";

type Successful = Extract<ReadOcspResponse, { readonly status: "successful" }>;

export type OcspVerdict =
  | { readonly is: "believed"; readonly single: ReadSingleResponse; readonly signer: "issuer" | "responder" }
  /** The responder gives no answer, and says why in one word. */
  | { readonly is: "unanswered"; readonly status: string }
  | { readonly is: "not-believed"; readonly why: string };

export type OcspQuestion = {
  readonly issuer: Pick<PathCertificate, "subject" | "spki">;
  /** CertIDs that name the certificate, in each form that a responder may give back. */
  readonly certIds: readonly Uint8Array[];
  readonly nonce: Uint8Array;
  readonly now: Instant;
};

const not = (why: string): OcspVerdict => ({ is: "not-believed", why });

const isResponderOf = (responder: Successful["responder"], subject: Uint8Array, spki: Uint8Array): boolean => {
  if ("name" in responder) return equalBytes(responder.name, subject);
  const key = parsePublicKey(spki);
  return key.ok && equalBytes(issuerHashes("sha1", subject, key.value.bits).keyHash, responder.keyHash);
};

/** RFC 6960 §4.2.2.2: the issuer certified it itself, for this purpose, and it is in its time. */
const isDelegated = (c: PathCertificate, { issuer, now }: OcspQuestion): boolean => {
  const purposes = c.extensions.find((e) => e.oid === OID.extendedKeyUsage);
  const read = purposes && parseExtendedKeyUsage(purposes.value);
  return (
    read?.ok === true &&
    read.value.includes("ocspSigning") &&
    equalBytes(c.issuer, issuer.subject) &&
    c.notBefore <= now &&
    now <= c.notAfter &&
    verifyByKnownAlgorithm(issuer.spki, c.tbs, c.algorithm, c.signature)
  );
};

type Signer = { readonly spki: Uint8Array; readonly signer: "issuer" | "responder" };

const signerOf = (answer: Successful, question: OcspQuestion): Signer | undefined => {
  const { issuer } = question;
  if (isResponderOf(answer.responder, issuer.subject, issuer.spki)) return { spki: issuer.spki, signer: "issuer" };
  for (const der of answer.certificates) {
    const c = parsePathCertificate(der);
    if (c.ok && isResponderOf(answer.responder, c.value.subject, c.value.spki) && isDelegated(c.value, question))
      return { spki: c.value.spki, signer: "responder" };
  }
  return undefined;
};

const judge = (answer: Successful, question: OcspQuestion): OcspVerdict => {
  const by = signerOf(answer, question);
  if (by === undefined) return not("it is signed by nobody whom the issuer allows to");
  if (!verifyByKnownAlgorithm(by.spki, answer.data, encodeSignatureAlgorithm(answer.algorithm), answer.signature))
    return not("its signature does not verify");
  const nonce = answer.extensions.find((e) => e.oid === OID.ocspNonce);
  const echoed = nonce && parseOcspNonce(nonce.value);
  // Prepared answers have none (RFC 9654 §2.1); one that is there must be ours.
  if (echoed !== undefined && !(echoed.ok && equalBytes(echoed.value, question.nonce)))
    return not("it answers another question (nonce)");
  const single = answer.responses.find((r) => question.certIds.some((id) => equalBytes(id, r.certId)));
  if (single === undefined) return not("it is about another certificate");
  if (single.thisUpdate > question.now) return not("it is from the future: is the clock right?");
  if (single.nextUpdate !== undefined && single.nextUpdate < question.now) return not("it is too old");
  return { is: "believed", single, signer: by.signer };
};

export const ocspVerdict = (der: Uint8Array, question: OcspQuestion): OcspVerdict => {
  const parsed = parseOcspResponse(der);
  if (!parsed.ok) return not(`it is no OCSP response (${parsed.error.detail})`);
  const { value } = parsed;
  return value.status === "successful" ? judge(value, question) : { is: "unanswered", status: value.status };
};
