/** One CRL for each rule, with that defect. */
import { OID } from "../../../domain/der/oid.ts";
import * as der from "../../../domain/der/writer.ts";
import { authorityKeyIdentifier } from "../../../domain/pki/extension/authority-key-identifier.ts";
import { crlNumber } from "../../../domain/pki/extension/crl-number.ts";
import { deltaCrlIndicator } from "../../../domain/pki/extension/delta-crl-indicator.ts";
import type { Extension } from "../../../domain/pki/extension/extension.ts";
import { freshestCrl } from "../../../domain/pki/extension/freshest-crl.ts";
import { issuingDistributionPoint } from "../../../domain/pki/extension/issuing-distribution-point.ts";
import { algorithm, cn, ECDSA, encodeExtension, generalized, hex, SIGNATURE, utc } from "./parts.ts";

type Parts = {
  readonly version: readonly Uint8Array[];
  readonly inner: Uint8Array;
  readonly issuer: Uint8Array;
  readonly times: readonly Uint8Array[];
  readonly entries: readonly Uint8Array[] | undefined;
  readonly extensions: readonly Extension[] | undefined;
  readonly outer: Uint8Array;
  readonly signature: Uint8Array;
};

const serial = (octets: string) => der.tlv(0x02, hex(octets));
const NUMBER = crlNumber(7n);
const KEY_ID = authorityKeyIdentifier(hex("0102030405060708090a0b0c0d0e0f1011121314"));
const listed = (extensions: readonly Extension[] | undefined, id = serial("11"), at = utc("260101000000Z")) =>
  der.sequence(id, at, ...(extensions === undefined ? [] : [der.sequence(...extensions.map(encodeExtension))]));
const reason = (code: number, critical = false): Extension => ({
  oid: OID.reasonCode,
  critical,
  value: der.enumerated(code),
});

const SOUND: Parts = {
  version: [der.integer(1)],
  inner: ECDSA,
  issuer: der.sequence(cn("Issuing CA")),
  times: [utc("260601000000Z"), utc("260608000000Z")],
  entries: [listed([reason(1)]), listed(undefined, serial("12"))],
  extensions: [KEY_ID, NUMBER],
  outer: ECDSA,
  signature: SIGNATURE,
};

const crl = (change: Partial<Parts>): Uint8Array => {
  const p = { ...SOUND, ...change };
  const tbs = der.sequence(
    ...p.version,
    p.inner,
    p.issuer,
    ...p.times,
    ...(p.entries === undefined ? [] : [der.sequence(...p.entries)]),
    ...(p.extensions === undefined ? [] : [der.explicit(0, der.sequence(...p.extensions.map(encodeExtension)))]),
  );
  return der.sequence(tbs, p.outer, p.signature);
};

const signedWith = (one: Uint8Array) => crl({ inner: one, outer: one });
const also = (...extensions: readonly Extension[]) => crl({ extensions: [KEY_ID, NUMBER, ...extensions] });
const entry = (...extensions: readonly Extension[]) => crl({ entries: [listed(extensions)] });
const critical = (extension: Extension): Extension => ({ ...extension, critical: true });
const plain = (extension: Extension): Extension => ({ ...extension, critical: false });
const scope = (value: string): Extension => ({ oid: OID.issuingDistributionPoint, critical: true, value: hex(value) });
const date = (value: Uint8Array, isCritical = false): Extension => ({
  oid: OID.invalidityDate,
  critical: isCritical,
  value,
});
const INDIRECT = issuingDistributionPoint({ isIndirect: true });
const CERTIFICATE_ISSUER: Extension = {
  oid: OID.certificateIssuer,
  critical: true,
  value: der.sequence(der.explicit(4, der.sequence(cn("Other CA")))),
};
const ACCESS: Extension = {
  oid: OID.authorityInfoAccess,
  critical: false,
  value: der.sequence(
    der.sequence(der.oid(OID.caIssuers), der.tlv(0x86, new TextEncoder().encode("http://pki.test/1.cer"))),
  ),
};
const OCSP_ACCESS: Extension = {
  ...ACCESS,
  value: der.sequence(der.sequence(der.oid(OID.ocsp), der.tlv(0x86, new TextEncoder().encode("http://pki.test/")))),
};

export const SOUND_CRL = crl({});

