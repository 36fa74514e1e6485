/** Values that a JSON Schema takes, and values that it does not: for calls of an API that tells its schemas. */
import fc from "fast-check";
import type { Schema } from "../support/openapi-document.ts";

type WithBounds = Schema & {
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
};

/** Strings that programs trip over: none of them long. */
const ODD_TEXT = fc.constantFrom(
  "",
  " ",
  "\u0000",
  "\ud800",
  "\u202e",
  "ＡＤＭＩＮ",
  "İ",
  "../../etc/passwd",
  "%2e%2e%2f",
  "' OR 1=1 --",
  "{{7*7}}",
  "__proto__",
  "constructor",
  "null",
  "NaN",
  "-0",
  "1e999",
  "true",
  "\r\nX-Injected: 1",
  "<script>alert(1)</script>",
  "𝒜".repeat(50),
);

export const oddText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: ODD_TEXT },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1_000, max: 60_000 }).map((n) => "x".repeat(n)) },
);

/** So deep that a reader that recurses has had enough. */
const deep = fc
  .tuple(fc.integer({ min: 100, max: 20_000 }), fc.boolean())
  .map(([depth, isObject]) =>
    isObject ? `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}` : `${"[".repeat(depth)}${"]".repeat(depth)}`,
  );

const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 2 ** 53, -(2 ** 63), 1e308, [], {}, [[]], { length: 1 }),
  fc.array(fc.integer(), { maxLength: 300 }),
);

const textOf = ({ pattern, minLength = 0, maxLength = 40, const: fixed }: WithBounds): fc.Arbitrary<string> => {
  if (typeof fixed === "string") return fc.constant(fixed);
  // Lookarounds cannot be generated from; what they say is little.
  const plain = pattern?.replace(/\(\?[!=][^)]*\)+\$?\)?/g, "");
  if (plain?.startsWith("^") && !plain.includes("\\ud800"))
    try {
      return fc.stringMatching(new RegExp(plain), { size: "small" });
    } catch {
      return fc.string({ maxLength });
    }
  return fc.string({ minLength: Math.min(minLength, 50), maxLength: Math.min(maxLength, 50) });
};

/** What a schema takes, near enough: its patterns and kinds, not what the server knows besides. */
export const sound = (schema: WithBounds): fc.Arbitrary<unknown> => {
  const { enum: values, anyOf, oneOf, type, items, properties, required = [] } = schema;
  if ("const" in schema) return fc.constant(schema.const);
  if (values !== undefined) return fc.constantFrom(...values);
  const several = anyOf ?? oneOf;
  if (several !== undefined) return fc.oneof(...several.map(sound));
  switch (type) {
    case "string":
      return (schema as { format?: string }).format === "date-time"
        ? fc
            .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
            .map((d) => d.toISOString())
        : textOf(schema);
    case "integer":
    case "number": {
      const min = schema.minimum ?? Math.min(0, schema.maximum ?? 0);
      return fc.integer({ min, max: Math.min(schema.maximum ?? min + 1000, 2 ** 31) });
    }
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(sound(items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(schema.minItems ?? 0, 3),
      });
    case "object":
      return fc.record(
        Object.fromEntries(Object.entries(properties ?? {}).map(([name, inner]) => [name, sound(inner)])),
        { requiredKeys: [...required] },
      );
    default:
      return fc.constant({});
  }
};

type Container = Record<string, unknown> | unknown[];
const isContainer = (x: unknown): x is Container => typeof x === "object" && x !== null;

/** One place in a sound value becomes odd: another kind, gone, doubled, or with company that nobody asked for. */
const spoiled = (value: unknown): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.infiniteStream(fc.nat()), oddValue, oddText, fc.constantFrom("replace", "remove", "add", "wrap"))
    .map(([numbers, odd, name, how]) => {
      const copy = structuredClone(value);
      let at: unknown = copy;
      if (!isContainer(at)) return odd;
      for (;;) {
        const keys = Object.keys(at as object);
        const key = keys[(numbers.next().value as number) % Math.max(1, keys.length)];
        const inner: unknown = key === undefined ? undefined : (at as Record<string, unknown>)[key];
        if (isContainer(inner) && (numbers.next().value as number) % 3 > 0) {
          at = inner;
          continue;
        }
        const holder = at as Record<string, unknown>;
        if (how === "add" || key === undefined)
          Object.defineProperty(holder, name, { value: odd, enumerable: true, configurable: true });
        else if (how === "remove") delete holder[key];
        else holder[key] = how === "wrap" ? [inner] : odd;
        return copy;
      }
    });

/** Bodies as they travel: sound, with one thing wrong, or no JSON at all. */
export const bodies = (schema: Schema): fc.Arbitrary<string | Uint8Array> =>
  fc.oneof(
    { weight: 2, arbitrary: sound(schema).map((x) => JSON.stringify(x)) },
    {
      weight: 6,
      arbitrary: sound(schema)
        .chain(spoiled)
        .map((x) => JSON.stringify(x) ?? ""),
    },
    { weight: 1, arbitrary: deep },
    { weight: 1, arbitrary: sound(schema).map((x) => JSON.stringify(x).slice(0, -1)) },
    { weight: 1, arbitrary: sound(schema).map((x) => `\ufeff${JSON.stringify(x)}`) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    { weight: 1, arbitrary: oddText },
    {
      weight: 1,
      arbitrary: fc.constantFrom('{"__proto__":{"isAdmin":true}}', '{"a":1,"a":2}', "[]", "null", "0", '"'),
    },
  );
