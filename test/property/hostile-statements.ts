/** What comes signed from browsers, cards and machines. */
import { fromBase64url, utf8 } from "../../domain/kernel/bytes.ts";
import { fromMillis } from "../../domain/kernel/instant.ts";
import { refusal } from "../../domain/kernel/refusal.ts";
import { ok, type Result, refuse } from "../../domain/kernel/result.ts";
import { strictJsonObject } from "../../domain/kernel/strict-json.ts";
import { parseSignedData } from "../../domain/pki/signed-data.ts";
import { encodeSignedData, signedAttributes } from "../../domain/pki/signed-data-writer.ts";
import { parseAuthenticatorData } from "../../domain/statement/webauthn/authenticator-data.ts";
import { readCborMap } from "../../domain/statement/webauthn/cbor.ts";
import { cbor, makeAuthenticator, registered } from "../support/authenticator.ts";
import type { Parser } from "./withstands.ts";

const CERTIFICATE = Uint8Array.of(0x30, 3, 2, 1, 1);
const ISSUER = Uint8Array.of(0x30, 0);
const ATTRIBUTES = signedAttributes(utf8("content"), CERTIFICATE, fromMillis(0));
const CMS = (["ecdsa-sha256", "rsa-sha256"] as const).map((algorithm) =>
  encodeSignedData(
    { certificate: CERTIFICATE, issuer: ISSUER, serial: "01", algorithm },
    ATTRIBUTES,
    utf8("signature"),
  ),
);

const octets = (text: string): Uint8Array => fromBase64url(text) ?? new Uint8Array();
const REGISTRATIONS = (["p256", "ed25519"] as const).map((kind) =>
  registered(makeAuthenticator(kind), { id: "key", officer: "alice" }),
);
const OBJECTS = REGISTRATIONS.map((r) => octets(r.attestation.object));
const DATA = OBJECTS.map((object) => {
  const data = readCborMap(object)?.map.get("authData");
  if (!(data instanceof Uint8Array)) throw new TypeError("no authenticator data");
  return Uint8Array.from(data);
});

/** Of a reader that says no more than that there is nothing. */
const orRefused =
  (read: (bytes: Uint8Array) => unknown) =>
  (bytes: Uint8Array): Result<unknown> => {
    const value = read(bytes);
    return value === undefined ? refuse(refusal("statement.form-violated", "cannot be read")) : ok(value);
  };

export const STATEMENT_PARSERS: readonly Parser[] = [
  { name: "a CMS signature", parse: parseSignedData, samples: CMS, codes: ["der.malformed", "csr.unsupported-key"] },
  {
    name: "CBOR of an authenticator",
    parse: orRefused((bytes) => readCborMap(bytes)),
    samples: [...OBJECTS, Uint8Array.from(cbor(new Map<string, unknown>([["a", [1, -70_000, true, new Map()]]])))],
    codes: ["statement.form-violated"],
  },
  {
    name: "authenticator data",
    parse: orRefused(parseAuthenticatorData),
    samples: DATA,
    codes: ["statement.form-violated"],
  },
  {
    name: "client data, and a JWS header",
    parse: orRefused(strictJsonObject),
    samples: [
      ...REGISTRATIONS.map((r) => octets(r.attestation.clientData)),
      utf8('{"a":{"b":[1,{"c":"\\u0061"}]},"d":2}'),
    ],
    codes: ["statement.form-violated"],
  },
];
