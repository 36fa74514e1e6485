/**
 * The certificate that Cartulary makes for its own listener: self-signed, P-256, 90 days, renewed under the same key when
 * two thirds of its life are over. Nobody has to get one before the first command works, and who pins the key keeps a pin
 * that lasts. It is no authority: trusting it lets nobody sign for other names.
 */
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { dirname } from "node:path";
import { toHex } from "../../domain/kernel/bytes.ts";
import { addSeconds, fromMillis, wholeSeconds } from "../../domain/kernel/instant.ts";
import { encodeCertificate } from "../../domain/pki/certificate.ts";
import { basicConstraints } from "../../domain/pki/extension/basic-constraints.ts";
import { extendedKeyUsage } from "../../domain/pki/extension/extended-key-usage.ts";
import { keyUsage } from "../../domain/pki/extension/key-usage.ts";
import { type GeneralName, isGeneralName, subjectAltName } from "../../domain/pki/extension/subject-alt-name.ts";
import { subjectKeyIdentifier } from "../../domain/pki/extension/subject-key-identifier.ts";
import { encodeName } from "../../domain/pki/name.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { keyIdentifier } from "../../domain/pki/public-key.ts";
import { encodeTbsCertificate } from "../../domain/pki/tbs-certificate.ts";
import { ensurePrivateDirectory, writeFileDurably } from "../atomic-file.ts";
import { isNamed, privateKeyOf, TlsFault, type TlsFiles, type TlsMaterial } from "./material.ts";

const DAYS_90 = 90 * 86_400;
/** Clocks of clients may be behind. */
const BEFORE_SECONDS = 3600;
const ALWAYS = ["localhost", "127.0.0.1", "::1"] as const;
const EVERY_ADDRESS: readonly string[] = ["0.0.0.0", "::"];

/** The names that it needs: where it listens, this machine, and what the configuration adds; each once. */
export const ownNames = (host: string, further: readonly string[]): readonly string[] => [
  ...new Set([host, ...ALWAYS, ...further].filter((name) => !EVERY_ADDRESS.includes(name))),
];

/** Eight groups, as certificates are written here, from any form that a URL may have. */
const eightGroups = (address: string): string => {
  const [left = "", right] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const groups = (text: string): readonly string[] => (text === "" ? [] : text.split(":"));
  if (right === undefined) return left;
  const zeros = 8 - groups(left).length - groups(right).length;
  return [...groups(left), ...Array.from({ length: zeros }, () => "0"), ...groups(right)].join(":");
};

const generalName = (name: string): GeneralName => {
  const family = isIP(name);
  const made: GeneralName =
    family === 0 ? { kind: "dns", value: name } : { kind: "ip", value: family === 6 ? eightGroups(name) : name };
  if (!isGeneralName(made)) throw new TlsFault("a name for Cartulary's own certificate is no DNS name and no address");
  return made;
};

const make = (key: KeyObject, names: readonly string[], nowMs: number): string => {
  const spki = new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" }));
  // Of the key: who trusts two of these looks for each by its name.
  const name = encodeName([{ type: "CN", value: `Cartulary ${toHex(keyIdentifier(spki)).slice(0, 16)}` }]);
  const notBefore = addSeconds(wholeSeconds(fromMillis(nowMs)), -BEFORE_SECONDS);
  const serial = randomBytes(16);
  serial[0] = 0x40;
  const tbs = encodeTbsCertificate({
    serial: toHex(serial),
    algorithm: "ecdsa-sha256",
    issuer: name,
    validity: { notBefore, notAfter: addSeconds(notBefore, DAYS_90) },
    subject: name,
    spki,
    extensions: [
      basicConstraints({ isCa: false }),
      keyUsage(["digitalSignature"]),
      extendedKeyUsage(["serverAuth"]),
      subjectAltName(names.map(generalName), false),
      subjectKeyIdentifier(keyIdentifier(spki)),
    ],
  });
  return encodePem("CERTIFICATE", encodeCertificate(tbs, "ecdsa-sha256", new Uint8Array(sign("sha256", tbs, key))));
};

/** Whether it can be shown as it is: it is the key's, two thirds of its life are not over, and it has all names. */
const isFresh = (pem: string, key: KeyObject, names: readonly string[], nowMs: number): boolean => {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return false;
  }
  const [begins, ends] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime()];
  const isInTime = nowMs >= begins && nowMs < begins + ((ends - begins) * 2) / 3;
  return isInTime && certificate.checkPrivateKey(key) && names.every((n) => isNamed(certificate, n));
};

/** Makes what is not there, renews what is due. The key stays for as long as its file does. */
export const ensureOwnCertificate = (options: {
  readonly files: TlsFiles;
  readonly names: readonly string[];
  readonly nowMs: number;
}): TlsMaterial => {
  const { files, names, nowMs } = options;
  ensurePrivateDirectory(dirname(files.key));
  if (!existsSync(files.key)) {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    writeFileDurably(files.key, Buffer.from(privateKey.export({ format: "pem", type: "pkcs8" }) as string));
  }
  const pem = readFileSync(files.key, "utf8");
  const key = privateKeyOf(pem, files.key);
  const there = existsSync(files.certificate) ? readFileSync(files.certificate, "utf8") : undefined;
  if (there !== undefined && isFresh(there, key, names, nowMs)) return { certificate: there, key: pem };
  const certificate = make(key, names, nowMs);
  writeFileDurably(files.certificate, Buffer.from(certificate), 0o644);
  return { certificate, key: pem };
};
