/** How an officer signs at the command line: with their key, under a certificate, or as a machine. */
import { sign as signBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Command, Option } from "commander";
import { toBase64url, utf8 } from "../../domain/kernel/bytes.ts";
import { algorithmOfKey } from "../../domain/kernel/digest.ts";
import { fromMillis } from "../../domain/kernel/instant.ts";
import { decodePem } from "../../domain/pki/pem.ts";
import { parsePublicKey } from "../../domain/pki/public-key.ts";
import { encodeSignedData, signedAttributes } from "../../domain/pki/signed-data-writer.ts";
import { JWS_TYPE } from "../../domain/statement/judge-jws.ts";
import { soundSigningCertificate } from "../../domain/statement/signing-certificate.ts";
import { type SignedStatement, type Statement, statementMessage } from "../../domain/statement/statement.ts";
import type { Subject } from "../../domain/statement/verdict.ts";
import { type CardOptions, cardSigner } from "./card-signer.ts";
import { CliExit, EXIT } from "./exit.ts";
import { freshStatement, type OfficerKey, readOfficerKey, signStatement } from "./officer-key.ts";

export type SignerOptions = CardOptions & {
  readonly form: "key" | "cms" | "jws";
  readonly certificate?: string;
  readonly credential?: string;
};

export type StatementSigner = {
  readonly spki: Uint8Array;
  readonly sign: (approver: string, subject: Subject, decision: Statement["decision"]) => Promise<SignedStatement>;
};

const usage = (message: string): CliExit => new CliExit(EXIT.usage, "cli.key-unusable", message);

/** A certificate, PEM or DER. */
export const readCertificate = (path: string): Uint8Array => {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(readFileSync(path));
  } catch {
    throw usage(`${path}: cannot be read`);
  }
  const pem = decodePem(Buffer.from(bytes).toString("latin1"), "CERTIFICATE");
  return pem.ok ? pem.value : bytes;
};

const cmsSigner = async (options: SignerOptions): Promise<StatementSigner> => {
  const { certificate: file } = options;
  if (file === undefined) throw usage("--form cms needs --certificate");
  const der = readCertificate(file);
  const certificate = soundSigningCertificate(der);
  if (!certificate.ok) throw usage(`${file}: ${certificate.error.detail}`);
  const { spki, issuer, serial } = certificate.value.fields;
  const key = parsePublicKey(spki);
  const algorithm = key.ok && key.value.rsa !== undefined ? "rsa-sha256" : "ecdsa-sha256";
  const signBy = await cardSigner(options, spki);
  return {
    spki,
    sign: async (approver, subject, decision) => {
      const statement = freshStatement(approver, subject, decision);
      const attributes = signedAttributes(statementMessage(statement), der, fromMillis(Date.now()));
      const signature = await signBy(attributes, algorithm);
      const signedData = encodeSignedData({ certificate: der, issuer, serial, algorithm }, attributes, signature);
      return { form: "cms", statement, signedData: toBase64url(signedData) };
    },
  };
};

/** The file that `--key` names. */
const keyFile = ({ key, pkcs11 }: SignerOptions): string => {
  if (pkcs11 !== undefined) throw usage("--pkcs11 goes with --form cms");
  if (key === undefined) throw usage("--key says with what to sign");
  return key;
};

const jwsSignature = ({ key }: OfficerKey, input: Uint8Array): Uint8Array =>
  new Uint8Array(
    key.asymmetricKeyType === "ed25519"
      ? signBytes(null, input, key)
      : signBytes("sha256", input, { key, dsaEncoding: "ieee-p1363" }),
  );

const jwsSigner = async (options: SignerOptions): Promise<StatementSigner> => {
  const { credential } = options;
  if (credential === undefined) throw usage("--form jws needs --credential");
  const own = await readOfficerKey(keyFile(options));
  const alg = algorithmOfKey(own.spki) === "ed25519" ? "EdDSA" : "ES256";
  const header = toBase64url(utf8(JSON.stringify({ alg, kid: credential, typ: JWS_TYPE })));
  return {
    spki: own.spki,
    sign: async (approver, subject, decision) => {
      const statement = freshStatement(approver, subject, decision);
      const input = `${header}.${toBase64url(statementMessage(statement))}`;
      return { form: "jws", statement, jws: `${input}.${toBase64url(jwsSignature(own, utf8(input)))}` };
    },
  };
};

const keySigner = async (options: SignerOptions): Promise<StatementSigner> => {
  const own = await readOfficerKey(keyFile(options));
  return {
    spki: own.spki,
    sign: async (approver, subject, decision) => signStatement(own, approver, subject, decision),
  };
};

/** Reads what is needed to sign in the form that was asked for. */
export const readSigner = (options: SignerOptions): Promise<StatementSigner> => {
  if (options.form === "cms") return cmsSigner(options);
  return options.form === "jws" ? jwsSigner(options) : keySigner(options);
};

/** The options of every command that signs. */
export const signing = (command: Command): Command =>
  command
    .requiredOption("--officer <id>", "who you are")
    .option("--key <file>", "your private key, PEM")
    .addOption(
      new Option("--form <form>", "how to sign: with your key, under a certificate, or as a machine")
        .choices(["key", "cms", "jws"])
        .default("key"),
    )
    .option("--certificate <file>", "with --form cms: the certificate that is enrolled for you, PEM or DER")
    .option("--pkcs11 <library>", "with --form cms: the library of your smart card, instead of --key")
    .option("--token <label>", "with --pkcs11: the card's label")
    .option("--key-id <hex>", "with --pkcs11: the key's CKA_ID on the card")
    .option("--credential <id>", "with --form jws: the enrolled credential's id");
