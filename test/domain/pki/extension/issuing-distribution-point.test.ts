import { expect, test } from "vitest";
import { toHex, utf8 } from "../../../../domain/kernel/bytes.ts";
import { issuingDistributionPoint } from "../../../../domain/pki/extension/issuing-distribution-point.ts";
import { extensionVector } from "../vector.ts";

const URL = "http://crl.example.test/1.crl";

test("a CRL about end entities only is marked as OpenSSL marks it", () => {
  expect(issuingDistributionPoint(URL, true)).toEqual(extensionVector("leaf", "2.5.29.28"));
});

test("without that mark the default is left out, X.690 §11.5", () => {
  const { critical, value } = issuingDistributionPoint(URL, false);
  expect([toHex(value), critical]).toEqual([`3023a021a01f861d${toHex(utf8(URL))}`, true]);
});
