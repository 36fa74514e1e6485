import { describe, expect, test } from "vitest";
import * as der from "../../../domain/der/writer.ts";
import { toHex, utf8 } from "../../../domain/kernel/bytes.ts";
import type { RefusalCode } from "../../../domain/kernel/refusal.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import type { CertTemplate } from "../../../domain/pki/crmf/cert-template.ts";
import { NO_CONTROLS } from "../../../domain/pki/crmf/controls.ts";
import { type KeyProof, proofsOfKey } from "../../../domain/pki/crmf/key-proofs.ts";
import {
  encodePbm,
  type PbmParameters,
  parsePbm,
  passwordBasedMac,
} from "../../../domain/pki/crmf/password-based-mac.ts";
import {
  encodeSigningKeyInput,
  type PrivateKeyMethod,
  type ProofOfPossession,
  type SigningKeyInput,
} from "../../../domain/pki/crmf/proof-of-possession.ts";
import { type ProofChecks, type ProofVerdict, verifyProof } from "../../../domain/pki/crmf/verify-proof.ts";
import {
  type CertReqMsg,
  encodeCertReqMessages,
  encodeCertRequest,
  parseCertReqMessages,
} from "../../../domain/pki/crmf.ts";
import { encodeName } from "../../../domain/pki/name.ts";
import { judgedByOpenssl, oracleKey, PRIMITIVES, requestByOpenssl, verifyByNode } from "./crmf-oracle.ts";
import { mutations, oneBit } from "./sample.ts";

const KEYS = { EC: oracleKey("EC"), RSA: oracleKey("RSA"), ED25519: oracleKey("ED25519") };
const key = KEYS.EC;
const other = oracleKey("EC");
const ECDSA = der.sequence(der.oid("1.2.840.10045.4.3.2"));
const SUBJECT = encodeName([{ type: "CN", value: "www.example.test" }]);
const SENDER = der.explicit(4, SUBJECT);
const NAMED: CertTemplate = { subject: SUBJECT, publicKey: key.spki, extensions: [] };
const UNNAMED: CertTemplate = { publicKey: key.spki, extensions: [] };

const SECRET = utf8("shared");
const PBM: PbmParameters = { salt: utf8("8 octets"), hash: "sha256", iterations: 500, mac: "sha256" };
const macOfKey = (secret = SECRET, spki = key.spki) => ({
  algorithm: encodePbm(PBM),
  value: passwordBasedMac(PBM, secret, spki, PRIMITIVES),
});

const CHECKS: ProofChecks = {
  verify: verifyByNode,
  mac: (algorithm, message) => passwordBasedMac(expectOk(parsePbm(algorithm)), SECRET, message, PRIMITIVES),
  sender: SENDER,
  isTrustedRa: false,
};

type Prove = (certRequest: Uint8Array) => ProofOfPossession | undefined;

const bytesOf = (template: CertTemplate, prove: Prove): Uint8Array => {
  const certRequest = encodeCertRequest({ certReqId: 0, template, controls: NO_CONTROLS });
  return encodeCertReqMessages([{ certRequest: { der: certRequest }, proof: prove(certRequest) }]);
};
const read = (bytes: Uint8Array): CertReqMsg => expectOk(parseCertReqMessages(bytes))[0]!;

const signed =
  (signer = key): Prove =>
  (certRequest) => ({ kind: "signature", algorithm: ECDSA, signature: signer.sign(certRequest) });

const signedInput =
  (input: SigningKeyInput, signer = key): Prove =>
  () => ({ kind: "signature", input, algorithm: ECDSA, signature: signer.sign(encodeSigningKeyInput(input)) });

const later =
  (kind: "keyEncipherment" | "keyAgreement", method: PrivateKeyMethod): Prove =>
  () => ({ kind, method });

const bySender: SigningKeyInput = { authInfo: { sender: SENDER }, publicKey: key.spki };
const byMac: SigningKeyInput = { authInfo: { publicKeyMac: macOfKey() }, publicKey: key.spki };
const encrCert: PrivateKeyMethod = { subsequentMessage: "encrCert" };

