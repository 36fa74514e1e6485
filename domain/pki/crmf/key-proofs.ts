/** How a kind of key can show that its owner has it. RFC 4211 §4; for KEM keys RFC 9810 §4.3. */
import { OID } from "../../der/oid.ts";
import { readDer } from "../../der/reader.ts";
import { refusal } from "../../kernel/refusal.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";

/** The kinds of proof that a key itself gives; `raVerified` is somebody else's word. */
export type KeyProof = "signature" | "keyEncipherment" | "keyAgreement";

const SIGNS = ["signature"] as const;
const ENCIPHERS = ["keyEncipherment"] as const;
const AGREES = ["keyAgreement"] as const;

const PROOFS: ReadonlyMap<string, readonly KeyProof[]> = new Map<string, readonly KeyProof[]>([
  // rsaEncryption, RSASSA-PSS, RSAES-OAEP: RFC 8017 Appendix A
  ["1.2.840.113549.1.1.1", ["signature", "keyEncipherment"]],
  ["1.2.840.113549.1.1.10", SIGNS],
  ["1.2.840.113549.1.1.7", ENCIPHERS],
  // elliptic curves; id-ecDH and id-ecMQV are keys that must not sign: RFC 5480 §2.1
  [OID.ecPublicKey, ["signature", "keyAgreement"]],
  ["1.3.132.1.12", AGREES],
  ["1.3.132.1.13", AGREES],
  // X25519, X448, Ed25519, Ed448: RFC 8410 §3
  ["1.3.101.110", AGREES],
  ["1.3.101.111", AGREES],
  ["1.3.101.112", SIGNS],
  ["1.3.101.113", SIGNS],
  // DSA and Diffie-Hellman: RFC 3279 §2.3; dhKeyAgreement of PKCS #3
  ["1.2.840.10040.4.1", SIGNS],
  ["1.2.840.10046.2.1", AGREES],
  ["1.2.840.113549.1.3.1", AGREES],
  // ML-DSA-44, -65, -87 of FIPS 204; ML-KEM-512, -768, -1024 of FIPS 203
  ["2.16.840.1.101.3.4.3.17", SIGNS],
  ["2.16.840.1.101.3.4.3.18", SIGNS],
  ["2.16.840.1.101.3.4.3.19", SIGNS],
  ["2.16.840.1.101.3.4.4.1", ENCIPHERS],
  ["2.16.840.1.101.3.4.4.2", ENCIPHERS],
  ["2.16.840.1.101.3.4.4.3", ENCIPHERS],
]);

/**
 * The proofs that this SubjectPublicKeyInfo's algorithm allows, the best first. Without `signature` among them the key
 * cannot prove itself in the request: the proof is indirect, by a certificate sent back encrypted to the key. Refuses
 * `csr.malformed`, and `csr.unsupported-key` for an algorithm that is not known.
 */
export const proofsOfKey = (spki: Uint8Array): Result<readonly KeyProof[]> => {
  const algorithm = readDer(
    spki,
    (r) => {
      const info = r.sequence();
      const identifier = info.expect(0x30);
      info.bitString();
      info.end();
      return info.inside(identifier).oid();
    },
    { code: "csr.malformed", maxBytes: 1 << 16 },
  );
  if (!algorithm.ok) return algorithm;
  const proofs = PROOFS.get(algorithm.value);
  return proofs ? ok(proofs) : refuse(refusal("csr.unsupported-key", "this kind of key has no known proof"));
};
