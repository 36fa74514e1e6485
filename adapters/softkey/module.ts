/**
 * Keys in an encrypted file: for machines where no PKCS#11 module can be installed, and for tests. It protects nothing
 * from whoever owns the process, says so whenever it is opened, and refuses to run in production.
 */
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  scryptSync,
  sign,
} from "node:crypto";
import { readFileSync } from "node:fs";
import { fromBase64url, toBase64url } from "../../domain/kernel/bytes.ts";
import type { SignatureScheme } from "../../domain/kernel/signature-scheme.ts";
import { KEY_ALGORITHMS, type KeyAlgorithm } from "../../domain/pki/key-algorithm.ts";
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
    onSign: (id: string) => SoftkeyFault | undefined;
    onRemember: (name: string) => SoftkeyFault | undefined;
  };
};

/** A call that fails before it did anything, or after it did all. */
type SoftkeyFault = { readonly when: "before" | "after"; readonly fault: ModuleFault };

type File = { readonly salt: string; readonly iv: string; readonly ct: string; readonly tag: string };
/** id → PKCS #8, `remembered.NAME` → value; base64url */
type Keys = Record<string, string>;
/** No key's id begins like it. */
const REMEMBERED = "remembered.";

/** What encrypts the file. A new salt for each new key; what is remembered often does not pay for the derivation. */
type FileKey = { readonly salt: Uint8Array; readonly key: Buffer };

const isStrings = (x: unknown): x is Record<string, string> =>
  typeof x === "object" && x !== null && Object.values(x).every((v) => typeof v === "string");

const bytesOf = (text: string | undefined): Uint8Array => {
  const b = text === undefined ? undefined : fromBase64url(text);
  if (b === undefined) throw new ModuleFault("module.misbehaved");
  return b;
};

const fileKey = (pin: string, salt: Uint8Array = randomBytes(16)): FileKey => ({
  salt,
  key: scryptSync(pin, salt, 32, { N: 1 << 15, r: 8, p: 1, maxmem: 1 << 26 }),
});

/** undefined when there is no file: the first key makes it. */
const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as { code?: unknown }).code === "ENOENT") return undefined;
    throw new ModuleFault("module.unavailable", { cause });
  }
};

/** Parses without its error: JSON.parse quotes the text, and after decryption that text is the keys. */
const parse = (text: string): Record<string, string> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isStrings(value)) throw new ModuleFault("module.misbehaved");
  return value;
};

const decrypt = (text: string, pin: string): { readonly keys: Keys; readonly by: FileKey } => {
  const { salt, iv, ct, tag } = parse(text) as Partial<File>;
  const authTag = bytesOf(tag);
  if (authTag.length !== 16 || bytesOf(iv).length !== 12) throw new ModuleFault("module.misbehaved");
  const by = fileKey(pin, bytesOf(salt));
  const decipher = createDecipheriv("aes-256-gcm", by.key, bytesOf(iv)).setAuthTag(authTag);
  const plain = decipher.update(bytesOf(ct), undefined, "utf8");
  try {
    return { keys: parse(plain + decipher.final("utf8")), by };
  } catch (cause) {
    throw cause instanceof ModuleFault ? cause : new ModuleFault("module.pin-incorrect", { cause });
  }
};

const save = (path: string, { salt, key }: FileKey, keys: Keys): void => {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const ct = Buffer.concat([cipher.update(JSON.stringify(keys)), cipher.final()]);
  const file: File = {
    salt: toBase64url(salt),
    iv: toBase64url(iv),
    ct: toBase64url(ct),
    tag: toBase64url(cipher.getAuthTag()),
  };
  try {
    writeFileDurably(path, Buffer.from(JSON.stringify(file)));
  } catch (cause) {
    throw new ModuleFault("module.unavailable", { cause });
  }
};

const generate = (algorithm: KeyAlgorithm): KeyObject => {
  const modulusLength = Number(/^rsa-(?:pss-)?(\d+)$/.exec(algorithm)?.[1]);
  if (algorithm.startsWith("rsa-pss-")) {
    // The declared type of saltLength is a string; what is taken is a number.
    const pss = { hashAlgorithm: "sha256", mgf1HashAlgorithm: "sha256", saltLength: 32 as unknown as string };
    return generateKeyPairSync("rsa-pss", { modulusLength, ...pss }).privateKey;
  }
  if (algorithm.startsWith("rsa-")) return generateKeyPairSync("rsa", { modulusLength }).privateKey;
  if (algorithm.startsWith("ec-p"))
    return generateKeyPairSync("ec", { namedCurve: algorithm.replace("ec-p", "P-") }).privateKey;
  return generateKeyPairSync(algorithm as "ed25519").privateKey;
};

