import { OID } from "../der/oid.ts";
import { readDer } from "../der/reader.ts";
import { oid, sequence } from "../der/writer.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";

/** How a certificate, CRL or response is signed. RFC 5758 §3.2 */
export type SignatureAlgorithm = "ecdsa-p256-sha256";

const encoded: Readonly<Record<SignatureAlgorithm, Uint8Array>> = {
  // ecdsa-with-SHA256 has no parameters, not even NULL.
  "ecdsa-p256-sha256": sequence(oid(OID.ecdsaWithSha256)),
};

/** AlgorithmIdentifier, DER. */
export const encodeSignatureAlgorithm = (a: SignatureAlgorithm): Uint8Array => encoded[a];

export const parseSignatureAlgorithm = (der: Uint8Array): Result<SignatureAlgorithm> => {
  const parsed = readDer(der, (r) => {
    const algorithm = r.sequence();
    const name = algorithm.oid();
    algorithm.end();
    return name;
  });
  if (!parsed.ok) return parsed;
  return parsed.value === OID.ecdsaWithSha256
    ? ok("ecdsa-p256-sha256")
    : refuse(refusal("csr.unsupported-key", "the signature algorithm is not supported"));
};
