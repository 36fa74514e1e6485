/**
 * AlgorithmIdentifier of a signature, DER: one encoding each, compared byte for byte. RSA has NULL parameters (RFC 4055 §5),
 * PSS spells its own out (§3.1), all others have none (RFC 5758 §3.2, RFC 8410 §3, RFC 9881 §2).
 */
import { OID } from "../der/oid.ts";
import { readDer } from "../der/reader.ts";
import { explicit, integer, nullValue, oid, sequence } from "../der/writer.ts";
import { toHex } from "../kernel/bytes.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { SIGNATURE_SCHEMES, type SignatureScheme } from "../kernel/signature-scheme.ts";

export type SignatureAlgorithm = SignatureScheme;

type Hash = "sha256" | "sha384" | "sha512";
const OCTETS: Readonly<Record<Hash, number>> = { sha256: 32, sha384: 48, sha512: 64 };

/** RSASSA-PSS-params: hash, MGF1 with the same hash, salt as long as the hash; the trailer is the default. RFC 4055 §3.1. */
export const pssParameters = (hash: Hash): Uint8Array => {
  const hashAlgorithm = sequence(oid(OID[hash]), nullValue);
  return sequence(
    explicit(0, hashAlgorithm),
    explicit(1, sequence(oid(OID.mgf1), hashAlgorithm)),
    explicit(2, integer(OCTETS[hash])),
  );
};

const pss = (hash: Hash): Uint8Array => sequence(oid(OID.rsassaPss), pssParameters(hash));

const ENCODED: { readonly [S in SignatureScheme]: Uint8Array } = {
  "rsa-sha256": sequence(oid(OID.sha256WithRsa), nullValue),
  "rsa-sha384": sequence(oid(OID.sha384WithRsa), nullValue),
  "rsa-sha512": sequence(oid(OID.sha512WithRsa), nullValue),
  "rsa-pss-sha256": pss("sha256"),
  "rsa-pss-sha384": pss("sha384"),
  "rsa-pss-sha512": pss("sha512"),
  "ecdsa-sha256": sequence(oid(OID.ecdsaWithSha256)),
  "ecdsa-sha384": sequence(oid(OID.ecdsaWithSha384)),
  "ecdsa-sha512": sequence(oid(OID.ecdsaWithSha512)),
  ed25519: sequence(oid(OID.ed25519)),
  ed448: sequence(oid(OID.ed448)),
  "ml-dsa-44": sequence(oid(OID.mlDsa44)),
  "ml-dsa-65": sequence(oid(OID.mlDsa65)),
  "ml-dsa-87": sequence(oid(OID.mlDsa87)),
};

const BY_DER: ReadonlyMap<string, SignatureScheme> = new Map(SIGNATURE_SCHEMES.map((s) => [toHex(ENCODED[s]), s]));

const KNOWN: ReadonlySet<string> = new Set([
  OID.sha256WithRsa,
  OID.sha384WithRsa,
  OID.sha512WithRsa,
  OID.ecdsaWithSha256,
  OID.ecdsaWithSha384,
  OID.ecdsaWithSha512,
  OID.ed25519,
  OID.ed448,
  OID.mlDsa44,
  OID.mlDsa65,
  OID.mlDsa87,
]);

/** AlgorithmIdentifier, DER. */
export const encodeSignatureAlgorithm = (a: SignatureAlgorithm): Uint8Array => ENCODED[a];

/** Refuses `der.malformed` for bytes that are none, `csr.unsupported-key` for one that is not known here. */
export const parseSignatureAlgorithm = (der: Uint8Array): Result<SignatureAlgorithm> => {
  const shape = readDer(der, (r) => {
    const algorithm = r.sequence();
    const name = algorithm.oid();
    if (!algorithm.isAtEnd) algorithm.next();
    algorithm.end();
    return name;
  });
  if (!shape.ok) return shape;
  const scheme = BY_DER.get(toHex(der));
  if (scheme !== undefined) return ok(scheme);
  // A known algorithm with parameters that it does not have is no other algorithm: it is none. PSS has many.
  if (KNOWN.has(shape.value)) return refuse(refusal("der.malformed", "a signature algorithm with other parameters"));
  return refuse(refusal("csr.unsupported-key", "the signature algorithm is not supported"));
};
