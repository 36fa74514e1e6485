import { type Element, readDer } from "../../../domain/der/reader.ts";
import { nullValue, tlv } from "../../../domain/der/writer.ts";
import { expectOk } from "../../../domain/kernel/result.ts";

const elementsOf = (content: Uint8Array): readonly Element[] =>
  expectOk(
    readDer(content, (r) => {
      const out: Element[] = [];
      while (!r.isAtEnd) out.push(r.next());
      return out;
    }),
  );

const variants = ({ tag, content }: Element): readonly Uint8Array[] => {
  if (!(tag & 0x20)) return [];
  const children = elementsOf(content);
  const wholes = children.map((c) => c.whole);
  return [
    tlv(tag, ...wholes, nullValue),
    ...children.flatMap((child, i) => variants(child).map((v) => tlv(tag, ...wholes.with(i, v)))),
  ];
};

/**
 * Every result of putting a NULL behind all else in one constructed element, with lengths that fit: what a reader that
 * forgets to look for an end would pass.
 */
export const appended = (bytes: Uint8Array): readonly Uint8Array[] => elementsOf(bytes).flatMap(variants);
