import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { concat, toHex } from "../../../domain/kernel/bytes.ts";
import { fromMillis, type Instant } from "../../../domain/kernel/instant.ts";
import { encodeRevocations, isRevocation, type Revocation, revocationOf } from "../../../domain/pki/revocation.ts";
import { REVOCATION_REASONS, type RevocationReason } from "../../../domain/pki/revocation-reason.ts";
import { encodeRevokedEntry } from "../../../domain/pki/tbs-cert-list.ts";

const reasons = Object.keys(REVOCATION_REASONS) as RevocationReason[];

const serial = fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => {
  bytes[0] = (bytes[0] ?? 0) & 0x7f || 1;
  return toHex(bytes);
});
const moment = fc.integer({ min: 0, max: 253_402_300_799 });
/** Times around 2050 have two forms. */
const times = fc.oneof(moment, fc.integer({ min: 2_524_607_990, max: 2_524_608_010 }));
const reason = fc.constantFrom(...reasons.map((r) => REVOCATION_REASONS[r]));
const revocation: fc.Arbitrary<Revocation> = fc.oneof(
  fc.tuple(serial, times, reason),
  fc.tuple(serial, times, reason, times),
);
const instant = (seconds: number): Instant => fromMillis(seconds * 1000);

property.prop([fc.array(revocation, { maxLength: 20 })])(
  "a list of them is what their entries are, written one by one",
  (list) => {
    const entries = list.map(([serial, at, code, since]) => {
      const name = reasons.find((r) => REVOCATION_REASONS[r] === code) ?? "unspecified";
      const fields = { serial, revokedAt: instant(at), reason: name };
      return encodeRevokedEntry(since === undefined ? fields : { ...fields, invalidSince: instant(since) });
    });
    expect(list.every(isRevocation)).toBe(true);
    expect(toHex(encodeRevocations(list))).toBe(toHex(concat(entries)));
  },
);

test.for([
  { name: "nothing", x: undefined },
  { name: "finished DER", x: "MAA" },
  { name: "an object like one", x: { 0: "01", 1: 0, 2: 0, length: 3 } },
  { name: "no reason", x: ["01", 0] },
  { name: "a member too many", x: ["01", 0, 0, 0, 0] },
  { name: "a serial number that is a number", x: [1, 0, 0] },
  { name: "serial number zero", x: ["00", 0, 0] },
  { name: "a negative serial number", x: ["80", 0, 0] },
  { name: "a serial number with a zero octet before it", x: ["0001", 0, 0] },
  { name: "a serial number of 21 octets", x: [`01${"00".repeat(20)}`, 0, 0] },
  { name: "half an octet", x: ["012", 0, 0] },
  { name: "capitals", x: ["0A", 0, 0] },
  { name: "a time before 1970", x: ["01", -1, 0] },
  { name: "a time after 9999", x: ["01", 253_402_300_800, 0] },
  { name: "half a second", x: ["01", 0.5, 0] },
  { name: "a time as text", x: ["01", "0", 0] },
  { name: "a reason that is none", x: ["01", 0, 7] },
  { name: "removeFromCRL", x: ["01", 0, 8] },
  { name: "a reason as text", x: ["01", 0, "1"] },
  { name: "a loss that is no time", x: ["01", 0, 0, null] },
])("$name is none", ({ x }) => {
  expect(isRevocation(x)).toBe(false);
});

test("a serial number whose zero octet is its sign is one", () => {
  expect(isRevocation(["0080", 0, 0])).toBe(true);
  expect(toHex(encodeRevocations([["0080", 0, 0]]))).toBe("30130202008017" + "0d3730303130313030303030305a");
});

test("milliseconds are cut, and nothing is said of a loss that is not known", () => {
  const revokedAt = "2026-06-01T12:00:00.999Z" as Instant;
  const fields = { serial: "01", revokedAt, reason: "superseded" } as const;
  expect(revocationOf({ ...fields, invalidSince: null })).toEqual(["01", 1_780_315_200, 4]);
  expect(revocationOf({ ...fields, invalidSince: revokedAt })).toEqual(["01", 1_780_315_200, 4, 1_780_315_200]);
});
