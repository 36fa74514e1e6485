/** Attributes of a certification request. RFC 2986 §4.1, RFC 2985 §5.4, [MS-WCCE] §2.2.2.7. Input is untrusted. */
import { OID } from "../der/oid.ts";
import { type DerReader, malformed, must, readDer } from "../der/reader.ts";
import { equalBytes } from "../kernel/bytes.ts";
import type { Result } from "../kernel/result.ts";
import { attributeText } from "./csr-attributes/attribute-text.ts";
import {
  type ClientInfo,
  type CspProvider,
  type NameValuePair,
  readClientInfo,
  readCspProvider,
  readNameValuePair,
} from "./csr-attributes/microsoft.ts";
import type { Extension } from "./extension/extension.ts";
import { readExtensions } from "./extension/read-extensions.ts";

/** RFC 2985 §5.4.1. */
const CHALLENGE_PASSWORD = "1.2.840.113549.1.9.7";
/** RFC 2985 §5.3.1 and §5.3.2. */
const UNSTRUCTURED_NAME = "1.2.840.113549.1.9.2";
const UNSTRUCTURED_ADDRESS = "1.2.840.113549.1.9.8";
/** RFC 2985 §5.5.1. */
const FRIENDLY_NAME = "1.2.840.113549.1.9.20";
/** szOID_CERT_EXTENSIONS, [MS-WCCE] §2.2.2.7: extensionRequest before it had a standard. */
const MS_CERT_EXTENSIONS = "1.3.6.1.4.1.311.2.1.14";
/** szOID_RENEWAL_CERTIFICATE, [MS-WCCE] §2.2.2.7. */
const MS_RENEWAL_CERTIFICATE = "1.3.6.1.4.1.311.13.1";
const MS_NAME_VALUE_PAIR = "1.3.6.1.4.1.311.13.2.1";
const MS_CSP_PROVIDER = "1.3.6.1.4.1.311.13.2.2";
/** szOID_OS_VERSION, [MS-WCCE] §2.2.2.7. */
const MS_OS_VERSION = "1.3.6.1.4.1.311.13.2.3";
const MS_CLIENT_INFO = "1.3.6.1.4.1.311.21.20";
/** id-smime-capabilities, an extension. RFC 4262 §2. */
const SMIME_CAPABILITIES = "1.2.840.113549.1.9.15";

const MAX_ATTRIBUTES = 32;
const MAX_VALUES = 32;
const MAX_CAPABILITIES = 64;
/** pkcs-9-ub-challengePassword and its neighbours, RFC 2985 Appendix A. */
const PKCS9_UPPER_BOUND = 255;
const MAX_CERTIFICATE = 1 << 15;

/** An attribute as it stands: its values are whole DER elements. */
export type RawAttribute = { readonly type: string; readonly values: readonly Uint8Array[] };

/** `parameters`: one whole DER element. RFC 8551 §2.5.2. */
export type SmimeCapability = { readonly oid: string; readonly parameters: Uint8Array | undefined };

export type CsrAttributes = {
  /** Of extensionRequest and of Microsoft's older attribute together; each OID once. */
  readonly extensions: readonly Extension[];
  /** A secret in clear text: it is for the protocol that the request came by, and belongs into no event and no log. */
  readonly challengePassword: string | undefined;
  readonly unstructuredName: string | undefined;
  readonly unstructuredAddress: string | undefined;
  readonly friendlyName: string | undefined;
  /** Such as `10.0.19045.2`. */
  readonly osVersion: string | undefined;
  readonly cspProvider: CspProvider | undefined;
  readonly clientInfo: ClientInfo | undefined;
  readonly nameValuePairs: readonly NameValuePair[];
  /** Certificate, DER, unread: whoever acts on it reads it. */
  readonly renewalCertificate: Uint8Array | undefined;
  /** What the extension of this name says; the extension itself stands in `extensions` too. */
  readonly smimeCapabilities: readonly SmimeCapability[];
  /** Attributes with no reader here, in their order. */
  readonly unknown: readonly RawAttribute[];
};

