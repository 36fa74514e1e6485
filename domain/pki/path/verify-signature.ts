import { verifySignature } from "../../kernel/digest.ts";
import { parseSignatureAlgorithm } from "../algorithm.ts";
import type { VerifySignature } from "./path-inputs.ts";

/** By the algorithms that this program issues with; a signature by any other, SHA-1 among them, is none. */
export const verifyByKnownAlgorithm: VerifySignature = (spki, message, algorithmDer, signature) => {
  const algorithm = parseSignatureAlgorithm(algorithmDer);
  return algorithm.ok && verifySignature(spki, message, signature, algorithm.value);
};
