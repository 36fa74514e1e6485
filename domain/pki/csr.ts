/** Certification requests: PKCS #10. RFC 2986 §4; extensionRequest: RFC 2985 §5.4.2. Input is untrusted. */

import { OID } from "../der/oid.ts";
import { type DerReader, malformed, must, readDer } from "../der/reader.ts";
import { verifySignature } from "../kernel/digest.ts";
import { refusal } from "../kernel/refusal.ts";
import { ok, type Result, refuse } from "../kernel/result.ts";
import { parseSignatureAlgorithm, type SignatureAlgorithm } from "./algorithm.ts";
import { readExtensions } from "./extension/read-extensions.ts";
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
  readonly subjectAltNames: readonly GeneralName[];
};

const MAX_BYTES = 1 << 16;

/** The alternative names that the extensionRequest attribute asks for; other extensions are the profile's business. */
const readNames = (attributes: DerReader): readonly GeneralName[] => {
  let names: readonly GeneralName[] | undefined;
  while (!attributes.isAtEnd) {
    const attribute = attributes.sequence();
    const type = attribute.oid();
    const values = attribute.expect(0x31);
    attribute.end();
    if (type !== OID.extensionRequest) continue;
    if (names !== undefined) malformed("extensionRequest stands twice");
    const set = attribute.inside(values);
    const extensions = readExtensions(set);
    set.end();
    const san = extensions.find((e) => e.oid === OID.subjectAltName);
    names = san === undefined ? [] : must(parseSubjectAltName(san.value));
  }
  return names ?? [];
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
      const attributes = info.optional(0xa0);
      const subjectAltNames = attributes === undefined ? [] : readNames(info.inside(attributes));
      info.end();
      const subject = must(readDer(subjectDer, readName));
      return { der, info: infoElement.whole, subject, subjectDer, spki, algorithmDer, signature, subjectAltNames };
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
  return algorithm.ok ? ok({ ...parts, algorithm: algorithm.value }) : algorithm;
};

/** Proof of possession: the request is signed by the key that it asks a certificate for. RFC 2986 §4.2. */
export const verifyCsr = (csr: Csr): Result<Csr> =>
  verifySignature(csr.spki, csr.info, csr.signature, csr.algorithm)
    ? ok(csr)
    : refuse(refusal("csr.bad-signature", "the request is not signed by its own key"));