const readRaw = (r: DerReader): readonly RawAttribute[] => {
  const seen = new Set<string>();
  return r.each(r.expect(0xa0), (list) => {
    const attribute = list.sequence();
    const type = attribute.oid();
    const set = attribute.expect(0x31);
    attribute.end();
    if (seen.has(type)) malformed("an attribute stands twice");
    if (seen.add(type).size > MAX_ATTRIBUTES) malformed("too many attributes");
    const values = attribute.each(set, (inner) => inner.next().whole);
    if (values.length === 0 || values.length > MAX_VALUES) malformed("an attribute has no value or too many");
    return { type, values };
  });
};

/** Windows may write the same extension into both attributes; two that differ would leave the choice to us. */
const merge = (a: readonly Extension[], b: readonly Extension[]): readonly Extension[] => {
  const fresh = b.filter((e) => {
    const twin = a.find((other) => other.oid === e.oid);
    if (twin !== undefined && (twin.critical !== e.critical || !equalBytes(twin.value, e.value)))
      malformed("an extension is asked for in two ways");
    return twin === undefined;
  });
  return [...a, ...fresh];
};

const readSmimeCapabilities = (r: DerReader): readonly SmimeCapability[] => {
  const capabilities = r.each(r.expect(0x30), (list) => {
    const one = list.sequence();
    const oid = one.oid();
    const parameters = one.isAtEnd ? undefined : one.next().whole;
    one.end();
    return { oid, parameters };
  });
  return capabilities.length <= MAX_CAPABILITIES ? capabilities : malformed("too many capabilities");
};

const readCertificate = (r: DerReader): Uint8Array => {
  const { whole } = r.expect(0x30);
  return whole.length <= MAX_CERTIFICATE ? whole : malformed("a certificate is too large");
};

const pkcs9Text = attributeText(PKCS9_UPPER_BOUND);

/** Reads `[0] IMPLICIT SET OF Attribute` at the reader's place. */
export const readCsrAttributes = (r: DerReader): CsrAttributes => {
  const attributes = new Map(readRaw(r).map((a) => [a.type, a]));
  const all = <T>(type: string, read: (r: DerReader) => T): readonly T[] => {
    const values = attributes.get(type)?.values ?? [];
    attributes.delete(type);
    return values.map((value) => must(readDer(value, read)));
  };
  const one = <T>(type: string, read: (r: DerReader) => T): T | undefined => {
    const [value, second] = all(type, read);
    return second === undefined ? value : malformed("an attribute has several values");
  };
  const extensions = merge(
    one(OID.extensionRequest, readExtensions) ?? [],
    one(MS_CERT_EXTENSIONS, readExtensions) ?? [],
  );
  const capabilities = extensions.find((e) => e.oid === SMIME_CAPABILITIES);
  return {
    extensions,
    challengePassword: one(CHALLENGE_PASSWORD, pkcs9Text),
    unstructuredName: one(UNSTRUCTURED_NAME, pkcs9Text),
    unstructuredAddress: one(UNSTRUCTURED_ADDRESS, pkcs9Text),
    friendlyName: one(FRIENDLY_NAME, pkcs9Text),
    osVersion: one(MS_OS_VERSION, pkcs9Text),
    cspProvider: one(MS_CSP_PROVIDER, readCspProvider),
    clientInfo: one(MS_CLIENT_INFO, readClientInfo),
    nameValuePairs: all(MS_NAME_VALUE_PAIR, readNameValuePair),
    renewalCertificate: one(MS_RENEWAL_CERTIFICATE, readCertificate),
    smimeCapabilities: capabilities === undefined ? [] : must(readDer(capabilities.value, readSmimeCapabilities)),
    unknown: [...attributes.values()],
  };
};

/** Of a request that has no attributes at all. */
export const NO_CSR_ATTRIBUTES: CsrAttributes = {
  extensions: [],
  challengePassword: undefined,
  unstructuredName: undefined,
  unstructuredAddress: undefined,
  friendlyName: undefined,
  osVersion: undefined,
  cspProvider: undefined,
  clientInfo: undefined,
  nameValuePairs: [],
  renewalCertificate: undefined,
  smimeCapabilities: [],
  unknown: [],
};

/** `der`: the `[0]` element as it stands in CertificationRequestInfo. Refuses `csr.malformed`. */
export const parseCsrAttributes = (der: Uint8Array): Result<CsrAttributes> =>
  readDer(der, readCsrAttributes, { code: "csr.malformed", maxBytes: 1 << 16 });
