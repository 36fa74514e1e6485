/** Rules about a signature, the same for certificates, CRLs and OCSP responses. */
import type { Rule } from "../rule.ts";
import type { AlgorithmView } from "../view/algorithm-view.ts";
import { isEcdsa, isEddsa, isMd, isMlDsa, isNull, isPss, isRsaSignature, isSha1 } from "./algorithm.ts";

/** Where a view has its signature algorithm: inside of what is signed, if it stands there. */
export type AlgorithmOf<View> = (view: View) => AlgorithmView | undefined;

const about =
  (clause: string, effective: string, isBroken: (algorithm: AlgorithmView) => boolean, detail: string) =>
  <View>(id: string, of: AlgorithmOf<View>): Rule<View> => ({
    id,
    clause,
    severity: "error",
    effective,
    check: (view) => {
      const algorithm = of(view);
      return algorithm !== undefined && isBroken(algorithm) && detail;
    },
  });

export const rsaHasNull = about(
  "RFC 4055 §5",
  "2005-06-01",
  (a) => isRsaSignature(a) && !isNull(a.parameters),
  "the parameters of an RSA signature must be NULL",
);

export const pssHasParameters = about(
  "RFC 4055 §3.1",
  "2005-06-01",
  (a) => isPss(a) && (a.parameters === undefined || isNull(a.parameters)),
  "the parameters of a PSS signature must be there",
);

export const ecdsaHasNoParameters = about(
  "RFC 5758 §3.2",
  "2010-01-01",
  (a) => isEcdsa(a) && a.parameters !== undefined,
  "an ECDSA signature must not have parameters",
);

export const eddsaHasNoParameters = about(
  "RFC 8410 §3",
  "2018-08-01",
  (a) => isEddsa(a) && a.parameters !== undefined,
  "an EdDSA signature must not have parameters",
);

export const mlDsaHasNoParameters = about(
  "RFC 9881 §2",
  "2025-10-01",
  (a) => isMlDsa(a) && a.parameters !== undefined,
  "an ML-DSA signature must not have parameters",
);

export const hasNoMd = about("RFC 6151 §2", "2011-03-01", isMd, "the signature is made with MD2, MD4 or MD5");

export const hasNoSha1 = about("NIST SP 800-131A §3", "2014-01-01", isSha1, "the signature is made with SHA-1");
