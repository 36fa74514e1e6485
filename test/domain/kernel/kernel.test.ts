import { generateKeyPairSync, sign } from "node:crypto";
import { fc, test as property } from "@fast-check/vitest";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { Actor, IssuerId, Serial, Slug, Uuid } from "../../../domain/kernel/brand.ts";
import {
  concat,
  equalBytes,
  fromBase64,
  fromBase64url,
  fromHex,
  fromUtf8,
  toBase64,
  toBase64url,
  toHex,
  utf8,
} from "../../../domain/kernel/bytes.ts";
import {
  algorithmOfKey,
  equalSecret,
  hmacSha256,
  sha1,
  sha256,
  sha256Of,
  verifySignature,
} from "../../../domain/kernel/digest.ts";
import {
  addSeconds,
  fromMillis,
  type Instant,
  isInstant,
  secondsBetween,
  toMillis,
  wholeSeconds,
} from "../../../domain/kernel/instant.ts";
import { expectOk, ok, refuse } from "../../../domain/kernel/result.ts";
import { commitment, materialBytes, opens, plainMaterial } from "../../../domain/kernel/sealed.ts";

const bytes = fc.uint8Array({ maxLength: 200 });

describe("bytes", () => {
  property.prop([bytes])("every text form reads back", (b) => {
    expect(fromHex(toHex(b))).toEqual(b);
    expect(fromBase64(toBase64(b))).toEqual(b);
    expect(fromBase64url(toBase64url(b))).toEqual(b);
  });

  property.prop([bytes, bytes])("equal means the same octets", (a, b) => {
    expect(equalBytes(a, b)).toBe(toHex(a) === toHex(b));
    expect(equalSecret(a, b)).toBe(toHex(a) === toHex(b));
    expect(toHex(concat([a, b]))).toBe(toHex(a) + toHex(b));
  });

  test.for([
    ["hex of half an octet", () => fromHex("abc")],
    ["hex in capitals", () => fromHex("AB")],
    ["base64url with padding", () => fromBase64url("AA==")],
    ["base64url with bits to spare", () => fromBase64url("AB")],
    ["base64url with +", () => fromBase64url("+A")],
    ["base64 without padding", () => fromBase64("AA")],
    ["base64 with other characters", () => fromBase64("A!==")],
    ["UTF-8 that is none", () => fromUtf8(Uint8Array.of(0xc3))],
  ] as const)("%s is nothing", ([, read]) => {
    expect(read()).toBeUndefined();
  });

  test("a plain array, never a Buffer", () => {
    expect(Object.getPrototypeOf(fromHex("00"))).toBe(Uint8Array.prototype);
    expect(Object.getPrototypeOf(sha256(utf8("")))).toBe(Uint8Array.prototype);
  });
});

describe("instants", () => {
  property.prop([fc.integer({ min: 0, max: 253402300799999 })])("milliseconds go and come", (ms) => {
    expect(toMillis(fromMillis(ms))).toBe(ms);
    expect(isInstant(fromMillis(ms))).toBe(true);
  });

  property.prop([fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 4e12 })])(
    "text order is time order",
    (a, b) => {
      expect(fromMillis(a) < fromMillis(b)).toBe(a < b);
    },
  );

  test.for([
    "2026-02-30T00:00:00.000Z",
    "2026-02-29T00:00:00.000Z",
    "1900-02-29T00:00:00.000Z",
    "2026-00-01T00:00:00.000Z",
    "2026-13-01T00:00:00.000Z",
    "2026-01-00T00:00:00.000Z",
    "2026-04-31T00:00:00.000Z",
    "2026-01-01T00:60:00.000Z",
    "2026-01-01T00:00:60.000Z",
    "2026-01-01T00:00:00Z",
    "2026-01-01T24:00:00.000Z",
    "2026-01-01 00:00:00.000Z",
    "",
    5,
    null,
  ])("%s is none", (x) => {
    expect(isInstant(x)).toBe(false);
  });

  test.for([-1, 0.5, 253402300800000, Number.NaN])("%s milliseconds are out of range", (ms) => {
    expect(() => fromMillis(ms)).toThrow(TypeError);
  });

  test("arithmetic", () => {
    const t = "2026-01-01T00:00:00.500Z" as Instant;
    expect(addSeconds(t, 90)).toBe("2026-01-01T00:01:30.500Z");
    expect(wholeSeconds(t)).toBe("2026-01-01T00:00:00.000Z");
    expect(secondsBetween(t, addSeconds(t, -2))).toBe(-2);
  });
});

