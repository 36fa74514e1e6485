import { expect, test } from "vitest";
import { toHex } from "../../../../domain/kernel/bytes.ts";
import { type KeyUsage, keyUsage } from "../../../../domain/pki/extension/key-usage.ts";
import { extensionVector } from "../vector.ts";

test("an authority's usages stand as OpenSSL writes them", () => {
  expect(keyUsage(["keyCertSign", "cRLSign"])).toEqual(extensionVector("root", "2.5.29.15"));
});

test("a server's usages stand as OpenSSL writes them", () => {
  expect(keyUsage(["digitalSignature", "keyAgreement"])).toEqual(extensionVector("leaf", "2.5.29.15"));
});

test.for<[KeyUsage, string]>([
  ["digitalSignature", "03020780"],
  ["nonRepudiation", "03020640"],
  ["keyEncipherment", "03020520"],
  ["dataEncipherment", "03020410"],
  ["keyAgreement", "03020308"],
  ["keyCertSign", "03020204"],
  ["cRLSign", "03020102"],
])("%s alone has its own bit, and no zero bits after it", ([usage, expected]) => {
  const { critical, value } = keyUsage([usage]);
  expect([toHex(value), critical]).toEqual([expected, true]);
});

test("the order of the usages makes no difference", () => {
  expect(keyUsage(["cRLSign", "keyCertSign"])).toEqual(keyUsage(["keyCertSign", "cRLSign"]));
});

test("no usage at all is a Defect, RFC 5280 §4.2.1.3", () => {
  expect(() => keyUsage([])).toThrow(TypeError);
});
