/** ProofOfPossession, as it is written; `verify-proof.ts` judges it. RFC 4211 §4. */
import { type DerReader, malformed, must, readDer } from "../../der/reader.ts";
import { bitString, explicit, implicit, integer, sequence } from "../../der/writer.ts";
import { retag } from "../implicit-tag.ts";

/** PKMACValue, RFC 4211 §4.1. `algorithm`: AlgorithmIdentifier, DER. */
export type MacValue = { readonly algorithm: Uint8Array; readonly value: Uint8Array };

/** POPOSigningKeyInput, RFC 4211 §4.1: signed in place of a request that does not name its subject and its key. */
export type SigningKeyInput = {
  /** `sender`: GeneralName, DER. */
  readonly authInfo: { readonly sender: Uint8Array } | { readonly publicKeyMac: MacValue };
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
};

/** POPOSigningKey, RFC 4211 §4.1. `algorithm`: AlgorithmIdentifier, DER. */
export type SigningProof = {
  readonly kind: "signature";
  readonly input?: SigningKeyInput | undefined;
  readonly algorithm: Uint8Array;
  readonly signature: Uint8Array;
};

/** POPOPrivKey, RFC 4211 §4.2 and §4.3. `encryptedKey`: EnvelopedData's SEQUENCE, DER. */
export type PrivateKeyMethod =
  | { readonly subsequentMessage: "encrCert" | "challengeResp" }
  | { readonly thisMessage: Uint8Array }
  | { readonly dhMac: Uint8Array }
  | { readonly agreeMac: MacValue }
  | { readonly encryptedKey: Uint8Array };

export type ProofOfPossession =
  | { readonly kind: "raVerified" }
  | SigningProof
  | { readonly kind: "keyEncipherment" | "keyAgreement"; readonly method: PrivateKeyMethod };

const readMacValue = (r: DerReader): MacValue => {
  const mac = r.sequence();
  const algorithm = mac.expect(0x30).whole;
  const value = mac.bitString();
  mac.end();
  return { algorithm, value };
};

const readSigningKeyInput = (r: DerReader): SigningKeyInput => {
  const input = r.sequence();
  const sender = input.optional(0xa0);
  const authInfo =
    sender === undefined ? { publicKeyMac: readMacValue(input) } : { sender: onlyElement(input.inside(sender)) };
  const publicKey = input.expect(0x30).whole;
  input.end();
  return { authInfo, publicKey };
};

const onlyElement = (r: DerReader): Uint8Array => {
  const { whole } = r.next();
  r.end();
  return whole;
};

const readSigningProof = (r: DerReader): SigningProof => {
  const proof = r.sequence();
  const input = proof.optional(0xa0);
  const algorithm = proof.expect(0x30).whole;
  const signature = proof.bitString();
  proof.end();
  return {
    kind: "signature",
    input: input && must(readDer(retag(0x30, input.whole), readSigningKeyInput)),
    algorithm,
    signature,
  };
};

const SUBSEQUENT = ["encrCert", "challengeResp"] as const;

const readMethod = (r: DerReader): PrivateKeyMethod => {
  const { tag, whole } = r.next();
  const as = <T>(universal: number, read: (r: DerReader) => T): T => must(readDer(retag(universal, whole), read));
  switch (tag) {
    case 0x80:
      return { thisMessage: as(0x03, (e) => e.bitString()) };
    case 0x81:
      return {
        subsequentMessage: SUBSEQUENT[as(0x02, (e) => e.smallInteger())] ?? malformed("an unknown later message"),
      };
    case 0x82:
      return { dhMac: as(0x03, (e) => e.bitString()) };
    case 0xa3:
      return { agreeMac: as(0x30, readMacValue) };
    case 0xa4:
      return { encryptedKey: retag(0x30, whole) };
    default:
      return malformed("an unknown proof of possession");
  }
};

/** Whether a ProofOfPossession stands at the reader's place: it is OPTIONAL, and all of its alternatives are tagged. */
export const isProofNext = (r: DerReader): boolean => ((r.peek() ?? 0) & 0xc0) === 0x80;

export const readProofOfPossession = (r: DerReader): ProofOfPossession => {
  const { tag, content, whole } = r.next();
  switch (tag) {
    case 0x80:
      return content.length === 0 ? { kind: "raVerified" } : malformed("raVerified with content");
    case 0xa1:
      return must(readDer(retag(0x30, whole), readSigningProof));
    case 0xa2:
      return { kind: "keyEncipherment", method: must(readDer(content, readMethod)) };
    case 0xa3:
      return { kind: "keyAgreement", method: must(readDer(content, readMethod)) };
    default:
      return malformed("an unknown proof of possession");
  }
};

const macValue = ({ algorithm, value }: MacValue): Uint8Array => sequence(algorithm, bitString(value));

/** POPOSigningKeyInput under the tag of a SEQUENCE: what its signature is over. RFC 4211 §4.1. */
export const encodeSigningKeyInput = ({ authInfo, publicKey }: SigningKeyInput): Uint8Array =>
  sequence("sender" in authInfo ? explicit(0, authInfo.sender) : macValue(authInfo.publicKeyMac), publicKey);

const methodOf = (m: PrivateKeyMethod): Uint8Array => {
  if ("subsequentMessage" in m) return retag(0x81, integer(SUBSEQUENT.indexOf(m.subsequentMessage)));
  if ("thisMessage" in m) return retag(0x80, bitString(m.thisMessage));
  if ("dhMac" in m) return retag(0x82, bitString(m.dhMac));
  if ("agreeMac" in m) return retag(0xa3, macValue(m.agreeMac));
  return retag(0xa4, m.encryptedKey);
};

/** The inverse of `readProofOfPossession`. */
export const encodeProofOfPossession = (proof: ProofOfPossession): Uint8Array => {
  switch (proof.kind) {
    case "raVerified":
      return implicit(0, false, new Uint8Array());
    case "signature": {
      const input = proof.input === undefined ? [] : [retag(0xa0, encodeSigningKeyInput(proof.input))];
      return retag(0xa1, sequence(...input, proof.algorithm, bitString(proof.signature)));
    }
    case "keyEncipherment":
      return explicit(2, methodOf(proof.method));
    case "keyAgreement":
      return explicit(3, methodOf(proof.method));
  }
};
