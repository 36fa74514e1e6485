import { expect, test } from "vitest";
import { toHex } from "../../../../domain/kernel/bytes.ts";
import { encodeExtensions, optionalExtensions } from "../../../../domain/pki/extension/extension.ts";

const value = Uint8Array.of(5, 0);
const plain = { oid: "1.2.3", critical: false, value };
const critical = { oid: "1.2.4", critical: true, value };

test("criticality is written only when it is not the default, X.690 §11.5", () => {
  const one = "3008" + "06022a03" + "04020500";
  const two = "300b" + "06022a04" + "0101ff" + "04020500";
  expect(toHex(encodeExtensions([plain, critical]) ?? value)).toBe(`3017${one}${two}`);
});

test("extensions keep their order", () => {
  expect(encodeExtensions([critical, plain])).not.toEqual(encodeExtensions([plain, critical]));
});

test("no extension is no list, RFC 5280 §4.1.2.9", () => {
  expect(encodeExtensions([])).toBeUndefined();
  expect(optionalExtensions(3, [])).toEqual([]);
});

test("a list stands under the tag that its place demands", () => {
  expect(optionalExtensions(3, [plain]).map(toHex)).toEqual(["a30c300a300806022a0304020500"]);
  expect(optionalExtensions(0, [plain]).map(toHex)).toEqual(["a00c300a300806022a0304020500"]);
});
