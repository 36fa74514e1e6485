/** SignedCertificateTimestampList in a certificate, 1.3.6.1.4.1.11129.2.4.2. RFC 6962 §3.3. */
import { malformed, readDer } from "../../der/reader.ts";
import { octetString } from "../../der/writer.ts";
import { concat } from "../../kernel/bytes.ts";
import type { Result } from "../../kernel/result.ts";
import type { Extension } from "./extension.ts";
import { encodeSct, readSct, type SignedCertificateTimestamp } from "./signed-certificate-timestamp.ts";
import { encodeVector, TlsReader } from "./tls-presentation.ts";

export const SCT_LIST = "1.3.6.1.4.1.11129.2.4.2";

/** Promises of logs to show the certificate. At least one. */
export const sctList = (scts: readonly SignedCertificateTimestamp[]): Extension => {
  if (scts.length === 0) throw new TypeError("an SCT list without an SCT");
  const list = encodeVector(2, concat(scts.map((sct) => encodeVector(2, encodeSct(sct)))));
  return { oid: SCT_LIST, critical: false, value: octetString(list) };
};

/** Refuses `der.malformed`, also when what the OCTET STRING holds is not as RFC 6962 has it. */
export const parseSctList = (value: Uint8Array): Result<readonly SignedCertificateTimestamp[]> =>
  readDer(value, (r) => {
    const outer = new TlsReader(r.octetString());
    const list = new TlsReader(outer.vector(2));
    outer.end();
    const scts: SignedCertificateTimestamp[] = [];
    while (!list.isAtEnd) scts.push(readSct(list.vector(2)));
    return scts.length > 0 ? scts : malformed("an SCT list without an SCT");
  });
