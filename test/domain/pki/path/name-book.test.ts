/** How often names are prepared for comparison, which is nearly all that they cost: counted, not timed. */
import { afterEach, expect, test, vi } from "vitest";
import { tlv } from "../../../../domain/der/writer.ts";
import { buildPath } from "../../../../domain/pki/path/build.ts";
import { nameBook } from "../../../../domain/pki/path/name-book.ts";
import { validatePath } from "../../../../domain/pki/path/validate.ts";
import { testKey } from "../sample.ts";
import { ANCHOR, certify, dn, type Link, NOW, type Party, pathOf, permitted, unit } from "./chain.ts";
import { dir, san } from "./name-links.ts";

const counted = vi.spyOn(String.prototype, "normalize");
afterEach(() => counted.mockClear());

/** A text is normalised twice, and a name here has a country, an organisation and a common name, or units as well. */
const TIMES = 2;
const ATTRIBUTES = 3;
const MAX_CHARACTERS = 1 << 19;

const key = testKey();
const believing = () => true;
const party = (cn: string): Party => ({ name: dn(cn), key });
/** 7.5 KiB that come to eighteen letters each. */
const endless = (i: number): string => `${i} ${"\ufdfa".repeat(2500)}`;
const search = (endEntity: Uint8Array, pool: readonly Uint8Array[]) =>
  buildPath({ endEntity, pool, anchors: [ANCHOR], at: NOW, verify: believing });

test("each name of a search is prepared once, however many certificates have it and look for it", () => {
  const names = Array.from({ length: 6 }, (_, i) => party(`A ${i}`));
  const pool = names.flatMap((issuer) => names.flatMap((p) => (p === issuer ? [] : [certify(issuer, p, {})])));
  const leaf = certify(names[0] ?? party("A"), party("EE"), {}, true);
  counted.mockClear();
  const found = search(leaf, pool);
  expect(found.found).toBe(false);
  // Those of the pool, the anchor's; the end entity's own is nobody's to look for.
  expect(counted.mock.calls.length).toBeLessThanOrEqual((names.length + 2) * ATTRIBUTES * TIMES);
  expect(counted.mock.calls.length).toBeGreaterThanOrEqual((names.length + 1) * ATTRIBUTES * TIMES);
});

test("names made to cost are not all prepared, and the search says so", () => {
  const issuer = party(endless(0));
  const pool = Array.from({ length: 200 }, (_, i) => certify(issuer, party(endless(i + 1)), {}));
  const leaf = certify(issuer, party("EE"), {}, true);
  counted.mockClear();
  expect(search(leaf, pool)).toEqual({ found: false, isExhausted: true });
  const prepared = counted.mock.contexts.reduce<number>((sum, text) => sum + String(text).length, 0);
  expect(prepared).toBeLessThan(2 * MAX_CHARACTERS);
});

test("each base is prepared once, however many names are held against it", () => {
  const bases = Array.from({ length: 20 }, (_, i) => dir(`unit ${i}`));
  const names = Array.from({ length: 20 }, (_, i) => ({ kind: "directoryName", der: unit(`unit ${i}`, "x") }) as const);
  const links: readonly Link[] = [
    { extensions: [permitted(...bases)] },
    { subject: dn("EE", "unit 1"), extensions: [san(...names)] },
  ];
  const path = pathOf(links);
  counted.mockClear();
  expect(validatePath(path, { anchor: ANCHOR, at: NOW, verify: believing })).toMatchObject({ valid: true });
  // Country, organisation and one unit; one more; the anchor's, the authority's and the end entity's.
  expect(counted.mock.calls.length).toBeLessThanOrEqual((20 * 3 + 20 * 4 + 3 + 3 + 4) * TIMES);
});

test("a path with more characters in its names than are compared is not valid", () => {
  const bases = Array.from({ length: 25 }, (_, i) => dir(endless(i)));
  const path = pathOf([{ extensions: [permitted(dir(), ...bases)] }, {}]);
  expect(validatePath(path, { anchor: ANCHOR, at: NOW, verify: believing })).toMatchObject({
    valid: false,
    at: 1,
    clause: "RFC 5280 §4.2.1.10",
  });
});

test("what is no name, or longer than any, fills no book", () => {
  const book = nameBook();
  expect(book.read(tlv(0x30, new Uint8Array(9000)))).toBeUndefined();
  expect(book.read(Uint8Array.of(1))).toBeUndefined();
  expect(book.read(dn("a"))).toBe(book.read(dn("A")));
  expect(book.isOverfull()).toBe(false);
});
