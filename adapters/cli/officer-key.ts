/** An officer's own key file, and what is signed with it. The key never leaves this process. */
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { password } from "@clack/prompts";
import { toBase64url } from "../../domain/kernel/bytes.ts";
import { algorithmOfKey } from "../../domain/kernel/digest.ts";
import { addSeconds, fromMillis } from "../../domain/kernel/instant.ts";
import { decodePem } from "../../domain/pki/pem.ts";
import { statementAbout } from "../../domain/statement/about.ts";
import { type SignedStatement, type Statement, statementMessage } from "../../domain/statement/statement.ts";
import type { Subject } from "../../domain/statement/verdict.ts";
import { CliExit, EXIT } from "./exit.ts";

/** A statement that nobody used after this long counts for nothing. */
const STATEMENT_SECONDS = 30 * 86_400;
const PASSPHRASE = "CARTULARY_OFFICER_PASSPHRASE";

export type OfficerKey = { readonly spki: Uint8Array; readonly key: KeyObject };

const unusable = (path: string, why: string): never => {
  throw new CliExit(EXIT.usage, "cli.key-unusable", `${path}: ${why}`);
};

const passphrase = async (path: string): Promise<string> => {
  const given = process.env[PASSPHRASE];
  if (given !== undefined) return given;
  if (!process.stdin.isTTY) return unusable(path, `is encrypted: set ${PASSPHRASE}`);
  const answer = await password({ message: `Passphrase of ${path}` });
  return typeof answer === "string" ? answer : unusable(path, "no passphrase was given");
};

/** Reads a private key of any kind, PEM, perhaps encrypted: what `openssl genpkey` writes. */
export const readPrivateKey = async (path: string): Promise<OfficerKey> => {
  let pem: string;
  try {
    pem = readFileSync(path, "utf8");
  } catch {
    return unusable(path, "cannot be read");
  }
  const secret = /ENCRYPTED/.test(pem) ? await passphrase(path) : undefined;
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, ...(secret !== undefined && { passphrase: secret }) });
  } catch {
    return unusable(path, "is no private key in PEM, or the passphrase is wrong");
  }
  return { spki: new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" })), key };
};

/** A private key that can be an officer's own: Ed25519 or P-256. */
export const readOfficerKey = async (path: string): Promise<OfficerKey> => {
  const read = await readPrivateKey(path);
  return algorithmOfKey(read.spki) === undefined ? unusable(path, "must be Ed25519 or P-256") : read;
};

/** An officer's public key, PEM: what `openssl pkey -pubout` writes. SubjectPublicKeyInfo, DER. */
export const readOfficerPublicKey = (path: string): Uint8Array => {
  let pem: string;
  try {
    pem = readFileSync(path, "utf8");
  } catch {
    return unusable(path, "cannot be read");
  }
  const spki = decodePem(pem, "PUBLIC KEY");
  if (!spki.ok) return unusable(path, "is no public key in PEM");
  if (algorithmOfKey(spki.value) === undefined) return unusable(path, "must be Ed25519 or P-256");
  return spki.value;
};

/** A fresh statement of officer `approver` about `subject`. */
export const freshStatement = (approver: string, subject: Subject, decision: Statement["decision"]): Statement =>
  statementAbout(subject, {
    decision,
    approver,
    nonce: toBase64url(new Uint8Array(randomBytes(16))),
    notAfter: addSeconds(fromMillis(Date.now()), STATEMENT_SECONDS),
  });

/** Signs about `subject` as officer `approver`. */
export const signStatement = (
  { key }: OfficerKey,
  approver: string,
  subject: Subject,
  decision: Statement["decision"],
): SignedStatement => {
  const statement = freshStatement(approver, subject, decision);
  const algorithm = key.asymmetricKeyType === "ed25519" ? null : "sha256";
  return { statement, signature: toBase64url(new Uint8Array(sign(algorithm, statementMessage(statement), key))) };
};
