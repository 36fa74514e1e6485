/** Registration controls: what a request says beside the certificate that it wants. RFC 4211 §6. */
import { type DerReader, malformed, must, readDer } from "../../der/reader.ts";
import { integer, integerFromBytes, sequence, utf8String } from "../../der/writer.ts";
import { fromHex } from "../../kernel/bytes.ts";
import { attributeText } from "../csr-attributes/attribute-text.ts";
import { optionalTypesAndValues, readTypesAndValues, type TypeAndValue } from "./type-and-value.ts";

/** id-regCtrl, RFC 4211 §6. */
const REG_TOKEN = "1.3.6.1.5.5.7.5.1.1";
const AUTHENTICATOR = "1.3.6.1.5.5.7.5.1.2";
const PUBLICATION_INFO = "1.3.6.1.5.5.7.5.1.3";
const ARCHIVE_OPTIONS = "1.3.6.1.5.5.7.5.1.4";
const OLD_CERT_ID = "1.3.6.1.5.5.7.5.1.5";
const PROTOCOL_ENCR_KEY = "1.3.6.1.5.5.7.5.1.6";

const MAX_TEXT = 1024;
const MAX_PLACES = 16;
const METHODS = ["dontCare", "x500", "web", "ldap"] as const;

/** RFC 4211 §6.3. `places` is empty when nothing is to be published, or anywhere will do. */
export type PublicationInfo = {
  readonly action: "dontPublish" | "pleasePublish";
  /** `location`: GeneralName, DER. */
  readonly places: readonly { readonly method: (typeof METHODS)[number]; readonly location?: Uint8Array | undefined }[];
};

/** RFC 4211 §6.5. `issuer`: GeneralName, DER; `serial`: lower-case hex. */
export type OldCertId = { readonly issuer: Uint8Array; readonly serial: string };

export type Controls = {
  /** A secret that is good once. RFC 4211 §6.1. */
  readonly regToken?: string | undefined;
  /** A secret that is good for long. RFC 4211 §6.2. */
  readonly authenticator?: string | undefined;
  readonly publicationInfo?: PublicationInfo | undefined;
  readonly oldCertId?: OldCertId | undefined;
  /** SubjectPublicKeyInfo, DER, to encrypt the answer to. RFC 4211 §6.6. */
  readonly protocolEncrKey?: Uint8Array | undefined;
  /** Controls with no reader here, in their order. */
  readonly unknown: readonly TypeAndValue[];
};

export const NO_CONTROLS: Controls = { unknown: [] };

const text = (r: DerReader): string => {
  if (r.peek() !== 0x0c) malformed("a control is no UTF8String");
  return attributeText(MAX_TEXT)(r);
};

const readPublicationInfo = (r: DerReader): PublicationInfo => {
  const info = r.sequence();
  const action = info.smallInteger();
  if (action > 1) malformed("an unknown way to publish");
  const list = info.optional(0x30);
  const places = list === undefined ? [] : info.each(list, readPlace);
  info.end();
  if (list !== undefined && (places.length === 0 || places.length > MAX_PLACES || action === 0))
    malformed("places to publish at that make no sense");
  return { action: action === 0 ? "dontPublish" : "pleasePublish", places };
};

const readPlace = (r: DerReader): PublicationInfo["places"][number] => {
  const place = r.sequence();
  const method = METHODS[place.smallInteger()] ?? malformed("an unknown way to publish");
  const location = place.isAtEnd ? undefined : place.next().whole;
  place.end();
  return { method, location };
};

const readOldCertId = (r: DerReader): OldCertId => {
  const id = r.sequence();
  const issuer = id.next().whole;
  const serial = id.unsignedHex();
  id.end();
  return { issuer, serial };
};

/** Reads Controls at the reader's place. Refuses a private key that is to be archived: nobody here would keep it. */
export const readControls = (r: DerReader): Controls => {
  const all = new Map(readTypesAndValues(r).map((c) => [c.type, c]));
  if (all.has(ARCHIVE_OPTIONS)) malformed("private keys are not archived here");
  const take = <T>(type: string, read: (r: DerReader) => T): T | undefined => {
    const found = all.get(type);
    all.delete(type);
    return found && must(readDer(found.value, read));
  };
  return {
    regToken: take(REG_TOKEN, text),
    authenticator: take(AUTHENTICATOR, text),
    publicationInfo: take(PUBLICATION_INFO, readPublicationInfo),
    oldCertId: take(OLD_CERT_ID, readOldCertId),
    protocolEncrKey: take(PROTOCOL_ENCR_KEY, (k) => k.expect(0x30).whole),
    unknown: [...all.values()],
  };
};

const publicationInfo = ({ action, places }: PublicationInfo): Uint8Array => {
  const list = places.map(({ method, location }) =>
    sequence(integer(METHODS.indexOf(method)), ...(location === undefined ? [] : [location])),
  );
  return sequence(integer(action === "dontPublish" ? 0 : 1), ...(list.length === 0 ? [] : [sequence(...list)]));
};

const oldCertId = ({ issuer, serial }: OldCertId): Uint8Array => {
  const bytes = fromHex(serial);
  if (bytes === undefined) throw new TypeError("a serial number must be hex");
  return sequence(issuer, integerFromBytes(bytes));
};

/** As an OPTIONAL element: none when there is no control. */
export const optionalControls = (c: Controls): readonly Uint8Array[] => {
  const known = (type: string, value: Uint8Array | undefined): readonly TypeAndValue[] =>
    value === undefined ? [] : [{ type, value }];
  return optionalTypesAndValues([
    ...known(REG_TOKEN, c.regToken === undefined ? undefined : utf8String(c.regToken)),
    ...known(AUTHENTICATOR, c.authenticator === undefined ? undefined : utf8String(c.authenticator)),
    ...known(PUBLICATION_INFO, c.publicationInfo && publicationInfo(c.publicationInfo)),
    ...known(OLD_CERT_ID, c.oldCertId && oldCertId(c.oldCertId)),
    ...known(PROTOCOL_ENCR_KEY, c.protocolEncrKey),
    ...c.unknown,
  ]);
};
