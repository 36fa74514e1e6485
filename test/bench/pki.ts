/** Our own encoders beside the signature that they serve, and beside the libraries that do the same work. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, webcrypto } from "node:crypto";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";
import { openSoftkeyModule } from "../../adapters/softkey/module.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { encodeCertificate } from "../../domain/pki/certificate.ts";
import { parseCsr, verifyCsr } from "../../domain/pki/csr.ts";
import { authorityKeyIdentifier } from "../../domain/pki/extension/authority-key-identifier.ts";
import { basicConstraints } from "../../domain/pki/extension/basic-constraints.ts";
import { extendedKeyUsage } from "../../domain/pki/extension/extended-key-usage.ts";
import { keyUsage } from "../../domain/pki/extension/key-usage.ts";
import { subjectAltName } from "../../domain/pki/extension/subject-alt-name.ts";
import { subjectKeyIdentifier } from "../../domain/pki/extension/subject-key-identifier.ts";
import { encodeName } from "../../domain/pki/name.ts";
import { keyIdentifier } from "../../domain/pki/public-key.ts";
import { encodeTbsCertificate } from "../../domain/pki/tbs-certificate.ts";
import { makeCsr } from "../support/csr.ts";
import { type Bench, rate } from "./measure.ts";

const KEY = "00".repeat(16);
const module = openSoftkeyModule({ pin: "bench", mode: "development", warn: () => undefined });
const { spki } = await module.generate(KEY, "ec-p256");
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const identifier = keyIdentifier(spki);
const NOT_BEFORE = "2026-06-01T00:00:00.000Z" as Instant;
const NOT_AFTER = "2026-09-01T00:00:00.000Z" as Instant;

let serials = 0;
/** A TLS server's certificate, with everything that is made anew for each. */
const tbs = (): Uint8Array =>
  encodeTbsCertificate({
    serial: (++serials).toString(16).padStart(32, "4"),
    algorithm: "ecdsa-sha256",
    issuer: encodeName([{ type: "CN", value: "Bench CA" }]),
    validity: { notBefore: NOT_BEFORE, notAfter: NOT_AFTER },
    subject: encodeName([{ type: "CN", value: "www.example.test" }]),
    spki,
    extensions: [
      basicConstraints({ isCa: false }),
      keyUsage(["digitalSignature"]),
      extendedKeyUsage(["serverAuth"]),
      subjectKeyIdentifier(identifier),
      authorityKeyIdentifier(identifier),
      subjectAltName([{ kind: "dns", value: "www.example.test" }], false),
    ],
  });

const made = async (): Promise<Uint8Array> => {
  const bytes = tbs();
  return encodeCertificate(bytes, "ecdsa-sha256", await module.sign(KEY, bytes, "ecdsa-sha256"));
};

const repeat = async (n: number, work: () => unknown): Promise<void> => {
  for (let i = 0; i < n; i++) await work();
};

export const tbsEncode: Bench = async () => {
  const n = 5_000;
  const bytes = tbs();
  return rate({
    name: "tbs-encode",
    unit: "TBS/s",
    yardstick: "the same bytes copied",
    n,
    ours: () => {
      for (let i = 0; i < n; i++) tbs();
    },
    theirs: () => {
      for (let i = 0; i < n; i++) bytes.slice();
    },
  });
};

export const issueCore: Bench = async () => {
  const n = 1_000;
  const bytes = tbs();
  return rate({
    name: "issue-core",
    unit: "certificates/s",
    yardstick: "node:crypto signing the same bytes",
    n,
    ours: () => repeat(n, made),
    theirs: () => repeat(n, () => sign("sha256", bytes, privateKey)),
  });
};

export const csrParse: Bench = async () => {
  const n = 500;
  const der = await makeCsr();
  const { spki: own, info, signature } = expectOk(parseCsr(der));
  return rate({
    name: "csr-parse",
    unit: "requests/s",
    yardstick: "node:crypto reading the key and checking the same signature",
    n,
    ours: () => {
      for (let i = 0; i < n; i++) expectOk(verifyCsr(expectOk(parseCsr(der))));
    },
    theirs: () => {
      for (let i = 0; i < n; i++)
        verify("sha256", info, createPublicKey({ key: Buffer.from(own), format: "der", type: "spki" }), signature);
    },
  });
};

