import { beforeAll, describe, expect, test } from "vitest";
import { expectOk } from "../../../../domain/kernel/result.ts";
import type { Extension } from "../../../../domain/pki/extension/extension.ts";
import { ocspAcceptableResponses } from "../../../../domain/pki/extension/ocsp-acceptable-responses.ts";
import { ocspCrlReferences, parseOcspCrlReferences } from "../../../../domain/pki/extension/ocsp-crl-references.ts";
import { ocspNonce } from "../../../../domain/pki/extension/ocsp-nonce.ts";
import { ocspPreferredSignatureAlgorithms } from "../../../../domain/pki/extension/ocsp-preferred-signature-algorithms.ts";
import { ocspServiceLocator, parseOcspServiceLocator } from "../../../../domain/pki/extension/ocsp-service-locator.ts";
import { encodeName } from "../../../../domain/pki/name.ts";
import { OCSP_EXTENSIONS } from "../../../../domain/pki/ocsp-extensions.ts";
import { anyOther, at, mutations, prefixes } from "../sample.ts";
import { madeByOpenssl } from "./made-by-openssl.ts";
import { OCSP_CASES } from "./ocsp-cases.ts";

let theirs: ReadonlyMap<string, Extension>;
beforeAll(() => {
  theirs = madeByOpenssl(
    OCSP_CASES.map((c) => c.line),
    OCSP_CASES.map((c) => c.sections).join(""),
  );
});

describe("what OpenSSL writes", () => {
  test.for(OCSP_CASES)("$name: the same bytes are written, and read as they are meant", (c) => {
    const their = theirs.get(c.written.oid) ?? expect.unreachable("OpenSSL has not written it");
    expect(c.written).toEqual(their);
    expect(expectOk(c.parse(their.value))).toEqual(c.meaning);
  });
});

describe("what is read has one encoding", () => {
  test.for(OCSP_CASES)("$name: whatever octet is changed, it is refused or encodes to itself", (c) => {
    for (const changed of mutations(c.written.value, anyOther)) {
      const parsed = c.parse(changed);
      if (parsed.ok) expect(c.write(parsed.value as never).value).toEqual(changed);
      else expect(parsed.error.code).toBe("der.malformed");
    }
  });

  test.for(OCSP_CASES)("$name: cut off or with something behind it, it is refused", ({ written: { value }, parse }) => {
    for (const cut of prefixes(value)) expect(parse(cut).ok).toBe(false);
    expect(parse(Uint8Array.of(...value, 0)).ok).toBe(false);
    expect(parse(Uint8Array.of(...value, 5, 0)).ok).toBe(false);
  });
});

test("each is known by its name, where it may stand", () => {
  for (const { name, written, places, meaning } of OCSP_CASES) {
    const known = OCSP_EXTENSIONS.get(written.oid);
    expect([known?.name, known?.places]).toEqual([name, places]);
    expect(expectOk(known?.parse(written.value) ?? expect.unreachable(name))).toEqual(meaning);
  }
  expect(OCSP_EXTENSIONS.size).toBe(OCSP_CASES.length);
});

describe("what may be left out", () => {
  test.for([
    {},
    { url: "http://crl.example.test/" },
    { number: 0n },
    { madeAt: at("2100-01-01T00:00:00") },
    { number: 1n << 159n, madeAt: at("1999-12-31T23:59:59") },
  ])("of the references to a CRL: %o is left", (reference) => {
    expect(expectOk(parseOcspCrlReferences(ocspCrlReferences(reference).value))).toEqual(reference);
  });

  test("of a service's locator: where it is, RFC 6960 Appendix B.1", () => {
    const issuer = encodeName([{ type: "CN", value: "x" }]);
    expect(expectOk(parseOcspServiceLocator(ocspServiceLocator({ issuer }).value))).toEqual({ issuer });
  });
});

test.for<[string, () => unknown]>([
  ["an empty nonce", () => ocspNonce(new Uint8Array())],
  ["a nonce of 129 octets", () => ocspNonce(new Uint8Array(129))],
  ["no acceptable kind of response", () => ocspAcceptableResponses([])],
  ["a kind of response that is no OID", () => ocspAcceptableResponses(["basic"])],
  ["no preferred algorithm", () => ocspPreferredSignatureAlgorithms([])],
  ["a preferred algorithm that is none", () => ocspPreferredSignatureAlgorithms([{ signature: Uint8Array.of(5, 0) }])],
  ["a URL that is not ASCII", () => ocspCrlReferences({ url: "http://müller.test/" })],
  ["a locator for what is no name", () => ocspServiceLocator({ issuer: Uint8Array.of(5, 0) })],
])("%s is a Defect", ([, write]) => {
  expect(write).toThrow(TypeError);
});