describe("digests and signatures", () => {
  test("known answers", () => {
    expect(toHex(sha256(utf8("abc")))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(toHex(sha256Of(["a", utf8("bc")]))).toBe(toHex(sha256(utf8("abc"))));
    expect(toHex(sha1(utf8("abc")))).toBe("a9993e364706816aba3e25717850c26c9cd0d89d");
    // RFC 4231 §4.3
    expect(toHex(hmacSha256(utf8("Jefe"), utf8("what do ya want for nothing?")))).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });

  const message = utf8("message");
  const spkiOf = (key: { export: (o: { format: "der"; type: "spki" }) => Buffer }) =>
    new Uint8Array(key.export({ format: "der", type: "spki" }));
  const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" });
  const ed = generateKeyPairSync("ed25519");

  test.for([
    {
      name: "P-256",
      spki: spkiOf(p256.publicKey),
      signature: sign("sha256", message, p256.privateKey),
      algorithm: "ecdsa-sha256",
    },
    {
      name: "Ed25519",
      spki: spkiOf(ed.publicKey),
      signature: sign(null, message, ed.privateKey),
      algorithm: "ed25519",
    },
  ])("$name verifies its own and nothing else", ({ spki, signature, algorithm }) => {
    expect(algorithmOfKey(spki)).toBe(algorithm);
    expect(verifySignature(spki, message, signature)).toBe(true);
    expect(verifySignature(spki, utf8("other"), signature)).toBe(false);
    expect(verifySignature(spki, message, signature.subarray(1))).toBe(false);
  });

  test("other curves and rubbish do not verify and do not throw", () => {
    const signature = sign("sha256", message, p384.privateKey);
    expect(algorithmOfKey(spkiOf(p384.publicKey))).toBeUndefined();
    expect(verifySignature(spkiOf(p384.publicKey), message, signature)).toBe(false);
    expect(verifySignature(Uint8Array.of(1, 2), message, signature)).toBe(false);
    expect(algorithmOfKey(Uint8Array.of(1))).toBeUndefined();
  });
});

describe("sealed fields", () => {
  const opening = { plaintext: utf8("Ann"), salt: new Uint8Array(32).fill(1) };
  const sealed = { subject: "a".repeat(32), iv: "", ct: "", cm: commitment(opening) };

  test.for([
    { name: "another text", change: { plaintext: utf8("Ben") } },
    { name: "another salt", change: { salt: new Uint8Array(32).fill(2) } },
    { name: "a salt of another length", change: { salt: new Uint8Array(31).fill(1) } },
  ])("$name does not open it", ({ change }) => {
    expect(opens(sealed, opening)).toBe(true);
    expect(opens(sealed, { ...opening, ...change })).toBe(false);
    expect(materialBytes({ sealed }, { ...opening, ...change })).toMatchObject({
      error: { code: "sealed.wrong-opening" },
    });
  });

  test("material gives its bytes: open as they are, sealed with their opening", () => {
    expect(expectOk(materialBytes(plainMaterial(utf8("Ann"))))).toEqual(utf8("Ann"));
    expect(expectOk(materialBytes({ sealed }, opening))).toEqual(utf8("Ann"));
    expect(materialBytes({ sealed })).toMatchObject({ error: { code: "sealed.wrong-opening" } });
    expect(materialBytes({ plain: "!" })).toMatchObject({ error: { code: "input.malformed" } });
  });
});

describe("names of things", () => {
  test.for([
    {
      name: "serial",
      schema: Serial,
      good: ["01", "7f".repeat(20)],
      bad: ["00", "0000", "80", "1", "0A", "01".repeat(21), ""],
    },
    {
      name: "slug",
      schema: Slug,
      good: ["a", "web-ca", "a".repeat(40)],
      bad: ["-a", "a-", "A", "a_b", "", "a".repeat(41)],
    },
    {
      name: "actor",
      schema: Actor,
      good: ["officer:alice", "service:web"],
      bad: ["alice", "root:x", "officer:", "officer:A"],
    },
    { name: "issuer", schema: IssuerId, good: ["0".repeat(32)], bad: ["0".repeat(31), "G".repeat(32)] },
    {
      name: "uuid",
      schema: Uuid,
      good: ["00000000-0000-8000-8000-000000000000"],
      bad: ["00000000-0000-8000-8000-00000000000", "X"],
    },
  ])("$name", ({ schema, good, bad }) => {
    expect(good.filter((x) => !v.is(schema, x))).toEqual([]);
    expect(bad.filter((x) => v.is(schema, x))).toEqual([]);
  });
});

test("a refusal that cannot be is a defect", () => {
  expect(expectOk(ok(1))).toBe(1);
  expect(() => expectOk(refuse({ code: "input.malformed", detail: "" }))).toThrow(TypeError);
});
