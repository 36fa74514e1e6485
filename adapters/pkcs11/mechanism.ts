/**
 * Which mechanisms each kind of key needs, and how its pair is asked for. Numbers and not names: libraries' names for them
 * differ. PKCS#11 v3.1 §6 and its header file.
 */
import graphene from "graphene-pk11";
import type { SignatureScheme } from "../../domain/kernel/signature-scheme.ts";
import { KEY_ALGORITHMS, type KeyAlgorithm } from "../../domain/pki/key-algorithm.ts";

const { KeyType, NamedCurve } = graphene;

const CKM = {
  RSA_PKCS_KEY_PAIR_GEN: 0x0000,
  SHA256_RSA_PKCS: 0x0040,
  SHA256_RSA_PKCS_PSS: 0x0043,
  EC_KEY_PAIR_GEN: 0x1040,
  ECDSA: 0x1041,
  EC_EDWARDS_KEY_PAIR_GEN: 0x1055,
  EDDSA: 0x1057,
} as const;

type Kind = {
  readonly generate: number;
  readonly sign: number;
  /** Attributes of the public key's template that choose the key. */
  readonly template: Readonly<Record<string, unknown>>;
};

const F4 = Buffer.from([1, 0, 1]);
/** PrintableString "edwards25519" and "edwards448": what SoftHSM takes. PKCS#11 v3.1 §6.3.5 also allows the OID. */
const edwards = (name: string): Buffer => Buffer.concat([Buffer.from([0x13, name.length]), Buffer.from(name)]);

const rsa = (bits: number, sign: number): Kind => ({
  generate: CKM.RSA_PKCS_KEY_PAIR_GEN,
  sign,
  template: { keyType: KeyType.RSA, modulusBits: bits, publicExponent: F4 },
});
const ec = (curve: string): Kind => ({
  generate: CKM.EC_KEY_PAIR_GEN,
  sign: CKM.ECDSA,
  template: { keyType: KeyType.EC, paramsECDSA: NamedCurve.getByName(curve).value },
});
/** CKK_EC_EDWARDS, which graphene has no name for. */
const EC_EDWARDS = 0x40;
const ed = (name: string): Kind => ({
  generate: CKM.EC_EDWARDS_KEY_PAIR_GEN,
  sign: CKM.EDDSA,
  template: { keyType: EC_EDWARDS, paramsECDSA: edwards(name) },
});

/** Absent: no published PKCS#11 has a mechanism for it, or none that can be tried here. */
const KINDS: { readonly [K in KeyAlgorithm]?: Kind } = {
  "rsa-2048": rsa(2048, CKM.SHA256_RSA_PKCS),
  "rsa-3072": rsa(3072, CKM.SHA256_RSA_PKCS),
  "rsa-4096": rsa(4096, CKM.SHA256_RSA_PKCS),
  "rsa-8192": rsa(8192, CKM.SHA256_RSA_PKCS),
  "rsa-pss-2048": rsa(2048, CKM.SHA256_RSA_PKCS_PSS),
  "rsa-pss-3072": rsa(3072, CKM.SHA256_RSA_PKCS_PSS),
  "rsa-pss-4096": rsa(4096, CKM.SHA256_RSA_PKCS_PSS),
  "ec-p256": ec("secp256r1"),
  "ec-p384": ec("secp384r1"),
  "ec-p521": ec("secp521r1"),
  ed25519: ed("edwards25519"),
  ed448: ed("edwards448"),
};

export const kindOf = (algorithm: KeyAlgorithm): Kind | undefined => KINDS[algorithm];

/** What a token that has these mechanisms can be asked for. */
export const abilitiesOf = (mechanisms: ReadonlySet<number>): readonly KeyAlgorithm[] =>
  KEY_ALGORITHMS.filter((a) => {
    const kind = KINDS[a];
    return kind !== undefined && mechanisms.has(kind.generate) && mechanisms.has(kind.sign);
  });

const CKM_SIGN: { readonly [S in SignatureScheme]?: number } = {
  "rsa-sha256": CKM.SHA256_RSA_PKCS,
  "rsa-pss-sha256": CKM.SHA256_RSA_PKCS_PSS,
  // The digest is made here: CKM_ECDSA_SHA256 and its like are missing in SoftHSM 2.6.1.
  "ecdsa-sha256": CKM.ECDSA,
  "ecdsa-sha384": CKM.ECDSA,
  "ecdsa-sha512": CKM.ECDSA,
  ed25519: CKM.EDDSA,
  ed448: CKM.EDDSA,
};

export const signMechanismOf = (scheme: SignatureScheme): number | undefined => CKM_SIGN[scheme];
