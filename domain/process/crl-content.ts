/** The bytes of a CRL before they are signed: who announces one, who signs it and who checks it make them here. */
import { fromBase64url } from "../kernel/bytes.ts";
import type { Instant } from "../kernel/instant.ts";
import { parseCertificate } from "../pki/certificate.ts";
import { keyIdentifier, schemeOfKey } from "../pki/public-key.ts";
import { encodeRevocations, type Revocation } from "../pki/revocation.ts";
import { encodeTbsCertList } from "../pki/tbs-cert-list.ts";
import type { AuthorityRow } from "../ports/queries.ts";

/** The key in an authority's certificate. */
export const spkiOf = (authority: Pick<AuthorityRow, "der">): Uint8Array => {
  const der = fromBase64url(authority.der ?? "");
  const own = der && parseCertificate(der);
  if (!own?.ok) throw new TypeError("an authority's event holds bytes that are none");
  return own.value.fields.spki;
};

/** What both sides put into the list, API to announce and signer to sign: `tbs` must come out the same bytes. */
export const crlContent = (
  authority: Pick<AuthorityRow, "name" | "der">,
  list: {
    readonly number: string;
    readonly thisUpdate: Instant;
    readonly nextUpdate: Instant;
    readonly entries: readonly Revocation[];
  },
): Uint8Array => {
  const name = fromBase64url(authority.name);
  if (!name) throw new TypeError("an authority's event holds bytes that are none");
  const spki = spkiOf(authority);
  return encodeTbsCertList({
    algorithm: schemeOfKey(spki),
    issuer: name,
    thisUpdate: list.thisUpdate,
    nextUpdate: list.nextUpdate,
    entries: list.entries.length === 0 ? [] : [encodeRevocations(list.entries)],
    number: BigInt(list.number),
    authorityKeyId: keyIdentifier(spki),
  });
};
