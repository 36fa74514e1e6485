/** id-pkix-ocsp-pref-sig-algs, 1.3.6.1.5.5.7.48.1.8. RFC 6960 §4.4.7. */
import { type DerReader, malformed, readDer } from "../../der/reader.ts";
import { sequence, sequenceOf } from "../../der/writer.ts";
import type { Result } from "../../kernel/result.ts";
import { encodeSignatureAlgorithm, parseSignatureAlgorithm, type SignatureAlgorithm } from "../algorithm.ts";
import { isElement, readAny } from "./any-element.ts";
import type { Extension } from "./extension.ts";

export const OCSP_PREFERRED_SIGNATURE_ALGORITHMS = "1.3.6.1.5.5.7.48.1.8";

/**
 * `signature`: by its name or, when it has none here, its AlgorithmIdentifier. `key`: SMIMECapability, the key that it
 * shall be made with (RFC 8551 §2.5.2). Both DER.
 */
export type PreferredSignatureAlgorithm = {
  readonly signature: SignatureAlgorithm | Uint8Array;
  readonly key?: Uint8Array;
};

/** SEQUENCE { OBJECT IDENTIFIER, parameters OPTIONAL }: AlgorithmIdentifier and SMIMECapability alike. */
const readIdentifier = (r: DerReader): Uint8Array => {
  const element = r.expect(0x30);
  const inside = r.inside(element);
  inside.oid();
  if (!inside.isAtEnd) readAny(inside);
  inside.end();
  return element.whole;
};

const encodeIdentifier = (der: Uint8Array): Uint8Array => {
  if (!isElement(der) || !readDer(der, readIdentifier).ok) throw new TypeError("not an algorithm");
  return der;
};

/** Of a request: the most wanted first. At least one. */
export const ocspPreferredSignatureAlgorithms = (preferred: readonly PreferredSignatureAlgorithm[]): Extension => {
  if (preferred.length === 0) throw new TypeError("no signature algorithm is preferred");
  const encoded = preferred.map(({ signature, key }) =>
    sequence(
      typeof signature === "string" ? encodeSignatureAlgorithm(signature) : encodeIdentifier(signature),
      ...(key === undefined ? [] : [encodeIdentifier(key)]),
    ),
  );
  return { oid: OCSP_PREFERRED_SIGNATURE_ALGORITHMS, critical: false, value: sequenceOf(encoded) };
};

/** Also what we would call malformed in a signature is only an algorithm that is not known here. */
const nameOf = (identifier: Uint8Array): SignatureAlgorithm | Uint8Array => {
  const known = parseSignatureAlgorithm(identifier);
  return known.ok ? known.value : identifier;
};

/** At least one. Refuses `der.malformed`. */
export const parseOcspPreferredSignatureAlgorithms = (
  value: Uint8Array,
): Result<readonly PreferredSignatureAlgorithm[]> =>
  readDer(value, (r) => {
    const preferred = r.each(r.expect(0x30), (list): PreferredSignatureAlgorithm => {
      const one = list.sequence();
      const signature = nameOf(readIdentifier(one));
      if (one.isAtEnd) return { signature };
      const key = readIdentifier(one);
      one.end();
      return { signature, key };
    });
    return preferred.length > 0 ? preferred : malformed("no signature algorithm is preferred");
  });