/** By the rule that is broken. */
export const CRL_DEFECTS: Readonly<Record<string, Uint8Array>> = {
  "crl-version-2-for-extensions": crl({ version: [] }),
  "crl-version-is-known": crl({ version: [der.integer(2)] }),
  "crl-signature-algorithms-agree": crl({ outer: algorithm(OID.ecdsaWithSha384) }),
  "crl-signature-rsa-has-null": signedWith(algorithm(OID.sha256WithRsa)),
  "crl-signature-pss-has-parameters": signedWith(algorithm(OID.rsassaPss)),
  "crl-signature-ecdsa-has-no-parameters": signedWith(algorithm(OID.ecdsaWithSha256, der.nullValue)),
  "crl-signature-eddsa-has-no-parameters": signedWith(algorithm(OID.ed25519, der.nullValue)),
  "crl-signature-ml-dsa-has-no-parameters": signedWith(algorithm("2.16.840.1.101.3.4.3.17", der.nullValue)),
  "crl-signature-has-no-md": signedWith(algorithm("1.2.840.113549.1.1.4", der.nullValue)),
  "crl-signature-has-no-sha1": signedWith(algorithm("1.2.840.113549.1.1.5", der.nullValue)),
  "crl-signature-is-whole-octets": crl({ signature: der.tlv(0x03, hex("04 10")) }),
  "crl-issuer-is-not-empty": crl({ issuer: der.sequence() }),
  "crl-next-update-is-present": crl({ times: [utc("260601000000Z")] }),
  "crl-updates-have-an-order": crl({ times: [utc("260601000000Z"), utc("260501000000Z")] }),
  "crl-this-update-is-a-time": crl({ times: [der.ia5String("260601000000Z"), utc("260608000000Z")] }),
  "crl-utc-time-is-whole": crl({ times: [utc("260601000000Z"), utc("2606080000Z")] }),
  "crl-generalized-time-is-whole": crl({ times: [utc("260601000000Z"), generalized("20510608000000.1Z")] }),
  "crl-utc-time-through-2049": crl({ times: [utc("260601000000Z"), generalized("20260608000000Z")] }),
  "crl-times-exist": crl({ times: [utc("260601000000Z"), utc("260631000000Z")] }),
  "crl-entries-are-not-empty": crl({ entries: [] }),
  "crl-serial-stands-once": crl({ entries: [listed(undefined), listed(undefined)] }),
  "crl-serial-is-positive": crl({ entries: [listed(undefined, serial("91"))] }),
  "crl-serial-is-minimal": crl({ entries: [listed(undefined, serial("00 11"))] }),
  "crl-revoked-before-it-was-listed": crl({ entries: [listed(undefined, serial("11"), utc("260602000000Z"))] }),
  "crl-extensions-are-not-empty": crl({ extensions: [] }),
  "crl-extension-stands-once": also(NUMBER),
  "crl-extension-default-is-left-out": crl({
    entries: [
      der.sequence(
        serial("11"),
        utc("260101000000Z"),
        der.sequence(der.sequence(der.oid(OID.reasonCode), hex("01 01 00"), der.octetString(der.enumerated(1)))),
      ),
    ],
  }),
  "crl-extension-is-well-formed": crl({ extensions: [KEY_ID, { ...NUMBER, value: hex("04 01 07") }] }),
  "crl-extension-critical-is-known": also({ oid: "1.3.6.1.4.1.99999.1", critical: true, value: der.nullValue }),
  "crl-authority-key-id-is-present": crl({ extensions: [NUMBER] }),
  "crl-number-is-present": crl({ extensions: [KEY_ID] }),
  "crl-number-is-not-critical": crl({ extensions: [KEY_ID, critical(NUMBER)] }),
  "crl-number-at-most-20-octets": crl({ extensions: [KEY_ID, { ...NUMBER, value: der.integer(2n ** 160n) }] }),
  "delta-indicator-is-critical": also(plain(deltaCrlIndicator(6n))),
  "delta-is-newer-than-its-base": also(deltaCrlIndicator(7n)),
  "delta-names-no-delta": also(deltaCrlIndicator(6n), freshestCrl(["http://pki.test/1d.crl"])),
  "crl-freshest-is-not-critical": also(critical(freshestCrl(["http://pki.test/1d.crl"]))),
  "crl-authority-key-id-is-not-critical": crl({ extensions: [critical(KEY_ID), NUMBER] }),
  "crl-authority-info-access-is-not-critical": also(critical(ACCESS)),
  "crl-authority-info-access-leads-to-issuers": also(OCSP_ACCESS),
  "scope-is-critical": also(plain(issuingDistributionPoint({ only: "user" }))),
  "scope-is-not-empty": also(scope("30 00")),
  "scope-has-one-only": also(scope("30 06 81 01 ff 82 01 ff")),
  "entry-extensions-are-not-empty": entry(),
  "entry-extension-stands-once": entry(reason(1), reason(1)),
  "entry-extension-critical-is-known": entry({ oid: "1.3.6.1.4.1.99999.1", critical: true, value: der.nullValue }),
  "entry-reason-is-known": entry(reason(7)),
  "entry-reason-is-not-unspecified": entry(reason(0)),
  "entry-reason-is-not-critical": entry(reason(1, true)),
  "entry-removed-only-in-delta": entry(reason(8)),
  "entry-invalidity-date-is-not-critical": entry(date(generalized("20260101000000Z"), true)),
  "entry-invalidity-date-is-a-time": entry(date(utc("260101000000Z"))),
  "entry-issuer-is-critical": crl({
    entries: [listed([plain(CERTIFICATE_ISSUER)])],
    extensions: [KEY_ID, NUMBER, INDIRECT],
  }),
  "entry-issuer-only-in-indirect": entry(CERTIFICATE_ISSUER),
};
