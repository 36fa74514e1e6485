/** Text in attributes, in every type that clients write it in. */
import { describe, expect, test } from "vitest";
import { readDer } from "../../../domain/der/reader.ts";
import * as der from "../../../domain/der/writer.ts";
import { utf8 } from "../../../domain/kernel/bytes.ts";
import { attributeText } from "../../../domain/pki/csr-attributes/attribute-text.ts";

const read = (tag: number, content: Uint8Array) => readDer(der.tlv(tag, content), attributeText(255));

describe("read", () => {
  test.for<[string, number, Uint8Array, string]>([
    ["UTF8String", 0x0c, utf8("Zürich"), "Zürich"],
    ["PrintableString, with characters that it may not have", 0x13, utf8("a@b_c*"), "a@b_c*"],
    ["TeletexString, as Latin-1", 0x14, Uint8Array.of(0x5a, 0xfc), "Zü"],
    ["IA5String", 0x16, utf8("a@b"), "a@b"],
    ["BMPString", 0x1e, Uint8Array.of(0, 0x5a, 0, 0xfc, 0x54, 0x0d), "Zü名"],
    ["BMPString with a surrogate pair", 0x1e, Uint8Array.of(0xd8, 0x3d, 0xde, 0x00), "😀"],
    ["of the greatest length", 0x0c, utf8("x".repeat(255)), "x".repeat(255)],
  ])("%s", ([, tag, content, text]) => {
    expect(read(tag, content)).toEqual({ ok: true, value: text });
  });

  test.for<[string, number, Uint8Array]>([
    ["no string", 0x04, utf8("x")],
    ["a type that nobody uses", 0x1b, Uint8Array.of(0x78)],
    ["UTF-8 that is none", 0x0c, Uint8Array.of(0xff)],
    ["IA5 with a set first bit", 0x16, Uint8Array.of(0x80)],
    ["half a BMP character", 0x1e, Uint8Array.of(0, 0x5a, 0)],
    ["a lone surrogate", 0x1e, Uint8Array.of(0xd8, 0x3d)],
    ["a zero", 0x0c, utf8("a\0b")],
    ["one character too many", 0x0c, utf8("x".repeat(256))],
    ["far too many", 0x1e, new Uint8Array(2048).fill(0x41)],
  ])("refused: %s", ([, tag, content]) => {
    expect(read(tag, content)).toMatchObject({ ok: false, error: { code: "der.malformed" } });
  });
});