describe("OpenSSL writes the proof, we judge it", () => {
  test.for<[string, keyof typeof KEYS, string, ProofVerdict | undefined]>([
    ["none", "RSA", "-1", undefined],
    ["raVerified", "RSA", "0", undefined],
    ["an RSA signature", "RSA", "1", "proven"],
    ["an ECDSA signature", "EC", "1", "proven"],
    ["an Ed25519 signature", "ED25519", "1", "proven"],
    ["keyEncipherment with encrCert", "RSA", "2", "encrypt-certificate"],
    ["keyEncipherment for a key that cannot encipher", "EC", "2", undefined],
  ])("%s", ([, kind, popo, verdict]) => {
    const message = read(requestByOpenssl(KEYS[kind], ["-subject", "/CN=x", "-popo", popo]).requests);
    const expected =
      verdict === undefined ? { ok: false, error: { code: "csr.bad-signature" } } : { ok: true, value: verdict };
    expect(verifyProof(message, CHECKS)).toMatchObject(expected);
  });
});

describe("both judge the proof that we write", () => {
  test.for<[string, string, ProofVerdict | RefusalCode, Uint8Array]>([
    ["a signature", "accepted", "proven", bytesOf(NAMED, signed())],
    ["a sender's signature", "accepted", "proven", bytesOf(UNNAMED, signedInput(bySender))],
    ["a signature with a MAC", "accepted", "proven", bytesOf(UNNAMED, signedInput(byMac))],
    ["another key's signature", "EVP lib", "csr.bad-signature", bytesOf(NAMED, signed(other))],
    [
      "another key's signature with input",
      "EVP lib",
      "csr.bad-signature",
      bytesOf(UNNAMED, signedInput(bySender, other)),
    ],
    [
      "an input about another key",
      "popo inconsistent public key",
      "csr.bad-signature",
      bytesOf(UNNAMED, signedInput({ ...bySender, publicKey: other.spki }, other)),
    ],
    ["no proof", "popo missing", "csr.bad-signature", bytesOf(NAMED, () => undefined)],
    [
      "an unknown authority's word",
      "popo raverified not accepted",
      "csr.bad-signature",
      bytesOf(NAMED, () => ({ kind: "raVerified" })),
    ],
  ])("%s: %s, %s", ([, theirs, ours, bytes]) => {
    expect(judgedByOpenssl(key, bytes)).toBe(theirs);
    const result = verifyProof(read(bytes), CHECKS);
    expect(result.ok ? result.value : result.error.code).toBe(ours);
  });

  test("a registration authority's word", () => {
    const bytes = bytesOf(NAMED, () => ({ kind: "raVerified" }));
    expect(judgedByOpenssl(key, bytes, ["-accept_raverified"])).toBe("accepted");
    expect(verifyProof(read(bytes), { ...CHECKS, isTrustedRa: true })).toEqual({ ok: true, value: "vouched" });
  });
});

