/**
 * One revoked certificate as it is kept, sent to the signer and put into a CRL: a tuple of plain values, because a list
 * may have a million of them. RFC 5280 §5.1.2.6, §5.3.
 */

import { OID } from "../der/oid.ts";
import { enumerated, generalizedTime, sequenceOf } from "../der/writer.ts";
import { type Instant, toMillis } from "../kernel/instant.ts";
import { encodeExtensions } from "./extension/extension.ts";
import { REVOCATION_REASONS, type RevocationReason } from "./revocation-reason.ts";

/**
 * Serial number as `Serial` has it, in as few octets as it needs; moments in whole seconds since 1970; CRLReason by its
 * number; the last one, when the key is believed lost, may be missing.
 */
export type Revocation =
  | readonly [serial: string, revokedAt: number, reason: number]
  | readonly [serial: string, revokedAt: number, reason: number, invalidSince: number];

const SERIAL = /^(?!00(?:[0-7]|$))[0-7][0-9a-f](?:[0-9a-f]{2}){0,19}$/;
const REASONS: ReadonlySet<unknown> = new Set(Object.values(REVOCATION_REASONS));
/** The end of the year 9999. */
const MAX_SECONDS = 253_402_300_799;

const isMoment = (x: unknown): boolean => Number.isInteger(x) && (x as number) >= 0 && (x as number) <= MAX_SECONDS;

/** Whether `x`, which may be anything, is one. */
export const isRevocation = (x: unknown): x is Revocation =>
  Array.isArray(x) &&
  (x.length === 3 || (x.length === 4 && isMoment(x[3]))) &&
  typeof x[0] === "string" &&
  SERIAL.test(x[0]) &&
  isMoment(x[1]) &&
  REASONS.has(x[2]);

/** Lists know whole seconds only: what is less is cut. */
export const secondsOf = (i: Instant): number => Math.floor(toMillis(i) / 1000);

export const revocationOf = (r: {
  readonly serial: string;
  readonly revokedAt: Instant;
  readonly reason: RevocationReason;
  readonly invalidSince: Instant | null;
}): Revocation => {
  const fields = [r.serial, secondsOf(r.revokedAt), REVOCATION_REASONS[r.reason]] as const;
  return r.invalidSince === null ? fields : [...fields, secondsOf(r.invalidSince)];
};

// What stands before the one octet of a reason, and before the time since when, is always the same.
const headOf = (oid: string, value: Uint8Array, changing: number): Uint8Array =>
  (encodeExtensions([{ oid, critical: false, value }]) ?? sequenceOf([])).subarray(2, -changing);
const REASON_HEAD = headOf(OID.reasonCode, enumerated(0), 1);
const SINCE_HEAD = headOf(OID.invalidityDate, generalizedTime("1970-01-01T00:00:00.000Z" as Instant), 15);

/** From 2050 on a time has four digits for its year. RFC 5280 §5.1.2.6. */
const LONG_YEARS = 2_524_608_000;

const timeSize = (seconds: number): number => (seconds < LONG_YEARS ? 13 : 15);
const extensionsSize = (r: Revocation): number =>
  (r[2] === REVOCATION_REASONS.unspecified ? 0 : REASON_HEAD.length + 1) +
  (r.length === 4 ? SINCE_HEAD.length + 15 : 0);
/** Of the whole element but its first two octets; never above 127, so that every length is one octet. */
const contentSize = (r: Revocation): number => {
  const extensions = extensionsSize(r);
  return 2 + r[0].length / 2 + 2 + timeSize(r[1]) + (extensions === 0 ? 0 : 2 + extensions);
};

/** Writes octets one after another; a call of `set` for a few octets costs more than they do. */
class Octets {
  readonly bytes: Uint8Array;
  #at = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  put(octet: number): void {
    this.bytes[this.#at++] = octet;
  }

  head(tag: number, size: number): void {
    this.put(tag);
    this.put(size);
  }

  all(octets: Uint8Array): void {
    for (let i = 0; i < octets.length; i++) this.put(octets[i] as number);
  }

  hex(text: string): void {
    const digit = (i: number): number => {
      const code = text.charCodeAt(i);
      return code < 0x3a ? code - 0x30 : code - 0x57;
    };
    for (let i = 0; i < text.length; i += 2) this.put(digit(i) * 16 + digit(i + 1));
  }

  /** `2026-06-01T12:00:00` as `260601120000Z`, or with the whole year. */
  time(seconds: number, isLong: boolean): void {
    const text = new Date(seconds * 1000).toISOString();
    for (let i = isLong ? 0 : 2; i < 19; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x30 && code <= 0x39) this.put(code);
    }
    this.put(0x5a);
  }
}

const write = (out: Octets, r: Revocation): void => {
  const [serial, revokedAt, reason] = r;
  out.head(0x30, contentSize(r));
  // Positive and minimal as hex, so that it is its own INTEGER.
  out.head(0x02, serial.length / 2);
  out.hex(serial);
  const isLong = revokedAt >= LONG_YEARS;
  out.head(isLong ? 0x18 : 0x17, timeSize(revokedAt));
  out.time(revokedAt, isLong);
  const extensions = extensionsSize(r);
  if (extensions === 0) return;
  out.head(0x30, extensions);
  // `unspecified` is told by the absence of a reason. RFC 5280 §5.3.1.
  if (reason !== REVOCATION_REASONS.unspecified) {
    out.all(REASON_HEAD);
    out.put(reason);
  }
  if (r.length === 4) {
    out.all(SINCE_HEAD);
    out.time(r[3], true);
  }
};

/** The elements of revokedCertificates one after another, each as `encodeRevokedEntry` writes it, in a third of the time. */
export const encodeRevocations = (list: readonly Revocation[]): Uint8Array => {
  let size = 0;
  for (const r of list) size += 2 + contentSize(r);
  const out = new Octets(size);
  for (const r of list) write(out, r);
  return out.bytes;
};
