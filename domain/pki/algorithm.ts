/**
 * AlgorithmIdentifier of a signature, DER: a list of encodings each, of which the first is written. RSA has NULL parameters,
 * or by RFC 4055 §5 none; PSS spells its own out (§3.1), the NULL of their hashes being as good as nothing (§2.1); all others
 * have none (RFC 5758 §3.2, RFC 8410 §3, RFC 9881 §2).
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

/** The encoding that is written, and others that are read. */
type Forms = readonly [Uint8Array, ...Uint8Array[]];

/**
 * AlgorithmIdentifier of RSASSA-PSS, of a signature or of a key: hash, MGF1 with the same hash, salt as long as the hash;
 * the trailer is the default. RFC 4055 §3.1.
 */
export const pssForms = (hash: Hash): Forms => {
  const form = (ofHash: Uint8Array, ofMask: Uint8Array): Uint8Array => {
    const mask = sequence(oid(OID.mgf1), ofMask);
    return sequence(
      oid(OID.rsassaPss),
      sequence(explicit(0, ofHash), explicit(1, mask), explicit(2, integer(OCTETS[hash]))),
    );
  };
  const [full, bare] = [sequence(oid(OID[hash]), nullValue), sequence(oid(OID[hash]))];
  return [form(full, full), form(full, bare), form(bare, full), form(bare, bare)];
};

const rsa = (name: string): Forms => [sequence(oid(name), nullValue), sequence(oid(name))];
const plain = (name: string): Forms => [sequence(oid(name))];

const ENCODED: { readonly [S in SignatureScheme]: Forms } = {
  "rsa-sha256": rsa(OID.sha256WithRsa),
  "rsa-sha384": rsa(OID.sha384WithRsa),
  "rsa-sha512": rsa(OID.sha512WithRsa),
  "rsa-pss-sha256": pssForms("sha256"),
  "rsa-pss-sha384": pssForms("sha384"),
  "rsa-pss-sha512": pssForms("sha512"),
  "ecdsa-sha256": plain(OID.ecdsaWithSha256),
  "ecdsa-sha384": plain(OID.ecdsaWithSha384),
  "ecdsa-sha512": plain(OID.ecdsaWithSha512),
  ed25519: plain(OID.ed25519),
  ed448: plain(OID.ed448),
  "ml-dsa-44": plain(OID.mlDsa44),
  "ml-dsa-65": plain(OID.mlDsa65),
  "ml-dsa-87": plain(OID.mlDsa87),
};

const BY_DER: ReadonlyMap<string, SignatureScheme> = new Map(
  SIGNATURE_SCHEMES.flatMap((s) => ENCODED[s].map((form) => [toHex(form), s] as const)),
);

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
export const encodeSignatureAlgorithm = (a: SignatureAlgorithm): Uint8Array => ENCODED[a][0];

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
