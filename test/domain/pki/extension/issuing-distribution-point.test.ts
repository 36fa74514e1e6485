import { expect, test } from "vitest";
import { toHex, utf8 } from "../../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../../domain/kernel/result.ts";
import {
  type CrlScope,
  issuingDistributionPoint,
  parseIssuingDistributionPoint,
} from "../../../../domain/pki/extension/issuing-distribution-point.ts";
import { extensionVector } from "../vector.ts";

const URL = "http://crl.example.test/1.crl";

test("a CRL about end entities only is marked as OpenSSL marks it", () => {
  expect(issuingDistributionPoint({ uri: URL, only: "user" })).toEqual(extensionVector("leaf", "2.5.29.28"));
});

test("without that mark the default is left out, X.690 §11.5", () => {
  const { critical, value } = issuingDistributionPoint({ uri: URL });
  expect([toHex(value), critical]).toEqual([`3023a021a01f861d${toHex(utf8(URL))}`, true]);
});

test.for<CrlScope>([
  { uri: URL, only: undefined, isIndirect: false },
  { uri: URL, only: "user", isIndirect: false },
  { uri: URL, only: "authority", isIndirect: true },
  { uri: undefined, only: "attribute", isIndirect: false },
  { uri: undefined, only: undefined, isIndirect: true },
])("what is written is read: %o", (scope) => {
  expect(expectOk(parseIssuingDistributionPoint(issuingDistributionPoint(scope).value))).toEqual(scope);
});

test("a scope that says nothing is no scope", () => {
  expect(() => issuingDistributionPoint({})).toThrow(TypeError);
});

test.for([
  ["nothing", "3000"],
  ["a flag that is not set", "3003810100"],
  ["two kinds only", "30068101ff8201ff"],
  ["some reasons only", "300483020780"],
  ["what comes after", "30068101ff840100"],
  ["not a sequence", "0500"],
  ["two URIs", "3008a006a00486008600"],
])("%s is refused", ([, hex = ""]) => {
  expect(parseIssuingDistributionPoint(new Uint8Array(Buffer.from(hex, "hex")))).toMatchObject({
    ok: false,
    error: { code: "der.malformed" },
  });
});
