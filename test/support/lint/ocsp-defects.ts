/** One OCSP response for each rule, with that defect. */
import { OID } from "../../../domain/der/oid.ts";
import * as der from "../../../domain/der/writer.ts";
import type { Extension } from "../../../domain/pki/extension/extension.ts";
import {
  AUTHORITY_PARTS,
  algorithm,
  certificate,
  cn,
  ECDSA,
  encodeExtension,
  generalized,
  hex,
  LEAF_PARTS,
  SIGNATURE,
  utc,
} from "./parts.ts";

type Single = {
  readonly hash: Uint8Array;
  readonly keyHash: Uint8Array;
  readonly serial: Uint8Array;
  readonly status: Uint8Array;
  readonly times: readonly Uint8Array[];
};

type Parts = {
  readonly version: readonly Uint8Array[];
  readonly responder: Uint8Array;
  readonly producedAt: Uint8Array;
  readonly responses: readonly Uint8Array[];
  readonly extensions: readonly Extension[] | undefined;
  readonly algorithm: Uint8Array;
  readonly signature: Uint8Array;
  readonly certificates: readonly Uint8Array[];
};

const octets = (size: number) => new Uint8Array(size).fill(7);
const time = generalized;
const GOOD = hex("80 00");
const revoked = (at: Uint8Array, ...reason: readonly Uint8Array[]) =>
  der.implicit(1, true, Uint8Array.from([...at, ...reason.flatMap((r) => [...r])]));
const because = (code: number) => revoked(time("20260101000000Z"), der.explicit(0, der.enumerated(code)));

const SOUND_SINGLE: Single = {
  hash: algorithm(OID.sha1),
  keyHash: octets(20),
  serial: der.integer(17),
  status: GOOD,
  times: [time("20260601000000Z"), der.explicit(0, time("20260602000000Z"))],
};

const single = (change: Partial<Single>): Uint8Array => {
  const s = { ...SOUND_SINGLE, ...change };
  const id = der.sequence(s.hash, der.octetString(octets(20)), der.octetString(s.keyHash), s.serial);
  return der.sequence(id, s.status, ...s.times);
};

const SOUND: Parts = {
  version: [],
  responder: der.explicit(2, der.octetString(octets(20))),
  producedAt: time("20260601000000Z"),
  responses: [single({})],
  extensions: undefined,
  algorithm: ECDSA,
  signature: SIGNATURE,
  certificates: [certificate(AUTHORITY_PARTS)],
};

const outer = (status: number, ...bytes: readonly Uint8Array[]): Uint8Array =>
  der.sequence(der.enumerated(status), ...bytes.map((b) => der.explicit(0, b)));
const typed = (type: string, response: Uint8Array) => der.sequence(der.oid(type), der.octetString(response));

const basic = (change: Partial<Parts>): Uint8Array => {
  const p = { ...SOUND, ...change };
  const extensions =
    p.extensions === undefined ? [] : [der.explicit(1, der.sequence(...p.extensions.map(encodeExtension)))];
  const data = der.sequence(...p.version, p.responder, p.producedAt, der.sequence(...p.responses), ...extensions);
  const certificates = p.certificates.length === 0 ? [] : [der.explicit(0, der.sequence(...p.certificates))];
  return typed(OID.ocspBasic, der.sequence(data, p.algorithm, p.signature, ...certificates));
};

const response = (change: Partial<Parts>) => outer(0, basic(change));
const about = (change: Partial<Single>) => response({ responses: [single(change)] });
const signedWith = (one: Uint8Array) => response({ algorithm: one });
const nonce = (value: Uint8Array, critical = false): Extension => ({ oid: OID.ocspNonce, critical, value });

export const SOUND_OCSP_RESPONSE = response({});

/** By the rule that is broken. */
export const OCSP_DEFECTS: Readonly<Record<string, Uint8Array>> = {
  "ocsp-status-is-known": outer(4),
  "ocsp-success-has-an-answer": outer(0),
  "ocsp-failure-has-no-answer": outer(3, basic({})),
  "ocsp-answer-is-basic": outer(0, typed("1.2.3", der.nullValue)),
  "ocsp-version-default-is-left-out": response({ version: [der.explicit(0, der.integer(0))] }),
  "ocsp-responder-key-hash-length": response({ responder: der.explicit(2, der.octetString(octets(32))) }),
  "ocsp-responder-name-is-not-empty": response({ responder: der.explicit(1, der.sequence()) }),
  "ocsp-has-answers": response({ responses: [] }),
  "ocsp-certificate-stands-once": response({ responses: [single({}), single({})] }),
  "ocsp-times-are-generalized": response({ producedAt: utc("260601000000Z") }),
  "ocsp-times-are-whole": response({ producedAt: time("20260601000000.5Z") }),
  "ocsp-times-exist": response({ producedAt: time("20260631000000Z") }),
  "ocsp-updates-have-an-order": about({ times: [time("20260601000000Z"), der.explicit(0, time("20260501000000Z"))] }),
  "ocsp-produced-after-what-it-says": response({ producedAt: time("20260501000000Z") }),
  "ocsp-revoked-before-it-was-said": about({ status: revoked(time("20260602000000Z")) }),
  "ocsp-next-update-is-present": about({ times: [time("20260601000000Z")] }),
  "ocsp-reason-is-known": about({ status: because(7) }),
  "ocsp-reason-is-not-removal": about({ status: because(8) }),
  "ocsp-serial-is-minimal": about({ serial: der.tlv(0x02, hex("00 11")) }),
  "ocsp-hashes-have-their-length": about({ keyHash: octets(19) }),
  "ocsp-signature-rsa-has-null": signedWith(algorithm(OID.sha256WithRsa)),
  "ocsp-signature-pss-has-parameters": signedWith(algorithm(OID.rsassaPss)),
  "ocsp-signature-ecdsa-has-no-parameters": signedWith(algorithm(OID.ecdsaWithSha256, der.nullValue)),
  "ocsp-signature-eddsa-has-no-parameters": signedWith(algorithm(OID.ed25519, der.nullValue)),
  "ocsp-signature-ml-dsa-has-no-parameters": signedWith(algorithm("2.16.840.1.101.3.4.3.17", der.nullValue)),
  "ocsp-signature-has-no-md": signedWith(algorithm("1.2.840.113549.1.1.4", der.nullValue)),
  "ocsp-signature-has-no-sha1": signedWith(algorithm("1.2.840.113549.1.1.5", der.nullValue)),
  "ocsp-signature-is-whole-octets": response({ signature: der.tlv(0x03, hex("04 10")) }),
  "ocsp-extensions-are-not-empty": response({ extensions: [] }),
  "ocsp-extension-stands-once": response({
    extensions: [nonce(der.octetString(octets(8))), nonce(der.octetString(octets(8)))],
  }),
  "ocsp-nonce-length": response({ extensions: [nonce(der.octetString(octets(129)))] }),
  "ocsp-nonce-is-not-critical": response({ extensions: [nonce(der.octetString(octets(8)), true)] }),
  "ocsp-certificates-are-certificates": response({ certificates: [der.sequence(cn("x"))] }),
  "ocsp-first-certificate-may-answer": response({ certificates: [certificate(LEAF_PARTS)] }),
};