const webKeys = async () => {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const pkcs8 = privateKey.export({ format: "der", type: "pkcs8" });
  const publicDer = createPublicKey(createPrivateKey(privateKey.export({ format: "pem", type: "pkcs8" }))).export({
    format: "der",
    type: "spki",
  });
  const { subtle } = webcrypto;
  // The libraries declare the browser's type of the same keys.
  return {
    algorithm,
    privateKey: (await subtle.importKey("pkcs8", pkcs8, algorithm, true, ["sign"])) as CryptoKey,
    publicKey: (await subtle.importKey("spki", publicDer, algorithm, true, ["verify"])) as CryptoKey,
  };
};

export const vsPeculiar: Bench = async () => {
  const n = 200;
  const { algorithm, privateKey: signingKey, publicKey } = await webKeys();
  x509.cryptoProvider.set(webcrypto as Crypto);
  return rate({
    name: "vs-peculiar-x509",
    unit: "certificates/s",
    yardstick: "@peculiar/x509 making and signing the same certificate",
    n,
    ours: () => repeat(n, made),
    theirs: () =>
      repeat(n, async () =>
        x509.X509CertificateGenerator.create({
          serialNumber: (++serials).toString(16).padStart(32, "4"),
          issuer: "CN=Bench CA",
          subject: "CN=www.example.test",
          notBefore: new Date(NOT_BEFORE),
          notAfter: new Date(NOT_AFTER),
          publicKey,
          signingKey,
          signingAlgorithm: algorithm,
          extensions: [
            new x509.BasicConstraintsExtension(false, undefined, true),
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
            new x509.ExtendedKeyUsageExtension(["1.3.6.1.5.5.7.3.1"]),
            await x509.SubjectKeyIdentifierExtension.create(publicKey),
            await x509.AuthorityKeyIdentifierExtension.create(publicKey),
            new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "www.example.test" }]),
          ],
        }),
      ),
  });
};

const commonName = (value: string): pkijs.AttributeTypeAndValue =>
  new pkijs.AttributeTypeAndValue({ type: "2.5.4.3", value: new asn1js.Utf8String({ value }) });

const extension = (extnID: string, critical: boolean, value: { toBER: () => ArrayBuffer }): pkijs.Extension =>
  new pkijs.Extension({ extnID, critical, extnValue: value.toBER() });

export const vsPkijs: Bench = async () => {
  const n = 200;
  const { privateKey: signingKey, publicKey } = await webKeys();
  pkijs.setEngine("node", new pkijs.CryptoEngine({ name: "node", crypto: webcrypto as Crypto }));
  const octets = new asn1js.OctetString({ valueHex: Buffer.from(identifier) });
  return rate({
    name: "vs-pkijs",
    unit: "certificates/s",
    yardstick: "pkijs making and signing the same certificate",
    n,
    ours: () => repeat(n, made),
    theirs: () =>
      repeat(n, async () => {
        const certificate = new pkijs.Certificate({ version: 2 });
        certificate.serialNumber = new asn1js.Integer({
          valueHex: Buffer.from((++serials).toString(16).padStart(32, "4"), "hex"),
        });
        certificate.issuer.typesAndValues.push(commonName("Bench CA"));
        certificate.subject.typesAndValues.push(commonName("www.example.test"));
        certificate.notBefore.value = new Date(NOT_BEFORE);
        certificate.notAfter.value = new Date(NOT_AFTER);
        const names = new pkijs.GeneralNames({
          names: [new pkijs.GeneralName({ type: 2, value: "www.example.test" })],
        });
        certificate.extensions = [
          extension("2.5.29.19", true, new pkijs.BasicConstraints({ cA: false }).toSchema()),
          extension("2.5.29.15", true, new asn1js.BitString({ valueHex: Uint8Array.of(0x80).buffer, unusedBits: 7 })),
          extension("2.5.29.37", false, new pkijs.ExtKeyUsage({ keyPurposes: ["1.3.6.1.5.5.7.3.1"] }).toSchema()),
          extension("2.5.29.14", false, octets),
          extension("2.5.29.35", false, new pkijs.AuthorityKeyIdentifier({ keyIdentifier: octets }).toSchema()),
          extension("2.5.29.17", false, names.toSchema()),
        ];
        await certificate.subjectPublicKeyInfo.importKey(publicKey);
        await certificate.sign(signingKey, "SHA-256");
        return certificate.toSchema(true).toBER();
      }),
  });
};
