import { expect, test } from "vitest";
import { toHex, utf8 } from "../../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { pointAt } from "../../../../domain/pki/extension/crl-distribution-points.ts";
import {
  type CrlScope,
  issuingDistributionPoint,
  parseIssuingDistributionPoint,
} from "../../../../domain/pki/extension/issuing-distribution-point.ts";
import { encodeName } from "../../../../domain/pki/name.ts";
import { extensionVector } from "../vector.ts";

const URL = "http://crl.example.test/1.crl";

test("a CRL about end entities only is marked as OpenSSL marks it", () => {
  expect(issuingDistributionPoint({ name: pointAt(URL), only: "user" })).toEqual(extensionVector("leaf", "2.5.29.28"));
});

test("without that mark the default is left out, X.690 §11.5", () => {
  const { critical, value } = issuingDistributionPoint({ name: pointAt(URL) });
  expect([toHex(value), critical]).toEqual([`3023a021a01f861d${toHex(utf8(URL))}`, true]);
});

const DIRECTORY = encodeName([{ type: "CN", value: "lists" }]);
const RDN = new Uint8Array(Buffer.from("310c300a06035504030c03637270", "hex"));
test.for<CrlScope>([
  { name: pointAt(URL), only: undefined, reasons: undefined, isIndirect: false },
  { name: pointAt(URL), only: "user", reasons: undefined, isIndirect: false },
  { name: pointAt(URL), only: "authority", reasons: ["keyCompromise", "aACompromise"], isIndirect: true },
  { name: undefined, only: "attribute", reasons: undefined, isIndirect: false },
  { name: undefined, only: undefined, reasons: undefined, isIndirect: true },
  { name: undefined, only: undefined, reasons: ["superseded"], isIndirect: false },
  { name: { kind: "relative", rdn: RDN }, only: "user", reasons: undefined, isIndirect: false },
  {
    name: {
      kind: "full",
      names: [
        { kind: "directoryName", der: DIRECTORY },
        { kind: "uri", value: URL },
      ],
    },
    only: undefined,
    reasons: undefined,
    isIndirect: false,
  },
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
  ["reasons that are no bits", "3003830108"],
  ["what comes after", "30068101ff840100"],
  ["not a sequence", "0500"],
  ["a name of no kind", "3004a002a200"],
])("%s is refused", ([, hex = ""]) => {
  expect(parseIssuingDistributionPoint(new Uint8Array(Buffer.from(hex, "hex")))).toMatchObject({
    ok: false,
    error: { code: "der.malformed" },
  });
});
