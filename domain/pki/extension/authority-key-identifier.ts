/** id-ce-authorityKeyIdentifier, 2.5.29.35. Names the issuer's key, for certificates and CRLs. RFC 5280 §4.2.1.1. */
import { OID } from "../../der/oid.ts";
import { malformed, must, readDer } from "../../der/reader.ts";
import { implicit, integerFromBytes, sequence, tlv } from "../../der/writer.ts";
import { fromHex } from "../../kernel/bytes.ts";
import type { Result } from "../../kernel/result.ts";
import { retag } from "../implicit-tag.ts";
import type { Extension } from "./extension.ts";
import { encodeGeneralNames, type GeneralName, readGeneralNames } from "./general-name.ts";

type AuthorityKeyIdentifier = {
  readonly keyId?: Uint8Array;
  /** The issuer's own certificate. `serial`: lower-case hex, whole octets. */
  readonly certificate?: { readonly issuer: readonly GeneralName[]; readonly serial: string };
};

const extension = (...parts: readonly Uint8Array[]): Extension => ({
  oid: OID.authorityKeyIdentifier,
  critical: false,
  value: sequence(...parts),
});

/** By the key's identifier alone. */
export const authorityKeyIdentifier = (id: Uint8Array): Extension => extension(implicit(0, false, id));

const certificateParts = ({ issuer, serial }: NonNullable<AuthorityKeyIdentifier["certificate"]>) => {
  const octets = fromHex(serial);
  if (octets === undefined || octets.length === 0) throw new TypeError("not a serial number");
  return [retag(0xa1, encodeGeneralNames(issuer)), retag(0x82, integerFromBytes(octets))];
};

/** By the key's identifier, by the issuer and serial number of its certificate, or by both. */
export const fullAuthorityKeyIdentifier = ({ keyId, certificate }: AuthorityKeyIdentifier): Extension =>
  extension(
    ...(keyId === undefined ? [] : [implicit(0, false, keyId)]),
    ...(certificate === undefined ? [] : certificateParts(certificate)),
  );

/** Issuer and serial number stand both or not at all. Refuses `der.malformed`. */
export const parseAuthorityKeyIdentifier = (value: Uint8Array): Result<AuthorityKeyIdentifier> =>
  readDer(value, (r) => {
    const parts = r.sequence();
    const keyId = parts.optional(0x80)?.content;
    const issuer = parts.peek() === 0xa1 ? readGeneralNames(parts, 0xa1) : undefined;
    const number = parts.optional(0x82)?.content;
    parts.end();
    const id = keyId === undefined ? {} : { keyId };
    if (issuer === undefined || number === undefined)
      return issuer === number ? id : malformed("an issuer without a serial number, or the reverse");
    const serial = must(readDer(tlv(0x02, number), (integer) => integer.unsignedHex()));
    return { ...id, certificate: { issuer, serial } };
  });
