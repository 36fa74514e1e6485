import { expect, test } from "vitest";
import { crlDistributionPoints } from "../../../../domain/pki/extension/crl-distribution-points.ts";
import { extensionVector } from "../vector.ts";

const URLS = ["http://crl.example.test/1.crl", "http://crl.example.test/2.crl"];

test("each URL is a distribution point, as OpenSSL writes it", () => {
  expect(crlDistributionPoints(URLS)).toEqual(extensionVector("leaf", "2.5.29.31"));
});

test("no URL at all is a Defect, RFC 5280 §4.2.1.13", () => {
  expect(() => crlDistributionPoints([])).toThrow(TypeError);
});

test("what is no URL is a Defect", () => {
  expect(() => crlDistributionPoints(["x"])).toThrow(TypeError);
});
