import { expect, test } from "vitest";
import { toHex } from "../../../../domain/kernel/bytes.ts";
import { basicConstraints } from "../../../../domain/pki/extension/basic-constraints.ts";
import { extensionVector } from "../vector.ts";

test("an authority with a path length stands as OpenSSL writes it", () => {
  expect(basicConstraints({ isCa: true, pathLength: 1 })).toEqual(extensionVector("root", "2.5.29.19"));
});

test("an end entity stands as OpenSSL writes it", () => {
  expect(basicConstraints({ isCa: false })).toEqual(extensionVector("leaf", "2.5.29.19"));
});

test.for<[string, Parameters<typeof basicConstraints>[0], string]>([
  ["the default is left out, X.690 §11.5", { isCa: false }, "3000"],
  ["an authority without bound", { isCa: true }, "30030101ff"],
  ["path length 0 is not the same as none", { isCa: true, pathLength: 0 }, "30060101ff020100"],
  ["an end entity has no path length, RFC 5280 §4.2.1.9", { isCa: false, pathLength: 0 }, "3000"],
])("%s", ([, options, expected]) => {
  const { critical, value } = basicConstraints(options);
  expect([toHex(value), critical]).toEqual([expected, true]);
});
