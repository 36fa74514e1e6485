/** What OCSP responses say, gathered. RFC 6960 §4.2, §4.4. */
import { OID } from "../../../der/oid.ts";
import { readDer } from "../../../der/reader.ts";
import { isAuthority, purposesOf, viewCertificate } from "../view/certificate-view.ts";
import { extensionOf } from "../view/extension-view.ts";
import type { BasicView } from "../view/ocsp-view.ts";
import type { TimeView } from "../view/time-view.ts";

/** All times that a response has. */
export const ocspTimesOf = (basic: BasicView | undefined): readonly TimeView[] =>
  basic === undefined
    ? []
    : [
        basic.producedAt,
        ...basic.responses.flatMap((r) => [r.thisUpdate, r.nextUpdate, r.revokedAt].filter((t) => t !== undefined)),
      ];

/** By OID of the hash. */
export const HASH_OCTETS: Readonly<Record<string, number>> = {
  [OID.sha1]: 20,
  [OID.sha256]: 32,
  [OID.sha384]: 48,
  [OID.sha512]: 64,
};

const MAX_NONCE = 128;

export const isBadNonce = (basic: BasicView): boolean => {
  const extension = extensionOf(basic, OID.ocspNonce);
  if (extension === undefined) return false;
  const nonce = readDer(extension.value, (r) => r.octetString());
  return !nonce.ok || nonce.value.length === 0 || nonce.value.length > MAX_NONCE;
};

/** The certificate that comes first is the one that the signature is checked with. */
export const isOfNoResponder = ({ certificates: [first] }: BasicView): boolean => {
  const view = first && viewCertificate(first);
  return view?.ok === true && purposesOf(view.value)?.includes("ocspSigning") !== true && !isAuthority(view.value);
};
