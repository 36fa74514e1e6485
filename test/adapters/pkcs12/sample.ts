/** Keys with certificates, and PKCS #12 files that OpenSSL makes of them. */
import { createHmac, generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import * as asn1js from "asn1js";
import { AuthenticatedSafe, PFX, SafeContents } from "pkijs";
import { expect } from "vitest";
import { deriveKey } from "../../../adapters/pkcs12/key-derivation.ts";
import { openssl, withFiles } from "../../domain/pki/openssl.ts";

export const PASSWORD = "correct horse";

export type Pair = {
  readonly pem: string;
  readonly pkcs8: Uint8Array;
  readonly certificate: Uint8Array;
  readonly certificatePem: string;
};

const pairOf = (key: KeyObject, name: string): Pair => {
  const pem = key.export({ format: "pem", type: "pkcs8" }).toString();
  const certificatePem = withFiles({ pem }, (path) =>
    openssl(["req", "-x509", "-key", path.pem, "-subj", `/CN=${name}`]),
  );
  const certificate = new Uint8Array(new X509Certificate(certificatePem).raw);
  return { pem, pkcs8: new Uint8Array(key.export({ format: "der", type: "pkcs8" })), certificate, certificatePem };
};

export const EC = pairOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey, "ec");
export const RSA = pairOf(generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey, "rsa");
export const EDWARDS = pairOf(generateKeyPairSync("ed25519").privateKey, "edwards");
export const ROOT = pairOf(generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey, "root");

/** What `openssl pkcs12 -export` makes of an entry and the root. */
export const byOpenssl = (own: Pair, options: readonly string[], password = PASSWORD): Uint8Array =>
  withFiles({ key: own.pem, own: own.certificatePem, root: ROOT.certificatePem, out: "" }, (path) => {
    openssl([
      ...["pkcs12", "-export", "-inkey", path.key, "-in", path.own, "-certfile", path.root, "-out", path.out],
      ...["-passout", `pass:${password}`, ...options],
    ]);
    return new Uint8Array(readFileSync(path.out));
  });

const octets = (bytes: Uint8Array) => new asn1js.OctetString({ valueHex: new Uint8Array(bytes).buffer });
const octetsOf = (block: unknown): Uint8Array =>
  block instanceof asn1js.OctetString ? new Uint8Array(block.getValue()) : expect.unreachable("no octets");

/**
 * A file with nothing encrypted, changed, and with a MAC that fits again. `bags` are the certificates' and the key's, in
 * two safes; `password` is in the form of RFC 7292 Appendix B.1.
 */
export const remade = (changes: {
  readonly password?: Uint8Array;
  readonly bags?: (certificates: SafeContents, key: SafeContents) => unknown;
  readonly safes?: (safe: AuthenticatedSafe) => unknown;
  readonly file?: (pfx: PFX) => unknown;
}): Uint8Array => {
  const pfx = PFX.fromBER(byOpenssl(EC, ["-certpbe", "NONE", "-keypbe", "NONE", "-nomaciter"]).slice());
  const safe = AuthenticatedSafe.fromBER(octetsOf(pfx.authSafe.content).slice());
  const [certificates, key] = safe.safeContents.map((s) => SafeContents.fromBER(octetsOf(s.content).slice()));
  if (certificates === undefined || key === undefined) return expect.unreachable("not two safes");
  changes.bags?.(certificates, key);
  for (const [i, contents] of [certificates, key].entries())
    safe.safeContents[i]!.content = octets(new Uint8Array(contents.toSchema().toBER()));
  changes.safes?.(safe);
  const content = new Uint8Array(safe.toSchema().toBER());
  pfx.authSafe.content = octets(content);
  const { macData } = pfx;
  if (macData === undefined) return expect.unreachable("no MAC");
  const password = changes.password ?? Uint8Array.from([...PASSWORD, "\0"].flatMap((c) => [0, c.charCodeAt(0)]));
  const macKey = deriveKey("mac", "sha256", password, octetsOf(macData.macSalt), 1, 32);
  macData.mac.digest = octets(new Uint8Array(createHmac("sha256", macKey).update(content).digest()));
  changes.file?.(pfx);
  return new Uint8Array(pfx.toSchema().toBER());
};
