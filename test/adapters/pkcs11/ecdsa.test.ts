import { createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { ecdsaSigValue } from "../../../adapters/pkcs11/ecdsa.ts";
import { fromHex, toHex } from "../../../domain/kernel/bytes.ts";
import { fault } from "../../contract/key-module.ts";

const hex = (text: string): Uint8Array => fromHex(text) ?? new Uint8Array();
const octets = (first: string, filler = "00", last = ""): string =>
  (first + filler.repeat(32)).slice(0, 64 - last.length) + last;

describe("Ecdsa-Sig-Value of a raw signature", () => {
  test.for([
    {
      name: "small numbers are minimal",
      r: octets("", "00", "01"),
      s: octets("", "00", "7f"),
      der: "300602010102017f",
    },
    {
      name: "a set first bit gets a zero octet",
      r: octets("", "00", "80"),
      s: octets("", "00", "0100"),
      der: "300802020080020201" + "00",
    },
    {
      name: "full numbers",
      r: octets("7f", "11"),
      s: octets("ff", "22"),
      der: `30450220${octets("7f", "11")}022100${octets("ff", "22")}`,
    },
  ])("$name", ({ r, s, der }) => {
    expect(toHex(ecdsaSigValue(hex(r + s), 32))).toBe(der);
  });

  test.for([
    { name: "nothing", raw: "" },
    { name: "r only", raw: octets("11") },
    { name: "one octet too few", raw: (octets("11") + octets("22")).slice(2) },
    { name: "one octet too many", raw: `${octets("11") + octets("22")}33` },
    { name: "P-384's length", raw: "11".repeat(96) },
    { name: "r of zero", raw: octets("") + octets("22") },
    { name: "s of zero", raw: octets("11") + octets("") },
    { name: "what is DER already", raw: `3044${"0220".padEnd(132, "1")}` },
  ])("$name is a module that misbehaves", ({ raw }) => {
    expect(() => ecdsaSigValue(hex(raw), 32)).toThrow(fault("module.misbehaved"));
  });

  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  property.prop([fc.uint8Array({ maxLength: 64 })])("is what another implementation verifies", (message) => {
    const raw = sign("sha256", message, { key: pair.privateKey, dsaEncoding: "ieee-p1363" });
    const key = createPublicKey(pair.privateKey);
    expect(verify("sha256", message, { key, dsaEncoding: "der" }, ecdsaSigValue(new Uint8Array(raw), 32))).toBe(true);
  });
});
