import { readdirSync, readFileSync } from "node:fs";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { catalogue, currentVersion, readEvent } from "../../../domain/catalogue.ts";
import { utf8 } from "../../../domain/kernel/bytes.ts";
import { canonicalText } from "../../../domain/kernel/canonical-json.ts";
import {
  decodeEnvelope,
  deriveUuid,
  encodeEnvelope,
  envelopeDigest,
  eventId,
  linkEnvelope,
} from "../../../domain/kernel/envelope.ts";
import { CATEGORIES, type Category, categoryOf, idOf, isStreamName } from "../../../domain/kernel/stream.ts";
import { someEnvelope } from "../../support/envelope.ts";

const codeOf = (r: { ok: boolean; error?: { code: string } }): string => (r.ok ? "ok" : (r.error?.code ?? ""));

test("an envelope is its own canonical bytes", () => {
  const bytes = encodeEnvelope(someEnvelope());
  expect(new TextDecoder().decode(bytes)).toMatch(/^\{"actor":"operator:test","at":/);
  expect(decodeEnvelope(bytes)).toEqual({ ok: true, value: someEnvelope() });
});

test.for([
  { name: "white space", text: (t: string) => ` ${t}` },
  {
    name: "another order of keys",
    text: (t: string) => t.replace('{"actor":"operator:test",', "{").replace(/\}$/, ',"actor":"operator:test"}'),
  },
  { name: "a key twice", text: (t: string) => t.replace('"basis":null', '"basis":1,"basis":null') },
  { name: "an escape that is not needed", text: (t: string) => t.replace("operator", "\\u006fperator") },
  { name: "a number in another form", text: (t: string) => t.replace('"revision":0', '"revision":0.0') },
  { name: "a byte order mark", text: (t: string) => `\ufeff${t}` },
  { name: "no JSON at all", text: () => "not json" },
])("bytes with $name are not an event", ({ text }) => {
  expect(codeOf(decodeEnvelope(utf8(text(canonicalText(someEnvelope())))))).toBe("input.malformed");
});

test.for([
  { name: "an unknown field", change: { extra: 1 } },
  { name: "version 0", change: { v: 0 } },
  { name: "a negative revision", change: { revision: -1 } },
  { name: "an instant in another zone", change: { at: "2026-01-01T00:00:00.000+01:00" } },
  { name: "an actor of no kind", change: { actor: "alice" } },
  { name: "an id that is no UUID", change: { id: "1" } },
])("an envelope with $name is refused", ({ change }) => {
  expect(codeOf(decodeEnvelope(utf8(canonicalText({ ...someEnvelope(), ...change }))))).toBe("input.malformed");
});

test("not UTF-8 is not an event", () => {
  expect(codeOf(decodeEnvelope(Uint8Array.of(0xff, 0xfe)))).toBe("input.malformed");
});

describe("the chain", () => {
  const first = someEnvelope();
  const bytes = encodeEnvelope(first);
  const linked = linkEnvelope("key-a", undefined, first, bytes);
  const end = linked.ok ? linked.value : undefined;
  const next = { ...first, revision: 1, prev: envelopeDigest(bytes) };

  test("takes the very next event", () => {
    expect(codeOf(linkEnvelope("key-a", end, next, encodeEnvelope(next)))).toBe("ok");
  });

  test.for([
    { name: "another stream's event", change: { stream: "key-b" } },
    { name: "a gap", change: { revision: 2 } },
    { name: "the same place again", change: { revision: 0 } },
    { name: "another predecessor", change: { prev: "B".repeat(43) } },
    { name: "no predecessor", change: { prev: null } },
    { name: "time running backwards", change: { at: "2025-12-31T23:59:59.999Z" as never } },
  ])("refuses $name", ({ change }) => {
    const e = { ...next, ...change };
    expect(codeOf(linkEnvelope("key-a", end, e, encodeEnvelope(e)))).toBe("signer.history-rewritten");
  });
});

test("ids derive from command, stream and place, and from nothing else", () => {
  const ids = [eventId("c", "s", 0), eventId("c", "s", 1), eventId("c", "t", 0), eventId("d", "s", 0)];
  expect(new Set(ids).size).toBe(4);
  expect(eventId("c", "s", 0)).toBe(ids[0]);
  expect(deriveUuid("a", "bc")).not.toBe(deriveUuid("ab", "c"));
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

const golden = new URL("../../vectors/events/", import.meta.url);
const files = readdirSync(golden).sort();

test("there is a golden event of every type and version that can be written", () => {
  const all = Object.values(catalogue).flatMap((table) =>
    Object.entries(table).map(([type, row]) => `${type}@${row.v}.json`),
  );
  expect(all.filter((name) => !files.includes(name))).toEqual([]);
});

test.for(files)("the golden %s still reads, and its bytes are still its bytes", (name) => {
  const text = readFileSync(new URL(name, golden), "utf8").trimEnd();
  const read = readEvent(utf8(text));
  expect(read.ok ? `${read.value.type}@${read.value.v}.json` : read.error).toBe(name);
  expect(canonicalText(JSON.parse(text))).toBe(text);
});

test.for([
  { name: "a type that nobody knows", change: { type: "KeyEaten" }, code: "event.unknown-type" },
  { name: "a type of another category", change: { type: "CrlPrepared" }, code: "event.unknown-type" },
  { name: "a type that is a property of every object", change: { type: "ToString" }, code: "event.unknown-type" },
  { name: "a stream of no category", change: { stream: "guest-a" }, code: "event.unknown-type" },
  { name: "a newer version", change: { v: 2 }, code: "event.unknown-version" },
  { name: "a body that lacks a field", change: { body: { algorithm: "ec-p256" } }, code: "event.malformed" },
  {
    name: "a body with a field too many",
    change: { body: { ...someEnvelope().body, more: 1 } },
    code: "event.malformed",
  },
])("$name is not read", ({ change, code }) => {
  expect(codeOf(readEvent(encodeEnvelope(someEnvelope(change))))).toBe(code);
});

test("a version is asked for known events only", () => {
  expect(currentVersion("key-a", "KeyPlanned")).toBe(1);
  expect(() => currentVersion("key-a", "KeyEaten")).toThrow(TypeError);
});

test.for([
  ["governance", "governance", "governance"],
  ["key-ab", "key", "ab"],
  ["certificate-ab.01", "certificate", "ab.01"],
  ["authority-web-ca", "authority", "web-ca"],
] as const)("%s is of category %s and has the id %s", ([stream, category, id]) => {
  expect([categoryOf(stream), idOf(stream), isStreamName(stream)]).toEqual([category, id, true]);
  expect(CATEGORIES).toContain(category as Category);
});

property.prop([fc.jsonValue()])("canonical JSON reads back as what it was, and is stable", (value) => {
  const text = canonicalText(value);
  expect(canonicalText(JSON.parse(text))).toBe(text);
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
});
