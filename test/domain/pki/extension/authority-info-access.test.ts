import { expect, test } from "vitest";
import { toHex, utf8 } from "../../../../domain/kernel/bytes.ts";
import { authorityInfoAccess } from "../../../../domain/pki/extension/authority-info-access.ts";
import { extensionVector } from "../vector.ts";

const OCSP = "http://ocsp.example.test";
const ISSUER = "http://aia.example.test/ca.cer";

test("responder and issuer stand as OpenSSL writes them", () => {
  expect(authorityInfoAccess({ ocsp: OCSP, caIssuers: ISSUER })).toEqual(extensionVector("leaf", "1.3.6.1.5.5.7.1.1"));
});

test("without a responder there is the issuer alone", () => {
  const { value, critical } = authorityInfoAccess({ caIssuers: ISSUER });
  const expected = `302c302a06082b06010505073002861e${toHex(utf8(ISSUER))}`;
  expect([toHex(value), critical]).toEqual([expected, false]);
});

test("what is no URL is a Defect", () => {
  expect(() => authorityInfoAccess({ caIssuers: "not a url" })).toThrow(TypeError);
});
