/**
 * Keys in an encrypted file: for machines where no PKCS#11 module can be installed, and for tests. It protects nothing
 * from whoever owns the process, says so whenever it is opened, and refuses to run in production.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  scryptSync,
  sign,
} from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fromBase64url, toBase64url } from "../../domain/kernel/bytes.ts";
import { type KeyModule, ModuleFault } from "../../domain/ports/key-module.ts";
import { writeFileDurably } from "../atomic-file.ts";

export const SOFTKEY_WARNING =
  "softkey: private keys are in a file, not in a hardware module. For development only; anybody who has the file and the PIN has the authority.";

export type SoftkeyOptions = {
  /** undefined keeps the keys in memory. */
  readonly path?: string;
  readonly pin: string;
  readonly mode: "development" | "production";
  readonly warn: (text: string) => void;
};

export type SoftkeyModule = KeyModule & {
  readonly faults: {
    onSign: (id: string) => { readonly when: "before" | "after"; readonly fault: ModuleFault } | undefined;
  };
};

type File = { readonly salt: string; readonly iv: string; readonly ct: string; readonly tag: string };
/** id → PKCS #8, base64url */
type Keys = Record<string, string>;

const bytesOf = (text: string): Uint8Array => {
  const b = fromBase64url(text);
  if (b === undefined) throw new ModuleFault("module.misbehaved");
  return b;
};

const fileKey = (pin: string, salt: Uint8Array): Buffer =>
  scryptSync(pin, salt, 32, { N: 1 << 15, r: 8, p: 1, maxmem: 1 << 26 });

const load = (path: string, pin: string): Keys => {
  const { salt, iv, ct, tag } = JSON.parse(readFileSync(path, "utf8")) as File;
  const decipher = createDecipheriv("aes-256-gcm", fileKey(pin, bytesOf(salt)), bytesOf(iv)).setAuthTag(bytesOf(tag));
  try {
    return JSON.parse(Buffer.concat([decipher.update(bytesOf(ct)), decipher.final()]).toString("utf8")) as Keys;
  } catch (cause) {
    throw new ModuleFault("module.pin-incorrect", { cause });
  }
};

const save = (path: string, pin: string, keys: Keys): void => {
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", fileKey(pin, salt), iv);
  const ct = Buffer.concat([cipher.update(JSON.stringify(keys)), cipher.final()]);
  const file: File = {
    salt: toBase64url(salt),
    iv: toBase64url(iv),
    ct: toBase64url(ct),
    tag: toBase64url(cipher.getAuthTag()),
  };
  writeFileDurably(path, Buffer.from(JSON.stringify(file)));
};

/** Throws `module.misbehaved` in production, `module.pin-incorrect` for a wrong PIN. */
export const openSoftkeyModule = ({ path, pin, mode, warn }: SoftkeyOptions): SoftkeyModule => {
  if (mode === "production") throw new ModuleFault("module.misbehaved", { cause: "softkey refuses production" });
  warn(SOFTKEY_WARNING);
  const keys: Keys = path !== undefined && existsSync(path) ? load(path, pin) : {};
  const faults: SoftkeyModule["faults"] = { onSign: () => undefined };
  const privateKey = (id: string) => {
    const pkcs8 = keys[id];
    return pkcs8 === undefined
      ? undefined
      : createPrivateKey({ key: Buffer.from(bytesOf(pkcs8)), format: "der", type: "pkcs8" });
  };
  const find: KeyModule["find"] = async (id) => {
    const key = privateKey(id);
    return key && { spki: new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" })) };
  };
  return {
    faults,
    describe: async () => ({
      kind: "softkey",
      manufacturer: "Cartulary",
      model: "softkey",
      tokenLabel: "softkey",
      tokenSerial: "0",
    }),
    find,
    generate: async (id) => {
      const had = await find(id);
      if (had) return had;
      const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
      keys[id] = toBase64url(pair.privateKey.export({ format: "der", type: "pkcs8" }));
      if (path !== undefined) save(path, pin, keys);
      return { spki: new Uint8Array(pair.publicKey.export({ format: "der", type: "spki" })) };
    },
    sign: async (id, message) => {
      const fault = faults.onSign(id);
      if (fault?.when === "before") throw fault.fault;
      const key = privateKey(id);
      if (key === undefined) throw new ModuleFault("module.no-such-key");
      const signature = new Uint8Array(sign("sha256", message, key));
      if (fault?.when === "after") throw fault.fault;
      return signature;
    },
    close: async () => undefined,
  };
};
