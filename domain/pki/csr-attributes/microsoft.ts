/** What Windows puts into its requests. [MS-WCCE] §2.2.2.7. All of it is what the client says about itself. */
import { type DerReader, malformed } from "../../der/reader.ts";
import { attributeText } from "./attribute-text.ts";

const MAX_TEXT = 1024;
const text = attributeText(MAX_TEXT);

/** szOID_ENROLLMENT_CSP_PROVIDER, [MS-WCCE] §2.2.2.7: the provider that holds the key. */
export type CspProvider = {
  /** 1 AT_KEYEXCHANGE, 2 AT_SIGNATURE, 0 for a provider of the next generation. */
  readonly keySpec: number;
  readonly name: string;
  /** Content of the BIT STRING, unused bits first: often empty, often zeros. */
  readonly signature: Uint8Array;
};

export const readCspProvider = (r: DerReader): CspProvider => {
  const provider = r.sequence();
  const keySpec = provider.smallInteger();
  const name = text(provider);
  const signature = provider.expect(0x03).content;
  provider.end();
  return { keySpec, name, signature };
};

/** szOID_REQUEST_CLIENT_INFO, [MS-WCCE] §2.2.2.7.4: which program asked, and who ran it. */
export type ClientInfo = {
  readonly clientId: number;
  readonly machine: string;
  readonly user: string;
  readonly process: string;
};

export const readClientInfo = (r: DerReader): ClientInfo => {
  const info = r.sequence();
  const clientId = info.smallInteger();
  const [machine, user, process] = [text(info), text(info), text(info)];
  info.end();
  return { clientId, machine, user, process };
};

/** szOID_ENROLLMENT_NAME_VALUE_PAIR, [MS-WCCE] §2.2.2.7: `CertificateTemplate` and the like. */
export type NameValuePair = { readonly name: string; readonly value: string };

export const readNameValuePair = (r: DerReader): NameValuePair => {
  const pair = r.sequence();
  const [name, value] = [text(pair), text(pair)];
  pair.end();
  return name.length > 0 ? { name, value } : malformed("an attribute without a name");
};
