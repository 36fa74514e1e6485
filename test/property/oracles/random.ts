/** What the random structures are made of: keys, names, moments, serial numbers. */
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import fc from "fast-check";
import { toHex } from "../../../domain/kernel/bytes.ts";
import { fromMillis, type Instant } from "../../../domain/kernel/instant.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import type { SignatureScheme } from "../../../domain/kernel/signature-scheme.ts";
import { checkName, type Name } from "../../../domain/pki/name.ts";
import { parsePublicKey } from "../../../domain/pki/public-key.ts";
import { REVOCATION_REASONS, type RevocationReason } from "../../../domain/pki/revocation-reason.ts";

export type Key = { readonly spki: Uint8Array; readonly scheme: SignatureScheme; readonly privateKey: KeyObject };

const keyOf = ({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }): Key => {
  const spki = new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
  return { spki, scheme: expectOk(parsePublicKey(spki)).scheme, privateKey };
};
/** Kinds that all readers know. */
export const KEYS: readonly Key[] = [
  keyOf(generateKeyPairSync("rsa", { modulusLength: 2048 })),
  keyOf(generateKeyPairSync("ec", { namedCurve: "P-256" })),
  keyOf(generateKeyPairSync("ec", { namedCurve: "P-384" })),
  keyOf(generateKeyPairSync("ec", { namedCurve: "P-521" })),
  keyOf(generateKeyPairSync("ed25519")),
];
export const signed = ({ scheme, privateKey }: Key, bytes: Uint8Array): Uint8Array =>
  new Uint8Array(sign(/sha\d+$/.exec(scheme)?.[0] ?? null, bytes, privateKey));

const text = (max: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: fc.constantFrom(..."abcdefgXYZ0189 -_.äöüßéñ漢字Ωжд€"), minLength: 1, maxLength: max })
    .filter((s) => s.trim() === s && s !== "");
const attribute: fc.Arbitrary<Name[number]> = fc.oneof(
  fc.record({ type: fc.constantFrom("CN", "O", "OU"), value: text(64) }),
  fc.record({ type: fc.constantFrom("L", "ST"), value: text(100) }),
  fc.record({ type: fc.constant("C"), value: fc.constantFrom("DE", "FR", "US", "CH") }),
);
export const name = fc.array(attribute, { minLength: 1, maxLength: 5 }).filter((n) => checkName(n).ok);
/** Whole seconds from 1970 to 2100: UTCTime and GeneralizedTime, RFC 5280 §4.1.2.5. */
export const moment: fc.Arbitrary<Instant> = fc
  .integer({ min: 0, max: 4_102_444_799 })
  .map((s) => fromMillis(s * 1000));
export const times = fc.tuple(moment, moment).map(([a, b]): readonly [Instant, Instant] => (a < b ? [a, b] : [b, a]));
/** 8 to 20 octets, hex. */
export const serial = fc.uint8Array({ minLength: 8, maxLength: 20 }).map((b) => {
  b[0] = ((b[0] ?? 0) & 0x7f) | 0x40;
  return toHex(b);
});

export const REASONS = Object.keys(REVOCATION_REASONS) as RevocationReason[];
