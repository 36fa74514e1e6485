/** CMS as `openssl cms` makes it, under certificates of any time. */

import { spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromBase64url, toBase64url } from "../../domain/kernel/bytes.ts";
import type { Instant } from "../../domain/kernel/instant.ts";
import { encodeCertificate } from "../../domain/pki/certificate.ts";
import { keyUsage } from "../../domain/pki/extension/key-usage.ts";
import { subjectKeyIdentifier } from "../../domain/pki/extension/subject-key-identifier.ts";
import { encodeName } from "../../domain/pki/name.ts";
import { encodePem } from "../../domain/pki/pem.ts";
import { keyIdentifier } from "../../domain/pki/public-key.ts";
import { encodeTbsCertificate } from "../../domain/pki/tbs-certificate.ts";
import { type CmsSigned, type Statement, statementMessage } from "../../domain/statement/statement.ts";

const openssl = (cwd: string, ...args: readonly string[]): void => {
  const { status, stderr } = spawnSync("openssl", args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new TypeError(`openssl ${args[0]}: ${stderr}`);
};

/** A card: a private key and its certificate, as files of one directory. */
export type Card = {
  readonly dir: string;
  readonly name: string;
  readonly key: KeyObject;
  readonly certificate: string;
};

export const cardsDirectory = () => {
  const dir = mkdtempSync(join(tmpdir(), "cartulary-cards-"));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
};

type Made = {
  readonly subject?: string;
  readonly serial?: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly key?: KeyObject;
};

/** Writes both down as openssl wants them. `certificate`: DER, base64url. */
export const cardOf = (dir: string, name: string, key: KeyObject, certificate: string): Card => {
  writeFileSync(join(dir, `${name}.pem`), encodePem("CERTIFICATE", fromBase64url(certificate) ?? new Uint8Array()));
  writeFileSync(join(dir, `${name}.key`), key.export({ format: "pem", type: "pkcs8" }));
  return { dir, name, key, certificate };
};

const tbsOf = (name: string, spki: Uint8Array, algorithm: "rsa-sha256" | "ecdsa-sha256", made: Made): Uint8Array => {
  const dn = encodeName([
    { type: "O", value: "Example" },
    { type: "CN", value: made.subject ?? name },
  ]);
  return encodeTbsCertificate({
    serial: made.serial ?? `4${randomBytes(15).toString("hex")}0`,
    algorithm,
    issuer: dn,
    validity: {
      notBefore: (made.notBefore ?? "2026-01-01T00:00:00.000Z") as Instant,
      notAfter: (made.notAfter ?? "2090-01-01T00:00:00.000Z") as Instant,
    },
    subject: dn,
    spki,
    extensions: [keyUsage(["digitalSignature"]), subjectKeyIdentifier(keyIdentifier(spki))],
  });
};

/** A key and a certificate that it signed itself, on disk as openssl wants them. */
export const makeCard = (dir: string, name: string, kind: "p256" | "rsa" = "p256", made: Made = {}): Card => {
  const fresh = () =>
    kind === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey
      : generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const key = made.key ?? fresh();
  const algorithm = kind === "rsa" ? "rsa-sha256" : "ecdsa-sha256";
  const tbs = tbsOf(
    name,
    new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" })),
    algorithm,
    made,
  );
  const der = encodeCertificate(tbs, algorithm, new Uint8Array(sign("sha256", tbs, key)));
  return cardOf(dir, name, key, toBase64url(der));
};

/** A certificate of a P-256 key that is elsewhere, on disk. DER, base64url. */
export const certificateOf = async (
  dir: string,
  name: string,
  spki: Uint8Array,
  signTbs: (tbs: Uint8Array) => Promise<Uint8Array>,
): Promise<string> => {
  const tbs = tbsOf(name, spki, "ecdsa-sha256", {});
  const der = encodeCertificate(tbs, "ecdsa-sha256", await signTbs(tbs));
  writeFileSync(join(dir, `${name}.pem`), encodePem("CERTIFICATE", der));
  return toBase64url(der);
};

/** Signs with one card or several; `options` are openssl's. */
export const cmsSigned = (
  cards: readonly [Card, ...Card[]],
  statement: Statement,
  options: readonly string[] = [],
  content: Uint8Array = statementMessage(statement),
): CmsSigned => {
  const [{ dir }] = cards;
  writeFileSync(join(dir, "content"), content);
  const signers = cards.flatMap(({ name }) => ["-signer", `${name}.pem`, "-inkey", `${name}.key`]);
  openssl(
    dir,
    "cms",
    "-sign",
    "-binary",
    "-in",
    "content",
    "-outform",
    "DER",
    "-out",
    "signed",
    ...signers,
    ...options,
  );
  return {
    form: "cms",
    statement,
    signedData: toBase64url(new Uint8Array(readFileSync(join(dir, "signed")))),
  };
};
