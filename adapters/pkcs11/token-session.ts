/**
 * One open, logged-in session on one token. Everything is synchronous: signing is the only work of its process, and the
 * measured alternatives (asynchronous calls, session pools) are slower and need locking that modules get wrong.
 */
import { createHash } from "node:crypto";
import graphene from "graphene-pk11";
import { fromHex } from "../../domain/kernel/bytes.ts";
import type { SignatureScheme } from "../../domain/kernel/signature-scheme.ts";
import type { KeyAlgorithm } from "../../domain/pki/key-algorithm.ts";
import { type ModuleDescription, ModuleFault } from "../../domain/ports/key-module.ts";
import { ecdsaSigValue } from "./ecdsa.ts";
import { abilitiesOf, kindOf, signMechanismOf } from "./mechanism.ts";
import { quietly } from "./pkcs11-fault.ts";
import { PSS_LABEL, spkiOf } from "./token-key.ts";
import { recallFrom, rememberIn } from "./token-memory.ts";

const { MechanismEnum, Module, ObjectClass, RsaMgf, RsaPssParams, SessionFlag } = graphene;

/** Octets of r and of s, by the hash that goes with the curve. */
const ECDSA_OCTETS: Readonly<Record<string, number>> = { sha256: 32, sha384: 48, sha512: 66 };

/** CKF_OS_LOCKING_OK: without it a module that is entered by two threads crashes the process. PKCS#11 v3.1 §5.4. */
const OS_LOCKING_OK = 2;

export type TokenChoice = { readonly label?: string; readonly serial?: string };

type Found = { readonly privateKey: graphene.PrivateKey; readonly spki: Uint8Array };

/** Modules default to true what a template leaves out (SoftHSM: decrypt, unwrap), so that every use is spelt out. */
const SIGN_ONLY = { sign: true, signRecover: false, decrypt: false, unwrap: false, derive: false } as const;
const VERIFY_ONLY = { verify: true, verifyRecover: false, encrypt: false, wrap: false } as const;

const text = (s: string): string => s.replaceAll("\0", "").trim();

const idBytes = (id: string): Buffer => {
  const bytes = fromHex(id);
  if (bytes === undefined) throw new TypeError("a key id is hex");
  return Buffer.from(bytes);
};

const isChosen = (token: graphene.Token, { serial, label }: TokenChoice): boolean =>
  serial !== undefined ? text(token.serialNumber) === serial : text(token.label) === label;

export class TokenSession {
  readonly #module: graphene.Module;
  readonly #slot: graphene.Slot;
  readonly #session: graphene.Session;
  readonly #keys = new Map<string, Found>();

  private constructor(module: graphene.Module, slot: graphene.Slot, session: graphene.Session) {
    this.#module = module;
    this.#slot = slot;
    this.#session = session;
  }

  /** Loads the module and logs in. The token is found by its serial number or label, never by its slot's number. */
  static open(library: string, choice: TokenChoice, pin: string): TokenSession {
    const module = Module.load(library, "module");
    try {
      module.initialize({ flags: OS_LOCKING_OK });
      const slots = module.getSlots(true);
      for (let i = 0; i < slots.length; i++) {
        const slot = slots.items(i);
        if (!isChosen(slot.getToken(), choice)) continue;
        const session = slot.open(SessionFlag.RW_SESSION | SessionFlag.SERIAL_SESSION);
        session.login(pin);
        return new TokenSession(module, slot, session);
      }
      throw new ModuleFault("module.unavailable", { cause: "no such token" });
    } catch (error) {
      // A fault while leaving must not hide the first one: a wrong PIN taken for weather would be tried again.
      quietly(() => module.finalize());
      quietly(() => module.close());
      throw error;
    }
  }

