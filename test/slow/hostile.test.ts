import { expect, test } from "vitest";
import { tlv } from "../../domain/der/writer.ts";
import { PARSERS } from "../property/hostile.ts";
import { withstands } from "../property/withstands.ts";

test.for(PARSERS)("a million hostile inputs: $name", { timeout: 900_000 }, (parser) => {
  for (let round = 1; round <= 10; round++) withstands(parser, 100_000, round * 7_919);
});

/** What makes a careless parser slow or hungry, as large as each parser lets it be. */
const LARGE: readonly { readonly name: string; readonly make: (size: number) => Uint8Array }[] = [
  {
    name: "empty elements without end",
    make: (size) =>
      tlv(
        0x30,
        new Uint8Array(size).fill(0).map((_, i) => (i % 2 ? 0 : 0x30)),
      ),
  },
  { name: "one long string", make: (size) => tlv(0x30, tlv(0x0c, new Uint8Array(size).fill(0x61))) },
  { name: "one long number", make: (size) => tlv(0x30, tlv(0x02, new Uint8Array(size).fill(0x7f))) },
  { name: "one long object identifier", make: (size) => tlv(0x30, tlv(0x06, new Uint8Array(size).fill(0x81))) },
  {
    name: "sets in sets",
    make: (size) => {
      let x: Uint8Array = new Uint8Array();
      while (x.length < Math.min(size, 4_000)) x = tlv(0x31, x);
      return tlv(0x30, x);
    },
  },
];

test.for(PARSERS)("large inputs get an answer: $name", ({ parse }) => {
  for (const { name, make } of LARGE) {
    const result = parse(make(1 << 20));
    expect({ name, ok: result.ok }).toEqual({ name, ok: false });
  }
});
