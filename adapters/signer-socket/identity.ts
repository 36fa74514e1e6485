/**
 * Who may talk to the signer: each side has a key and a self-signed certificate of its own and knows the other's by heart.
 * No authority stands between them, so nothing that an authority signs can open this door.
 */
import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "../../domain/kernel/bytes.ts";
import { addSeconds, fromMillis } from "../../domain/kernel/instant.ts";
import { encodeCertificate } from "../../domain/pki/certificate.ts";
import { basicConstraints } from "../../domain/pki/extension/basic-constraints.ts";
import { encodeName } from "../../domain/pki/name.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { encodeTbsCertificate } from "../../domain/pki/tbs-certificate.ts";
import { ensurePrivateDirectory, writeFileDurably } from "../atomic-file.ts";

export type Identity = { readonly key: string; readonly certificate: string; readonly peer: string };

const YEARS_10 = 10 * 365 * 86_400;

/** A P-256 key (PKCS #8 PEM) and its self-signed certificate (PEM). */
const makeIdentity = (commonName: string): { readonly key: string; readonly certificate: string } => {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  const name = encodeName([{ type: "CN", value: commonName }]);
  const notBefore = fromMillis(Date.now() - 3_600_000);
  const serial = randomBytes(16);
  serial[0] = 0x40;
  const tbs = encodeTbsCertificate({
    serial: toHex(serial),
    algorithm: "ecdsa-sha256",
    issuer: name,
    validity: { notBefore, notAfter: addSeconds(notBefore, YEARS_10) },
    subject: name,
    spki: new Uint8Array(pair.publicKey.export({ format: "der", type: "spki" })),
    extensions: [basicConstraints({ isCa: true })],
  });
  const signature = new Uint8Array(sign("sha256", tbs, createPrivateKey(key)));
  return { key, certificate: encodePem("CERTIFICATE", encodeCertificate(tbs, "ecdsa-sha256", signature)) };
};

const FILES = { key: "channel.key", certificate: "channel.crt", peer: "peer.crt" } as const;

/** Makes both sides' files: each directory gets its own key and both certificates. */
export const makeChannel = (signerDirectory: string, apiDirectory: string): void => {
  const signer = makeIdentity("cartulary-signer");
  const api = makeIdentity("cartulary-api");
  for (const [directory, own, peer] of [
    [signerDirectory, signer, api],
    [apiDirectory, api, signer],
  ] as const) {
    ensurePrivateDirectory(directory);
    writeFileDurably(join(directory, FILES.key), Buffer.from(own.key));
    writeFileDurably(join(directory, FILES.certificate), Buffer.from(own.certificate));
    writeFileDurably(join(directory, FILES.peer), Buffer.from(peer.certificate));
  }
};

export const readIdentity = (directory: string): Identity => {
  const text = (name: string): string => readFileSync(join(directory, name), "utf8");
  return { key: text(FILES.key), certificate: text(FILES.certificate), peer: text(FILES.peer) };
};
