/** OCSPRequest as this program asks others. RFC 6960 §4.1.1. Unsigned. */
import { explicit, sequence, sequenceOf } from "../der/writer.ts";
import { type Extension, optionalExtensions } from "./extension/extension.ts";
import { encodeGeneralName, type GeneralName } from "./extension/general-name.ts";

type Asked = {
  /** CertID, DER. */
  readonly certId: Uint8Array;
  /** singleRequestExtensions. */
  readonly extensions?: readonly Extension[];
};

/** At least one certificate. `extensions`: of the whole request. */
export const encodeOcspRequest = (
  asked: readonly Asked[],
  { requestor, extensions = [] }: { readonly requestor?: GeneralName; readonly extensions?: readonly Extension[] } = {},
): Uint8Array => {
  if (asked.length === 0) throw new TypeError("a request for no certificate");
  const requests = asked.map(({ certId, extensions: own = [] }) => sequence(certId, ...optionalExtensions(0, own)));
  const name = requestor === undefined ? [] : [explicit(1, encodeGeneralName(requestor))];
  return sequence(sequence(...name, sequenceOf(requests), ...optionalExtensions(2, extensions)));
};