/** The kind of key that a scheme needs, as node names it. */
const kindFor = (scheme: SignatureScheme): string => {
  if (scheme.startsWith("ecdsa-")) return "ec";
  return /^rsa-(?:pss-)?sha/.test(scheme) ? scheme.replace(/-sha\d+$/, "") : scheme;
};

const signWith = (key: KeyObject, message: Uint8Array, scheme: SignatureScheme): Uint8Array => {
  if (key.asymmetricKeyType !== kindFor(scheme)) throw new ModuleFault("module.unsupported");
  const hash = /sha\d+$/.exec(scheme)?.[0] ?? null;
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  try {
    return new Uint8Array(sign(hash, message, scheme.startsWith("rsa-pss-") ? { key, ...pss } : key));
  } catch (cause) {
    throw new ModuleFault("module.unsupported", { cause });
  }
};

/**
 * Throws `module.misbehaved` in production and for a damaged file, `module.pin-incorrect` for a wrong PIN,
 * `module.unavailable` for a file that cannot be read.
 */
export const openSoftkeyModule = ({ path, pin, mode, warn }: SoftkeyOptions): SoftkeyModule => {
  if (mode === "production") throw new ModuleFault("module.misbehaved", { cause: "softkey refuses production" });
  warn(SOFTKEY_WARNING);
  const stored = path === undefined ? undefined : read(path);
  const kept = stored === undefined ? undefined : decrypt(stored, pin);
  let keys: Keys = kept?.keys ?? {};
  let by = kept?.by;
  const faults: SoftkeyModule["faults"] = { onSign: () => undefined, onRemember: () => undefined };
  /** Reading a key costs more than signing with it. */
  const opened = new Map<string, KeyObject>();
  const privateKey = (id: string): KeyObject | undefined => {
    const had = opened.get(id);
    const pkcs8 = Object.hasOwn(keys, id) && !id.startsWith(REMEMBERED) ? keys[id] : undefined;
    if (had !== undefined || pkcs8 === undefined) return had;
    const key = createPrivateKey({ key: Buffer.from(bytesOf(pkcs8)), format: "der", type: "pkcs8" });
    opened.set(id, key);
    return key;
  };
  const spkiOf = (key: KeyObject) => ({
    spki: new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" })),
  });
  return {
    faults,
    describe: async () => ({
      kind: "softkey",
      manufacturer: "Cartulary",
      model: "softkey",
      tokenLabel: "softkey",
      tokenSerial: "0",
    }),
    find: async (id) => {
      const key = privateKey(id);
      return key && spkiOf(key);
    },
    abilities: async () => KEY_ALGORITHMS,
    // No await before the key is stored: two calls at once must get one key.
    generate: async (id, algorithm) => {
      const had = privateKey(id);
      if (had) return spkiOf(had);
      const made = generate(algorithm);
      const grown = { ...keys, [id]: toBase64url(made.export({ format: "der", type: "pkcs8" })) };
      if (path !== undefined) {
        const next = fileKey(pin);
        save(path, next, grown);
        by = next;
      }
      keys = grown;
      return spkiOf(made);
    },
    remember: async (name, value) => {
      const fault = faults.onRemember(name);
      if (fault?.when === "before") throw fault.fault;
      const changed = { ...keys, [REMEMBERED + name]: toBase64url(value) };
      if (path !== undefined) {
        by ??= fileKey(pin);
        save(path, by, changed);
      }
      keys = changed;
      if (fault?.when === "after") throw fault.fault;
    },
    recall: async (name) => {
      const entry = REMEMBERED + name;
      return Object.hasOwn(keys, entry) ? bytesOf(keys[entry]) : undefined;
    },
    sign: async (id, message, scheme) => {
      const fault = faults.onSign(id);
      if (fault?.when === "before") throw fault.fault;
      const key = privateKey(id);
      if (key === undefined) throw new ModuleFault("module.no-such-key");
      const signature = signWith(key, message, scheme);
      if (fault?.when === "after") throw fault.fault;
      return signature;
    },
    close: async () => undefined,
  };
};
