/** What signs under a certificate: its key in a file, or on a smart card that a PKCS#11 library speaks to. */
import { sign as signBytes } from "node:crypto";
import { password } from "@clack/prompts";
import { equalBytes } from "../../domain/kernel/bytes.ts";
import { ModuleFault } from "../../domain/ports/key-module.ts";
import { openPkcs11Module } from "../pkcs11/module.ts";
import { CliExit, EXIT } from "./exit.ts";
import { readPrivateKey } from "./officer-key.ts";

export type CardOptions = {
  readonly key?: string;
  readonly pkcs11?: string;
  readonly token?: string;
  readonly keyId?: string;
};

export type Scheme = "rsa-sha256" | "ecdsa-sha256";
export type SignBytes = (bytes: Uint8Array, scheme: Scheme) => Promise<Uint8Array>;

const PIN = "CARTULARY_OFFICER_PIN";

const usage = (message: string): CliExit => new CliExit(EXIT.usage, "cli.key-unusable", message);

const pinOf = async (token: string): Promise<string> => {
  const given = process.env[PIN];
  if (given !== undefined) return given;
  if (!process.stdin.isTTY) throw usage(`the card wants its PIN: set ${PIN}`);
  const answer = await password({ message: `PIN of ${token}` });
  return typeof answer === "string" ? answer : Promise.reject(usage("no PIN was given"));
};

const onFile = async (file: string, spki: Uint8Array): Promise<SignBytes> => {
  const own = await readPrivateKey(file);
  if (!equalBytes(own.spki, spki)) throw usage(`${file}: is not the certificate's key`);
  return async (bytes) => new Uint8Array(signBytes("sha256", bytes, own.key));
};

/** A PIN that is wrong is tried once: cards lock. */
const onCard = async ({ pkcs11: library = "", token, keyId }: CardOptions, spki: Uint8Array): Promise<SignBytes> => {
  if (token === undefined || keyId === undefined) throw usage("--pkcs11 needs --token and --key-id");
  const pin = await pinOf(token);
  return async (bytes, scheme) => {
    const module = openPkcs11Module({ library, token: { label: token }, pin });
    try {
      const key = await module.find(keyId);
      if (key === undefined) throw usage(`the card has no key ${keyId}`);
      if (!equalBytes(key.spki, spki)) throw usage(`the card's key ${keyId} is not the certificate's`);
      return await module.sign(keyId, bytes, scheme);
    } catch (error) {
      if (error instanceof ModuleFault) throw usage(`the card does not sign: ${error.code}`);
      throw error;
    } finally {
      await module.close();
    }
  };
};

/** `spki`: of the certificate; any other key is refused before anything is signed. */
export const cardSigner = (options: CardOptions, spki: Uint8Array): Promise<SignBytes> => {
  if (options.pkcs11 !== undefined) return onCard(options, spki);
  if (options.key === undefined) throw usage("--key, or --pkcs11, says with what to sign");
  return onFile(options.key, spki);
};
