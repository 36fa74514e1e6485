import { describe, expect, test } from "vitest";
import { readDer } from "../../../../domain/der/reader.ts";
import * as der from "../../../../domain/der/writer.ts";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { encodeExtensions } from "../../../../domain/pki/extension/extension.ts";
import { readExtensions } from "../../../../domain/pki/extension/read-extensions.ts";

const value = der.octetString(Uint8Array.of(5, 0));
const one = (number: number, ...flag: readonly Uint8Array[]) => der.sequence(der.oid(`1.2.${number}`), ...flag, value);

test("what is written is read", () => {
  const list = [
    { oid: "1.2.3", critical: true, value: Uint8Array.of(1) },
    { oid: "1.2.4", critical: false, value: new Uint8Array() },
  ];
  expect(expectOk(readDer(encodeExtensions(list) ?? expect.unreachable(), readExtensions))).toEqual(list);
});

test("64 extensions are read", () => {
  const list = der.sequenceOf(Array.from({ length: 64 }, (_, i) => one(i)));
  expect(expectOk(readDer(list, readExtensions))).toHaveLength(64);
});

describe("a list that may not be is refused", () => {
  test.for<[string, Uint8Array]>([
    ["an empty one", der.sequence()],
    ["an extension twice", der.sequence(one(3), one(4), one(3))],
    ["criticality FALSE written out", der.sequence(one(3, der.boolean(false)))],
    ["criticality twice", der.sequence(one(3, der.boolean(true), der.boolean(true)))],
    ["a value that is no OCTET STRING", der.sequence(der.sequence(der.oid("1.2.3"), der.nullValue))],
    ["no value", der.sequence(der.sequence(der.oid("1.2.3")))],
    ["something after the value", der.sequence(der.sequence(der.oid("1.2.3"), value, der.nullValue))],
    ["a SET", der.setOf(one(3))],
    ["65 extensions", der.sequenceOf(Array.from({ length: 65 }, (_, i) => one(i)))],
  ])("%s", ([, list]) => {
    expect(readDer(list, readExtensions)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });
});
