/** What is known of signature algorithms. RFC 3279 §2.2, RFC 4055, RFC 5758, RFC 8410, RFC 9881. */
import type { AlgorithmView } from "../view/algorithm-view.ts";

const isOneOf =
  (...oids: readonly string[]) =>
  ({ oid }: AlgorithmView): boolean =>
    oids.includes(oid);

const PKCS1 = "1.2.840.113549.1.1";
/** PKCS #1 v1.5 with any hash. */
export const isRsaSignature = isOneOf(...[2, 3, 4, 5, 11, 12, 13, 14].map((n) => `${PKCS1}.${n}`));
export const isPss = isOneOf(`${PKCS1}.10`);
export const isEcdsa = isOneOf("1.2.840.10045.4.1", ...[1, 2, 3, 4].map((n) => `1.2.840.10045.4.3.${n}`));
export const isEddsa = isOneOf("1.3.101.112", "1.3.101.113");
export const isMlDsa = isOneOf(...[17, 18, 19].map((n) => `2.16.840.1.101.3.4.3.${n}`));

/** With MD2, MD4 or MD5. */
export const isMd = isOneOf(...[2, 3, 4].map((n) => `${PKCS1}.${n}`));
/** RSA, ECDSA or DSA with SHA-1. */
export const isSha1 = isOneOf(`${PKCS1}.5`, "1.2.840.10045.4.1", "1.2.840.10040.4.3", "1.3.14.3.2.29");

/** `05 00`. */
export const isNull = (der: Uint8Array | undefined): boolean => der?.length === 2 && der[0] === 5 && der[1] === 0;

export const areSame = (a: AlgorithmView, b: AlgorithmView): boolean =>
  a.der.length === b.der.length && a.der.every((octet, i) => octet === b.der[i]);
