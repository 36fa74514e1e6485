/** Certification requests: PKCS #10. RFC 2986 §4; extensionRequest: RFC 2985 §5.4.2. Input is untrusted. */

import { OID } from "../der/oid.ts";
import { malformed, must, readDer } from "../der/reader.ts";
import { verifySignature } from "../kernel/digest.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { parseSignatureAlgorithm, type SignatureAlgorithm } from "./algorithm.ts";
import { type CsrAttributes, NO_CSR_ATTRIBUTES, readCsrAttributes } from "./csr-attributes.ts";
import { type GeneralName, parseSubjectAltName } from "./extension/subject-alt-name.ts";
import { checkName, type Name, readName } from "./name.ts";
import { parsePublicKey } from "./public-key.ts";

export type Csr = {
  readonly der: Uint8Array;
  /** CertificationRequestInfo: the signed bytes. */
  readonly info: Uint8Array;
  readonly subject: Name;
  readonly subjectDer: Uint8Array;
  readonly spki: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  readonly attributes: CsrAttributes;
  readonly subjectAltNames: readonly GeneralName[];
};

const MAX_BYTES = 1 << 16;

/** The alternative names that are asked for; other extensions are the profile's business. */
const namesIn = ({ extensions }: CsrAttributes): readonly GeneralName[] => {
  const san = extensions.find((e) => e.oid === OID.subjectAltName);
  return san === undefined ? [] : must(parseSubjectAltName(san.value));
};

/** A key or algorithm that is no DER at all makes a malformed request, not an unsupported one. */
const ofRequest = <T>(result: Result<T>): Result<T> =>
  !result.ok && result.error.code === "der.malformed" ? refuse(refusal("csr.malformed", result.error.detail)) : result;

type Parts = Omit<Csr, "algorithm"> & { readonly algorithmDer: Uint8Array };

/** Refuses `csr.malformed`, `name.malformed`, `csr.unsupported-key`. Does not check the signature. */
export const parseCsr = (der: Uint8Array): Result<Csr> => {
  const parsed = readDer(
    der,
    (r): Parts => {
      const outer = r.sequence();
      const infoElement = outer.expect(0x30);
      const algorithmDer = outer.expect(0x30).whole;
      const signature = outer.bitString();
      outer.end();
      const info = outer.inside(infoElement);
      if (info.smallInteger() !== 0) malformed("an unknown version");
      const subjectDer = info.expect(0x30).whole;
      const spki = info.expect(0x30).whole;
      const attributes = info.isAtEnd ? NO_CSR_ATTRIBUTES : readCsrAttributes(info);
      const subjectAltNames = namesIn(attributes);
      info.end();
      const subject = must(readDer(subjectDer, readName));
      return {
        der,
        info: infoElement.whole,
        subject,
        subjectDer,
        spki,
        algorithmDer,
        signature,
        attributes,
        subjectAltNames,
      };
    },
    { code: "csr.malformed", maxBytes: MAX_BYTES },
  );
  if (!parsed.ok) return parsed;
  const { algorithmDer, ...parts } = parsed.value;
  const name = checkName(parts.subject);
  if (!name.ok) return name;
  const key = ofRequest(parsePublicKey(parts.spki));
  if (!key.ok) return key;
  const algorithm = ofRequest(parseSignatureAlgorithm(algorithmDer));
  return algorithm.ok ? ok({ ...parts, subject: name.value, algorithm: algorithm.value }) : algorithm;
};

/** Proof of possession: the request is signed by the key that it asks a certificate for. RFC 2986 §4.2. */
export const verifyCsr = (csr: Csr): Result<Csr> =>
  verifySignature(csr.spki, csr.info, csr.signature, csr.algorithm)
    ? ok(csr)
    : refuse(refusal("csr.bad-signature", "the request is not signed by its own key"));
