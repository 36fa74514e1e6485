/** `openssl cmp` with its mock server: writes CRMF requests, and judges ours. */
import { createHash, createHmac, createPrivateKey, createPublicKey, sign, verify, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { readDer } from "../../../domain/der/reader.ts";
import * as der from "../../../domain/der/writer.ts";
import { utf8 } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { type PbmPrimitives, parsePbm, passwordBasedMac } from "../../../domain/pki/crmf/password-based-mac.ts";
import { openssl, tryOpenssl, withFiles } from "./openssl.ts";

const SECRET = "a shared secret";

export const PRIMITIVES: PbmPrimitives = {
  digest: (hash, bytes) => new Uint8Array(createHash(hash).update(bytes).digest()),
  hmac: (hash, key, bytes) => new Uint8Array(createHmac(hash, key).update(bytes).digest()),
};

export type OracleKey = {
  readonly pem: string;
  readonly spki: Uint8Array;
  readonly sign: (message: Uint8Array) => Uint8Array;
};

/** A key that OpenSSL made: `EC` (P-256), `RSA` (2048 bits) or `ED25519`. */
export const oracleKey = (algorithm: "EC" | "RSA" | "ED25519"): OracleKey => {
  const options = { EC: ["-pkeyopt", "ec_paramgen_curve:P-256"], RSA: [], ED25519: [] }[algorithm];
  // The progress of an RSA key goes to standard error, which the runner mixes in: only the PEM block is the key.
  const output = openssl(["genpkey", "-algorithm", algorithm, ...options]);
  const [pem = ""] = /-----BEGIN[\s\S]*-----END [A-Z ]+-----\n/.exec(output) ?? [];
  const key = createPrivateKey(pem);
  return {
    pem,
    spki: new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" })),
    sign: (message) => new Uint8Array(sign(algorithm === "ED25519" ? null : "sha256", message, key)),
  };
};

/** By node:crypto; the algorithm is taken for granted. */
export const verifyByNode = (spki: Uint8Array, message: Uint8Array, _algorithm: Uint8Array, signature: Uint8Array) => {
  const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  return verify(key.asymmetricKeyType === "ed25519" ? null : "sha256", message, key, signature);
};

type PkiMessage = { readonly header: Uint8Array; readonly body: Uint8Array; readonly protection: Uint8Array };

const MOCK = [
  ...["cmp", "-config", "", "-use_mock_srv", "-unprotected_errors", "-recipient", "/CN=CA"],
  ...["-ref", "1", "-secret", `pass:${SECRET}`, "-srv_ref", "1", "-srv_secret", `pass:${SECRET}`],
];

/** The first of the PKIMessages that stand one after another in a file. RFC 4210 §5.1. */
const firstMessage = (bytes: Uint8Array): PkiMessage => {
  const size = 4 + ((bytes[2] ?? 0) << 8) + (bytes[3] ?? 0);
  expect(bytes[1]).toBe(0x82);
  return expectOk(
    readDer(bytes.subarray(0, size), (r) => {
      const m = r.sequence();
      const [header, body, wrapped] = [m.next().whole, m.next().whole, m.next()];
      while (!m.isAtEnd) m.next();
      return { header, body, protection: m.inside(wrapped).bitString() };
    }),
  );
};

const headerField = (header: Uint8Array, tag: number): Uint8Array =>
  expectOk(
    readDer(header, (r) => {
      const fields = r.sequence();
      let found = new Uint8Array();
      while (!fields.isAtEnd) {
        const { tag: t, content } = fields.next();
        if (t === tag) found = content.slice();
      }
      return found;
    }),
  );

const macOf = ({ header, body }: Pick<PkiMessage, "header" | "body">): Uint8Array =>
  passwordBasedMac(expectOk(parsePbm(headerField(header, 0xa1))), utf8(SECRET), der.sequence(header, body), PRIMITIVES);

const certificateOf = (key: OracleKey): string =>
  withFiles({ key: key.pem }, (path) => openssl(["req", "-x509", "-key", path.key, "-subj", "/CN=enrolled"]));

/**
 * What `openssl cmp -cmd ir` sends for this key: CertReqMessages, and the MAC that protects them. An option that is
 * `CERTIFICATE` is replaced by the file of the certificate whose serial number is returned.
 */
export const requestByOpenssl = (key: OracleKey, options: readonly string[]) => {
  const pem = certificateOf(key);
  const certificate = { serial: new X509Certificate(pem).serialNumber.toLowerCase() };
  return withFiles({ key: key.pem, certificate: pem, sent: "", got: "" }, (path) => {
    const files = ["-newkey", path.key, "-rsp_cert", path.certificate, "-reqout", path.sent, "-certout", path.got];
    const own = options.map((o) => (o === "CERTIFICATE" ? path.certificate : o));
    tryOpenssl([...MOCK, "-cmd", "ir", ...files, ...own]);
    const message = firstMessage(new Uint8Array(readFileSync(path.sent)));
    // [0] ir, [7] kur
    const requests = expectOk(readDer(message.body, (r) => r.inside(r.next()).expect(0x30).whole));
    const { header, protection } = message;
    return { requests, protection, expectedProtection: macOf(message), header, certificate };
  });
};

/** `accepted`, or why OpenSSL's server refuses these CertReqMessages, in its words. */
export const judgedByOpenssl = (key: OracleKey, requests: Uint8Array, options: readonly string[] = []): string => {
  const { header } = requestByOpenssl(key, ["-subject", "/CN=x"]);
  const body = der.explicit(0, requests);
  const ours = der.sequence(header, body, der.explicit(0, der.bitString(macOf({ header, body }))));
  return withFiles({ key: key.pem, certificate: certificateOf(key), ours, got: "" }, (path) => {
    const files = ["-newkey", path.key, "-rsp_cert", path.certificate, "-reqin", `${path.ours},${path.ours}`];
    const { output } = tryOpenssl([
      ...[...MOCK, "-cmd", "ir", "-subject", "/CN=x", "-disable_confirm", "-certout", path.got],
      ...[...files, ...options],
    ]);
    if (/received 1 enrolled certificate/.test(output)) return "accepted";
    return /StatusString: "([^"]*)"/.exec(output)?.[1] ?? output;
  });
};
