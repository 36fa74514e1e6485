import { createHash } from "node:crypto";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import * as der from "../../../domain/der/writer.ts";
import { concat, toHex } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeCertId } from "../../../domain/pki/cert-id.ts";
import { parseCertificate } from "../../../domain/pki/certificate.ts";
import { encodeExtensions } from "../../../domain/pki/extension/extension.ts";
import { parseOcspRequest } from "../../../domain/pki/ocsp-request.ts";
import { parsePublicKey } from "../../../domain/pki/public-key.ts";
import { openssl, withFiles } from "./openssl.ts";
import { anyOther, mutations, oneBit, prefixes } from "./sample.ts";
import { certificateVector, ocspRequestVector, vectorText } from "./vector.ts";

const issuer = expectOk(parseCertificate(certificateVector("root"))).fields;
const { bits } = expectOk(parsePublicKey(issuer.spki));
const LEAF = "4f0102030405060708090a0b0c0d0e0f";

describe("a request that OpenSSL made is read", () => {
  test.for<[string, readonly [string, string][], boolean]>([
    ["sha1-nonce", [["sha1", LEAF]], true],
    ["sha256", [["sha256", LEAF]], false],
    ["sha512", [["sha512", LEAF]], false],
    ["signed", [["sha1", LEAF]], true],
    [
      "many",
      [
        ["sha1", LEAF],
        ["sha256", "4f01"],
        ["sha256", "4f02"],
        ["sha256", "77"],
        ["sha256", "4f04"],
      ],
      true,
    ],
  ])("%s", ([file, ids, hasNonce]) => {
    const { certIds, nonce } = expectOk(parseOcspRequest(ocspRequestVector(file)));
    expect(certIds.map((c) => [c.hash, c.serial])).toEqual(ids);
    for (const { hash, issuerNameHash, issuerKeyHash } of certIds) {
      expect(toHex(issuerNameHash)).toBe(createHash(hash).update(issuer.subject).digest("hex"));
      expect(toHex(issuerKeyHash)).toBe(createHash(hash).update(bits).digest("hex"));
    }
    const dump = vectorText(`ocsp/request-${file}.txt`);
    expect(nonce === undefined).toBe(!hasNonce);
    expect(dump.match(/OCSP Nonce: \n\s+0410([0-9A-F]+)/)?.[1]?.toLowerCase()).toBe(nonce && toHex(nonce));
  });

  test("and each CertID is kept as it was sent", () => {
    const { certIds } = expectOk(parseOcspRequest(ocspRequestVector("many")));
    for (const { der: sent } of certIds) expect(toHex(ocspRequestVector("many"))).toContain(toHex(sent));
    expect(certIds[1]?.der).toEqual(encodeCertId("sha256", issuer.subject, bits, "4f01"));
  });
});

type Pieces = {
  readonly version?: Uint8Array;
  readonly requestor?: Uint8Array;
  readonly certIds?: readonly Uint8Array[];
  readonly single?: Uint8Array;
  readonly extensions?: Uint8Array;
  readonly tail?: Uint8Array;
  readonly signature?: Uint8Array;
};

const NOTHING = new Uint8Array();
const ID = encodeCertId("sha256", issuer.subject, bits, "4f01");

const build = (p: Pieces = {}): Uint8Array =>
  der.sequence(
    der.sequence(
      p.version ?? NOTHING,
      p.requestor ?? NOTHING,
      der.sequenceOf((p.certIds ?? [ID]).map((id) => der.sequence(id, p.single ?? NOTHING))),
      p.extensions ?? NOTHING,
      p.tail ?? NOTHING,
    ),
    p.signature ?? NOTHING,
  );

const extensions = (oid: string, value: Uint8Array, ...more: readonly Uint8Array[]): Uint8Array =>
  der.explicit(2, encodeExtensions([{ oid, critical: false, value }]) ?? NOTHING, ...more);
const NONCE = "1.3.6.1.5.5.7.48.1.2";
const nonce = (size: number): Uint8Array => extensions(NONCE, der.octetString(new Uint8Array(size).fill(7)));

describe("what may stand in a request", () => {
  test("OpenSSL reads the frame of these tables", () => {
    const request = build({ extensions: nonce(32) });
    const dump = withFiles({ request }, (f) => openssl(["ocsp", "-reqin", f.request, "-req_text"]));
    expect(dump).toMatch(/Serial Number: 4F01\n[\s\S]*OCSP Nonce:/);
  });

  test.for<[string, Pieces]>([
    ["the default version, left out", {}],
    ["the default version, written out", { version: der.explicit(0, der.integer(0)) }],
    ["a requestor's name", { requestor: der.explicit(1, der.explicit(4, issuer.subject)) }],
    [
      "extensions of one request",
      { single: der.explicit(0, encodeExtensions([{ oid: "1.2.3", critical: false, value: ID }]) ?? ID) },
    ],
    ["unknown extensions", { extensions: extensions("1.2.3", der.nullValue) }],
    ["a signature, which is not looked at", { signature: der.explicit(0, der.sequence()) }],
    ["a nonce of one octet, RFC 9654 §2.1", { extensions: nonce(1) }],
    ["a nonce of 128 octets, RFC 9654 §2.1", { extensions: nonce(128) }],
    ["sixteen certificates", { certIds: Array.from({ length: 16 }, () => ID) }],
    ["a serial number of 64 octets", { certIds: [encodeCertId("sha1", issuer.subject, bits, "7f".repeat(64))] }],
  ])("%s", ([, pieces]) => {
    const { certIds } = expectOk(parseOcspRequest(build(pieces)));
    expect(certIds.length).toBe(pieces.certIds?.length ?? 1);
  });

  test.for([1, 16, 32, 128])("a nonce of %d octets is given back", (size) => {
    const read = expectOk(parseOcspRequest(build({ extensions: nonce(size) })));
    expect(read.nonce).toEqual(new Uint8Array(size).fill(7));
  });

  test("a request without a nonce has none", () => {
    expect(Object.keys(expectOk(parseOcspRequest(build())))).toEqual(["certIds", "extensions"]);
  });

  test("the hash's parameters may be absent instead of NULL", () => {
    const bare = der.sequence(
      der.sequence(der.oid("1.3.14.3.2.26")),
      der.octetString(new Uint8Array(20)),
      der.octetString(new Uint8Array(20)),
      der.integer(255),
    );
    const [id] = expectOk(parseOcspRequest(build({ certIds: [bare] }))).certIds;
    expect([id?.hash, id?.serial]).toEqual(["sha1", "ff"]);
  });
});