  /** Asks the token each time: fails when it is gone. PKCS#11 v3.1 §5.5.3. */
  describe(): ModuleDescription {
    const token = this.#slot.getToken();
    return {
      kind: "pkcs11",
      manufacturer: text(this.#module.manufacturerID),
      model: text(token.model),
      tokenLabel: text(token.label),
      tokenSerial: text(token.serialNumber),
    };
  }

  /** Looks the key pair up once; a handle stays good as long as the session. */
  find(id: string): Found | undefined {
    const had = this.#keys.get(id);
    if (had) return had;
    const privateKey = this.#first(ObjectClass.PRIVATE_KEY, id)?.toType<graphene.PrivateKey>();
    const publicKey = this.#first(ObjectClass.PUBLIC_KEY, id)?.toType<graphene.PublicKey>();
    if (privateKey === undefined || publicKey === undefined) {
      // A token that was taken away finds nothing and says so without an error: no key is only an answer of one that is there.
      this.describe();
      return undefined;
    }
    const found = { privateKey, spki: spkiOf(publicKey) };
    this.#keys.set(id, found);
    return found;
  }

  /** What this token can be asked for. */
  abilities(): readonly KeyAlgorithm[] {
    const mechanisms = new Set<number>();
    const all = this.#slot.getMechanisms();
    for (let i = 0; i < all.length; i++) mechanisms.add(all.items(i).type);
    return abilitiesOf(mechanisms);
  }

  /** A pair on the token: sensitive, not extractable, for signing only. PKCS#11 v3.1 §5.18.2. */
  generate(id: string, algorithm: KeyAlgorithm): Found {
    const had = this.find(id);
    if (had) return had;
    const kind = kindOf(algorithm);
    if (kind === undefined || !this.abilities().includes(algorithm)) throw new ModuleFault("module.unsupported");
    const label = algorithm.startsWith("rsa-pss-") ? `${id}${PSS_LABEL}` : id;
    const { keyType } = kind.template as { readonly keyType: graphene.KeyType };
    const common = { token: true, id: idBytes(id), label };
    this.#session.generateKeyPair(
      kind.generate,
      { ...common, ...VERIFY_ONLY, ...kind.template },
      { ...common, ...SIGN_ONLY, keyType, private: true, sensitive: true, extractable: false },
    );
    const made = this.find(id);
    if (made === undefined) throw new ModuleFault("module.misbehaved");
    return made;
  }

  sign({ privateKey }: Found, message: Uint8Array, scheme: SignatureScheme): Uint8Array {
    const mechanism = signMechanismOf(scheme);
    if (mechanism === undefined) throw new ModuleFault("module.unsupported");
    const hash = /^ecdsa-(sha\d+)$/.exec(scheme)?.[1];
    const data = hash === undefined ? message : createHash(hash).update(message).digest();
    const algorithm = scheme.startsWith("rsa-pss-")
      ? { name: mechanism, params: new RsaPssParams(MechanismEnum.SHA256, RsaMgf.MGF1_SHA256, 32) }
      : mechanism;
    const signature = new Uint8Array(
      this.#session.createSign(algorithm as graphene.MechanismType, privateKey).once(Buffer.from(data)),
    );
    return hash === undefined ? signature : ecdsaSigValue(signature, ECDSA_OCTETS[hash] ?? 0);
  }

  recall(name: string): Uint8Array | undefined {
    const value = recallFrom(this.#session, name);
    // As for keys: a token that was taken away finds nothing.
    if (value === undefined) this.describe();
    return value;
  }

  remember(name: string, value: Uint8Array): void {
    rememberIn(this.#session, name, value);
  }

  close(): void {
    quietly(() => this.#session.logout());
    quietly(() => this.#session.close());
    quietly(() => this.#module.finalize());
    quietly(() => this.#module.close());
  }

  #first(kind: graphene.ObjectClass, id: string): graphene.SessionObject | undefined {
    const found = this.#session.find({ class: kind, id: idBytes(id) });
    if (found.length > 1) throw new ModuleFault("module.misbehaved", { cause: "two keys have one id" });
    return found.length === 0 ? undefined : found.items(0);
  }
}
