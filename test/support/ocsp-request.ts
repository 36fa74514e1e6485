/** An OCSP request for one certificate, by SHA-1 as most clients ask. RFC 6960 §4.1.1. */
import { sequence } from "../../domain/der/writer.ts";
import { fromBase64url } from "../../domain/kernel/bytes.ts";
import { expectOk } from "../../domain/kernel/result.ts";
import { encodeCertId } from "../../domain/pki/cert-id.ts";
import { parseCertificate } from "../../domain/pki/certificate.ts";
import { parsePublicKey } from "../../domain/pki/public-key.ts";
import type { AuthorityRow } from "../../domain/ports/queries.ts";

export const encodeOcspRequest = (authority: AuthorityRow, serial: string): Uint8Array => {
  const own = expectOk(parseCertificate(fromBase64url(authority.der ?? "") ?? new Uint8Array()));
  const { bits } = expectOk(parsePublicKey(own.fields.spki));
  const name = fromBase64url(authority.name) ?? new Uint8Array();
  const certId = encodeCertId("sha1", name, bits, serial);
  return sequence(sequence(sequence(sequence(certId))));
};
