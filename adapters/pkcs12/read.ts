/** Reads PKCS #12 files that other programs wrote. RFC 7292 §4. */
import * as asn1js from "asn1js";
import {
  AuthenticatedSafe,
  CertBag,
  ContentInfo,
  EncryptedData,
  PFX,
  PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  type SafeBag,
  SafeContents,
} from "pkijs";
import { equalBytes } from "../../domain/kernel/bytes.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { ok, type Result, refuse } from "../../domain/kernel/result.ts";
import { type KeyEntry, MAX_BAGS, type Pkcs12Contents, Unreadable } from "./contents.ts";
import { decrypt } from "./encryption.ts";
import { isMac } from "./mac.ts";
import { type Password, passwordForms } from "./password.ts";
import { startWork, type Work } from "./work.ts";

const FRIENDLY_NAME = "1.2.840.113549.1.9.20";
const LOCAL_KEY_ID = "1.2.840.113549.1.9.21";
const MAX_BYTES = 1 << 20;
const MAX_SAFES = 16;
const MAX_KEYS = 16;

type Entry = { readonly keyId: Uint8Array | undefined; readonly friendlyName: string | undefined };
type Read = { readonly key?: Uint8Array; readonly certificate?: Uint8Array } & Entry;

const unreadable = (detail: string): never => {
  throw new Unreadable(detail);
};

const octetsOf = (block: unknown): Uint8Array =>
  block instanceof asn1js.OctetString ? new Uint8Array(block.getValue()) : unreadable("octets are missing in the file");

const entryOf = ({ bagAttributes = [] }: SafeBag): Entry => {
  const value = (type: string): unknown => bagAttributes.find((a) => a.type === type)?.values[0];
  const name = value(FRIENDLY_NAME);
  const keyId = value(LOCAL_KEY_ID);
  return {
    friendlyName: name instanceof asn1js.BmpString ? name.valueBlock.value : undefined,
    keyId: keyId === undefined ? undefined : octetsOf(keyId),
  };
};

const readBag = async (bag: SafeBag, password: Password, work: Work): Promise<Read> => {
  const { bagValue } = bag;
  if (bagValue instanceof CertBag) return { ...entryOf(bag), certificate: octetsOf(bagValue.certValue) };
  if (bagValue instanceof PrivateKeyInfo) return { ...entryOf(bag), key: new Uint8Array(bagValue.toSchema().toBER()) };
  if (!(bagValue instanceof PKCS8ShroudedKeyBag)) return unreadable("a kind of bag that is not supported");
  const encrypted = { algorithm: bagValue.encryptionAlgorithm, ciphertext: octetsOf(bagValue.encryptedData) };
  return { ...entryOf(bag), key: await decrypt(encrypted, password, work) };
};

const readSafe = async (safe: ContentInfo, password: Password, work: Work): Promise<readonly SafeBag[]> => {
  if (safe.contentType === ContentInfo.DATA) return SafeContents.fromBER(octetsOf(safe.content).slice()).safeBags;
  if (safe.contentType !== ContentInfo.ENCRYPTED_DATA) return unreadable("a kind of encryption that is not supported");
  const { encryptedContentInfo: info } = new EncryptedData({ schema: safe.content });
  const ciphertext = new Uint8Array(info.getEncryptedContent());
  const content = await decrypt({ algorithm: info.contentEncryptionAlgorithm, ciphertext }, password, work);
  return SafeContents.fromBER(content.slice()).safeBags;
};

const contentsOf = (bags: readonly Read[]): Pkcs12Contents => {
  const certificates = bags.flatMap(({ certificate }) => (certificate === undefined ? [] : [certificate]));
  const ownOf = (keyId: Uint8Array | undefined) =>
    keyId && bags.find((b) => b.certificate !== undefined && b.keyId !== undefined && equalBytes(b.keyId, keyId));
  const keys = bags.flatMap(({ key, keyId, friendlyName }): readonly KeyEntry[] =>
    key === undefined ? [] : [{ privateKey: key, friendlyName, certificate: ownOf(keyId)?.certificate }],
  );
  return { keys, certificates };
};

const read = async (bytes: Uint8Array, text: string): Promise<Pkcs12Contents> => {
  const pfx = PFX.fromBER(bytes.slice());
  if (pfx.version !== 3 || pfx.authSafe.contentType !== ContentInfo.DATA)
    return unreadable("only files that a password protects are supported");
  const { macData } = pfx;
  if (macData === undefined) return unreadable("nothing protects the file from being changed");
  const content = octetsOf(pfx.authSafe.content);
  const work = startWork();
  const password = passwordForms(text).find((form) => isMac(macData, content, form, work));
  if (password === undefined) return unreadable("the password is wrong, or the file was changed");
  const { safeContents } = AuthenticatedSafe.fromBER(content.slice());
  if (safeContents.length > MAX_SAFES) return unreadable("there is too much in the file");
  const bags: Read[] = [];
  for (const safe of safeContents)
    for (const bag of await readSafe(safe, password, work)) {
      bags.push(await readBag(bag, password, work));
      if (bags.length > MAX_BAGS || bags.filter((b) => b.key !== undefined).length > MAX_KEYS)
        return unreadable("there is too much in the file");
    }
  return contentsOf(bags);
};

/**
 * Keys and certificates of a file, DER or BER. The MAC is checked before anything is decrypted. Refuses
 * `input.malformed`, also for a wrong password; a password that is no text is a Defect.
 */
export const readPkcs12 = async (bytes: Uint8Array, password: string): Promise<Result<Pkcs12Contents>> => {
  passwordForms(password);
  if (bytes.length > MAX_BYTES) return refuse(refusal("input.malformed", "the file is too large"));
  try {
    return ok(await read(bytes, password));
  } catch (e) {
    // pkijs and asn1js throw whatever they happen to stumble over: for them any error is the input's.
    const detail = e instanceof Unreadable ? e.message : "the file is not PKCS #12, or its content is not readable";
    return refuse(refusal("input.malformed", detail));
  }
};
