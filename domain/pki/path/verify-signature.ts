import { rsaSizeOf, verifySignature } from "../../kernel/digest.ts";
import { parseSignatureAlgorithm } from "../algorithm.ts";
import type { VerifySignature } from "./path-inputs.ts";

/** The largest modulus known to be factored has 829 bits, and authorities that are still about have 1024. */
const MIN_RSA_BITS = 1024;

/** RFC 8017 §3.1: an exponent is odd and at least 3. With 1 anybody's signature is the authority's. */
const isBelieved = (spki: Uint8Array): boolean => {
  const rsa = rsaSizeOf(spki);
  return rsa === undefined || (rsa.bits >= MIN_RSA_BITS && rsa.exponent >= 3n && rsa.exponent % 2n === 1n);
};

/**
 * By the algorithms that this program issues with; a signature by any other, SHA-1 among them, is none. Nor is one by an
 * RSA key that others can sign with: of less than 1024 bits, or with an exponent that is none.
 */
export const verifyByKnownAlgorithm: VerifySignature = (spki, message, algorithmDer, signature) => {
  const algorithm = parseSignatureAlgorithm(algorithmDer);
  return algorithm.ok && isBelieved(spki) && verifySignature(spki, message, signature, algorithm.value);
};
