import { expect, test } from "vitest";
import { extendedKeyUsage } from "../../../../domain/pki/extension/extended-key-usage.ts";
import { extensionVector } from "../vector.ts";

test("a server's purposes stand as OpenSSL writes them", () => {
  expect(extendedKeyUsage(["serverAuth", "clientAuth"])).toEqual(extensionVector("leaf", "2.5.29.37"));
});

test("a responder's purpose stands as OpenSSL writes it", () => {
  expect(extendedKeyUsage(["ocspSigning"])).toEqual(extensionVector("responder", "2.5.29.37"));
});

test("no purpose at all is a Defect, RFC 5280 §4.2.1.12", () => {
  expect(() => extendedKeyUsage([])).toThrow(TypeError);
});
