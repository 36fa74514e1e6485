/** Writes PKCS #12 files: certificates encrypted, the key shrouded, all of it under a MAC. RFC 7292 §4. */
import * as asn1js from "asn1js";
import {
  Attribute,
  AuthenticatedSafe,
  CertBag,
  ContentInfo,
  EncryptedData,
  PFX,
  PKCS8ShroudedKeyBag,
  SafeBag,
  SafeContents,
} from "pkijs";
import { sha1 } from "../../domain/kernel/digest.ts";
import { MAX_BAGS, MAX_ITERATIONS, MIN_ITERATIONS, type Protection } from "./contents.ts";
import { contentInfo, encrypt } from "./encryption.ts";
import { makeMac } from "./mac.ts";
import { type Password, passwordForms } from "./password.ts";

/** Bag types, RFC 7292 §4.2.2 and §4.2.3; x509Certificate and the attributes, RFC 2985 §5.5. */
const SHROUDED_KEY_BAG = "1.2.840.113549.1.12.10.1.2";
const CERT_BAG = "1.2.840.113549.1.12.10.1.3";
const X509_CERTIFICATE = "1.2.840.113549.1.9.22.1";
const FRIENDLY_NAME = "1.2.840.113549.1.9.20";
const LOCAL_KEY_ID = "1.2.840.113549.1.9.21";

export type Pkcs12Source = {
  /** PrivateKeyInfo, DER. With a key, the first certificate is the key's. */
  readonly privateKey?: Uint8Array | undefined;
  /** How programs list the entry; at most 255 characters. */
  readonly friendlyName?: string | undefined;
  /** DER. */
  readonly certificates: readonly Uint8Array[];
};

const octets = (bytes: Uint8Array) => new asn1js.OctetString({ valueHex: new Uint8Array(bytes).buffer });
const derOf = (object: { toSchema: () => asn1js.Sequence }) => new Uint8Array(object.toSchema().toBER());

/** On the key and on its certificate: by these, readers see that the two belong together. */
const entryAttributes = ({ friendlyName, privateKey, certificates: [own] }: Pkcs12Source): Attribute[] => [
  ...(friendlyName === undefined
    ? []
    : [new Attribute({ type: FRIENDLY_NAME, values: [new asn1js.BmpString({ value: friendlyName })] })]),
  ...(privateKey === undefined || own === undefined
    ? []
    : [new Attribute({ type: LOCAL_KEY_ID, values: [octets(sha1(own))] })]),
];

const bag = (bagId: string, bagValue: CertBag | PKCS8ShroudedKeyBag, bagAttributes: Attribute[]): SafeBag =>
  new SafeBag({ bagId, bagValue, ...(bagAttributes.length > 0 && { bagAttributes }) });

const certificateSafe = async (source: Pkcs12Source, password: Password, protection: Protection) => {
  const safeBags = source.certificates.map((certificate, i) =>
    bag(
      CERT_BAG,
      new CertBag({ certId: X509_CERTIFICATE, certValue: octets(certificate) }),
      i === 0 ? entryAttributes(source) : [],
    ),
  );
  const encrypted = await encrypt(derOf(new SafeContents({ safeBags })), password, protection);
  const data = new EncryptedData({ encryptedContentInfo: contentInfo(encrypted) });
  return new ContentInfo({ contentType: ContentInfo.ENCRYPTED_DATA, content: data.toSchema() });
};

const keySafe = async (privateKey: Uint8Array, source: Pkcs12Source, password: Password, protection: Protection) => {
  const { algorithm, ciphertext } = await encrypt(privateKey, password, protection);
  const value = new PKCS8ShroudedKeyBag({ encryptionAlgorithm: algorithm, encryptedData: octets(ciphertext) });
  const safe = new SafeContents({ safeBags: [bag(SHROUDED_KEY_BAG, value, entryAttributes(source))] });
  return new ContentInfo({ contentType: ContentInfo.DATA, content: octets(derOf(safe)) });
};

const check = (
  { friendlyName = "", certificates }: Pkcs12Source,
  password: string,
  { algorithms, iterations }: Protection,
): void => {
  if (password === "") throw new TypeError("an empty password protects nothing");
  if (certificates.length === 0 || certificates.length >= MAX_BAGS) throw new TypeError("no certificate, or too many");
  if (friendlyName.length > 255 || !friendlyName.isWellFormed()) throw new TypeError("a friendly name is a short text");
  if (!Number.isInteger(iterations) || iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS[algorithms])
    throw new TypeError("iterations out of bounds");
};

/**
 * The PFX, DER. Reads randomness: two files of the same source differ. An empty password, no certificate or
 * more than 63, or iterations out of bounds are a Defect.
 */
export const writePkcs12 = async (
  source: Pkcs12Source,
  password: string,
  protection: Protection,
): Promise<Uint8Array> => {
  check(source, password, protection);
  const [form] = passwordForms(password);
  if (form === undefined) throw new TypeError("a password has a form");
  const safeContents = [await certificateSafe(source, form, protection)];
  if (source.privateKey !== undefined) safeContents.push(await keySafe(source.privateKey, source, form, protection));
  const content = derOf(new AuthenticatedSafe({ safeContents }));
  const authSafe = new ContentInfo({ contentType: ContentInfo.DATA, content: octets(content) });
  return derOf(new PFX({ version: 3, authSafe, macData: makeMac(content, form, protection) }));
};