describe("judged", () => {
  const rsa: CertTemplate = { ...NAMED, publicKey: KEYS.RSA.spki };
  const edwards: CertTemplate = { ...NAMED, publicKey: KEYS.ED25519.spki };
  const unknownKey: CertTemplate = {
    ...NAMED,
    publicKey: der.sequence(der.sequence(der.oid("1.2.3")), der.bitString(SECRET)),
  };
  const { mac: _mac, ...withoutMac } = CHECKS;
  const { sender: _sender, ...withoutSender } = CHECKS;
  test.for<[string, ProofVerdict | RefusalCode, CertTemplate, Prove, ProofChecks]>([
    ["RSA, a certificate to be encrypted", "encrypt-certificate", rsa, later("keyEncipherment", encrCert), CHECKS],
    ["RSA, a challenge", "challenge", rsa, later("keyEncipherment", { subsequentMessage: "challengeResp" }), CHECKS],
    ["EC, a certificate to be encrypted", "encrypt-certificate", NAMED, later("keyAgreement", encrCert), CHECKS],
    ["RSA cannot agree", "csr.bad-signature", rsa, later("keyAgreement", encrCert), CHECKS],
    ["Ed25519 cannot decrypt", "csr.bad-signature", edwards, later("keyAgreement", encrCert), CHECKS],
    [
      "a private key in the request",
      "csr.bad-signature",
      rsa,
      later("keyEncipherment", { thisMessage: SECRET }),
      CHECKS,
    ],
    [
      "a private key in an envelope",
      "csr.bad-signature",
      rsa,
      later("keyEncipherment", { encryptedKey: der.sequence() }),
      CHECKS,
    ],
    ["a Diffie-Hellman MAC", "csr.bad-signature", NAMED, later("keyAgreement", { dhMac: SECRET }), CHECKS],
    ["an agreed MAC", "csr.bad-signature", NAMED, later("keyAgreement", { agreeMac: macOfKey() }), CHECKS],
    ["no key", "csr.malformed", { subject: SUBJECT, extensions: [] }, signed(), CHECKS],
    ["a key that is none", "csr.malformed", { ...NAMED, publicKey: der.sequence() }, signed(), CHECKS],
    ["an unknown kind of key", "csr.unsupported-key", unknownKey, signed(), CHECKS],
    ["the request signed, though it names no subject", "csr.bad-signature", UNNAMED, signed(), CHECKS],
    [
      "an input signed, though the request names its subject",
      "csr.bad-signature",
      NAMED,
      signedInput(bySender),
      CHECKS,
    ],
    ["nobody authenticated", "csr.bad-signature", UNNAMED, signedInput(bySender), withoutSender],
    [
      "another sender",
      "csr.bad-signature",
      UNNAMED,
      signedInput(bySender),
      { ...CHECKS, sender: der.explicit(4, der.sequence()) },
    ],
    ["no shared secret", "csr.bad-signature", UNNAMED, signedInput(byMac), withoutMac],
    [
      "a MAC under another secret",
      "csr.bad-signature",
      UNNAMED,
      signedInput({ ...byMac, authInfo: { publicKeyMac: macOfKey(utf8("other")) } }),
      CHECKS,
    ],
    [
      "a MAC of another key",
      "csr.bad-signature",
      UNNAMED,
      signedInput({ ...byMac, authInfo: { publicKeyMac: macOfKey(SECRET, other.spki) } }),
      CHECKS,
    ],
  ])("%s: %s", ([, verdict, template, prove, checks]) => {
    const result = verifyProof(read(bytesOf(template, prove)), checks);
    expect(result.ok ? result.value : result.error.code).toBe(verdict);
  });

  test("one changed bit anywhere in a signed request, and it is proven no more", () => {
    const bytes = bytesOf(NAMED, signed());
    for (const changed of mutations(bytes, (o) => oneBit(o).slice(0, 1))) {
      const parsed = parseCertReqMessages(changed);
      if (parsed.ok)
        expect(verifyProof(parsed.value[0]!, { ...CHECKS, verify: quiet })).not.toMatchObject({ ok: true });
    }
  });
});

/** A key that a changed bit has spoiled makes node:crypto throw; the check that is passed in must not. */
const quiet: ProofChecks["verify"] = (...args) => {
  try {
    return toHex(args[2]) === toHex(ECDSA) && verifyByNode(...args);
  } catch {
    return false;
  }
};

describe("how a key can prove itself", () => {
  const spki = (oid: string): Uint8Array => der.sequence(der.sequence(der.oid(oid)), der.bitString(SECRET));
  test.for<[string, Uint8Array, readonly KeyProof[]]>([
    ["RSA", KEYS.RSA.spki, ["signature", "keyEncipherment"]],
    ["EC", KEYS.EC.spki, ["signature", "keyAgreement"]],
    ["Ed25519", KEYS.ED25519.spki, ["signature"]],
    ["RSASSA-PSS", spki("1.2.840.113549.1.1.10"), ["signature"]],
    ["RSAES-OAEP", spki("1.2.840.113549.1.1.7"), ["keyEncipherment"]],
    ["X25519", spki("1.3.101.110"), ["keyAgreement"]],
    ["Diffie-Hellman", spki("1.2.840.10046.2.1"), ["keyAgreement"]],
    ["EC for agreement alone", spki("1.3.132.1.12"), ["keyAgreement"]],
    ["ML-DSA-65", spki("2.16.840.1.101.3.4.3.18"), ["signature"]],
    ["ML-KEM-768", spki("2.16.840.1.101.3.4.4.2"), ["keyEncipherment"]],
  ])("%s", ([, bytes, proofs]) => {
    expect(proofsOfKey(bytes)).toEqual({ ok: true, value: proofs });
  });

  test.for<[RefusalCode, Uint8Array]>([
    ["csr.unsupported-key", spki("1.2.3.4")],
    ["csr.malformed", der.sequence()],
    ["csr.malformed", der.nullValue],
    ["csr.malformed", der.sequence(der.sequence(der.oid("1.3.101.112")), der.bitString(SECRET), der.nullValue)],
  ])("%s", ([code, bytes]) => {
    expect(proofsOfKey(bytes)).toMatchObject({ ok: false, error: { code } });
  });
});
