import { expect, test } from "vitest";
import { toHex } from "../../../../domain/kernel/bytes.ts";
import { crlNumber } from "../../../../domain/pki/extension/crl-number.ts";

test.for<[bigint, string]>([
  [0n, "020100"],
  [127n, "02017f"],
  [128n, "02020080"],
  [0x1234n, "02021234"],
  [(1n << 159n) - 1n, `02147f${"ff".repeat(19)}`],
])("the number %d is a plain INTEGER and not critical", ([number, expected]) => {
  expect(toHex(crlNumber(number).value)).toBe(expected);
  expect(crlNumber(number)).toMatchObject({ oid: "2.5.29.20", critical: false });
});

test("more than 20 octets are a Defect, RFC 5280 §5.2.3", () => {
  expect(() => crlNumber(1n << 159n)).toThrow(TypeError);
  expect(() => crlNumber(-1n)).toThrow(TypeError);
});