describe("anything else is refused", () => {
  const certId = (...parts: readonly Uint8Array[]) => ({ certIds: [der.sequence(...parts)] });
  const hash = der.sequence(der.oid("1.3.14.3.2.26"), der.nullValue);
  const octets = der.octetString(new Uint8Array(20));
  test.for<[string, Pieces]>([
    ["no certificate", { certIds: [] }],
    ["seventeen certificates", { certIds: Array.from({ length: 17 }, () => ID) }],
    ["version 2", { version: der.explicit(0, der.integer(1)) }],
    ["a version that is not minimal", { version: der.explicit(0, Uint8Array.of(2, 2, 0, 0)) }],
    ["two versions", { version: concat([der.explicit(0, der.integer(0)), der.explicit(0, der.integer(0))]) }],
    ["an empty nonce", { extensions: nonce(0) }],
    ["a nonce of 129 octets", { extensions: nonce(129) }],
    ["a nonce that is no OCTET STRING", { extensions: extensions(NONCE, Uint8Array.of(1, 2, 3)) }],
    ["a nonce and more", { extensions: extensions(NONCE, concat([der.octetString(ID), der.nullValue])) }],
    [
      "the nonce twice",
      {
        extensions: der.explicit(
          2,
          encodeExtensions([1, 2].map(() => ({ oid: NONCE, critical: false, value: octets }))) ?? ID,
        ),
      },
    ],
    ["no extensions under their tag", { extensions: der.explicit(2) }],
    ["more under the extensions' tag", { extensions: extensions(NONCE, octets, der.nullValue) }],
    ["something at the end of the TBS", { tail: der.nullValue }],
    ["something instead of a signature", { signature: der.nullValue }],
    ["something in a request", { single: der.nullValue }],
    [
      "parameters other than NULL",
      certId(der.sequence(der.oid("1.3.14.3.2.26"), der.sequence()), octets, octets, der.integer(1)),
    ],
    [
      "two parameters",
      certId(der.sequence(der.oid("1.3.14.3.2.26"), der.nullValue, der.nullValue), octets, octets, der.integer(1)),
    ],
    ["no serial number", certId(hash, octets, octets)],
    ["a negative serial number", certId(hash, octets, octets, Uint8Array.of(2, 1, 0x80))],
    ["a serial number of 65 octets", certId(hash, octets, octets, der.integerFromBytes(new Uint8Array(65).fill(1)))],
    ["more in a CertID", certId(hash, octets, octets, der.integer(1), der.nullValue)],
    ["hashes that are BIT STRINGs", certId(hash, der.bitString(ID), octets, der.integer(1))],
  ])("%s", ([, pieces]) => {
    expect(parseOcspRequest(build(pieces))).toMatchObject({ ok: false, error: { code: "ocsp.malformed" } });
  });

  test.for<[string, Uint8Array]>([
    ["nothing", NOTHING],
    ["an empty SEQUENCE", der.sequence()],
    ["trailing bytes", concat([build(), Uint8Array.of(0)])],
    ["an OCSP answer", der.sequence(der.enumerated(6))],
  ])("%s", ([, input]) => {
    expect(parseOcspRequest(input)).toMatchObject({ ok: false, error: { code: "ocsp.malformed" } });
  });

  test("more than 4096 octets, whatever is inside", () => {
    const padded = (size: number) => build({ extensions: extensions("1.2.3", new Uint8Array(size)) });
    const frame = padded(3000).length - 3000;
    expect(parseOcspRequest(padded(4096 - frame)).ok).toBe(true);
    expect(parseOcspRequest(padded(4097 - frame))).toMatchObject({ ok: false, error: { detail: "too large" } });
  });
});

describe("no input makes the parser throw", () => {
  test.for([
    ["sha1-nonce", anyOther],
    ["many", oneBit],
    ["signed", oneBit],
  ] as const)("whatever octet of %s is changed, or where it is cut", ([file, values]) => {
    const codes = new Set<string>();
    for (const changed of mutations(ocspRequestVector(file), values)) {
      const read = parseOcspRequest(changed);
      if (!read.ok) codes.add(read.error.code);
    }
    expect([...codes]).toEqual(["ocsp.malformed"]);
    expect(prefixes(ocspRequestVector(file)).filter((cut) => parseOcspRequest(cut).ok)).toEqual([]);
  });

  property.prop([fc.uint8Array({ maxLength: 60 })], { numRuns: 2000 })("nor random octets", (octets) => {
    for (const input of [octets, der.sequence(octets), der.sequence(der.sequence(octets))])
      expect(["ocsp.malformed", undefined]).toContain(codeOf(input));
  });
});

const codeOf = (input: Uint8Array): string | undefined => {
  const read = parseOcspRequest(input);
  return read.ok ? undefined : read.error.code;
};
