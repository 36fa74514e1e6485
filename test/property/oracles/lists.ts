/**
 * Random CRLs of ours, read by this program and four others: pkijs, @peculiar/x509, OpenSSL and GnuTLS. Every field that
 * they show must be what was meant.
 */
import "reflect-metadata";
import * as peculiar from "@peculiar/x509";
import fc from "fast-check";
import { CertificateRevocationList } from "pkijs";
import { expect } from "vitest";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeName } from "../../../domain/pki/name.ts";
import { formatRfc4514 } from "../../../domain/pki/name-text.ts";
import { keyIdentifier } from "../../../domain/pki/public-key.ts";
import {
  encodeCertificateList,
  encodeRevokedEntry,
  encodeTbsCertList,
  parseCertificateList,
} from "../../../domain/pki/tbs-cert-list.ts";
import { gnutlsReadsCrl } from "./gnutls.ts";
import { bufferOf, hexOf, isoOf, peculiarName } from "./libraries.ts";
import { opensslReadsCrls } from "./openssl.ts";
import { KEYS, moment, name, REASONS, serial, signed, times } from "./random.ts";

const wanted = fc.record({
  key: fc.constantFrom(...KEYS),
  issuer: name,
  /** To 20 octets, RFC 5280 §5.2.3. */
  number: fc.bigInt({ min: 1n, max: 2n ** 150n }),
  times,
  entries: fc.array(fc.record({ serial, revokedAt: moment, reason: fc.constantFrom(...REASONS) }), { maxLength: 20 }),
});
type Wanted = typeof wanted extends fc.Arbitrary<infer T> ? T : never;

const build = (w: Wanted): Uint8Array => {
  const tbs = encodeTbsCertList({
    algorithm: w.key.scheme,
    issuer: encodeName(w.issuer),
    thisUpdate: w.times[0],
    nextUpdate: w.times[1],
    entries: w.entries.map(encodeRevokedEntry),
    number: w.number,
    authorityKeyId: keyIdentifier(w.key.spki),
  });
  return encodeCertificateList(tbs, w.key.scheme, signed(w.key, tbs));
};

const RUNS = 200;

/** `count` CRLs, in groups. */
export const listsRoundTrip = (count: number, seed: number): void => {
  for (let done = 0; done < count; done += RUNS) {
    const group = fc.sample(wanted, { numRuns: Math.min(RUNS, count - done), seed: seed + done });
    const ders = group.map(build);
    const openssl = opensslReadsCrls(ders);
    for (const [i, w] of group.entries()) {
      const der = ders[i] as Uint8Array;
      const [thisUpdate, nextUpdate] = w.times;
      const entries = w.entries.map((e) => ({ serial: e.serial, at: e.revokedAt, reason: e.reason }));
      const plain = entries.map(({ serial: s, at }) => ({ serial: s, at }));

      const ours = expectOk(parseCertificateList(der));
      expect(ours).toMatchObject({ number: w.number, thisUpdate, nextUpdate, entries: w.entries });
      expect(openssl[i]).toEqual({ thisUpdate, nextUpdate, number: w.number, entries });
      expect(gnutlsReadsCrl(der)).toEqual({
        issuer: formatRfc4514(w.issuer),
        thisUpdate,
        nextUpdate,
        number: w.number,
        entries: plain,
      });

      const theirs = CertificateRevocationList.fromBER(bufferOf(der));
      const shown = (theirs.revokedCertificates ?? []).map((r) => ({
        serial: hexOf(r.userCertificate.valueBlock.valueHexView),
        at: isoOf(r.revocationDate.value),
      }));
      expect(shown).toEqual(plain);

      const x = new peculiar.X509Crl(Buffer.from(der));
      expect([isoOf(x.thisUpdate), x.nextUpdate && isoOf(x.nextUpdate)]).toEqual([thisUpdate, nextUpdate]);
      expect(peculiarName(new peculiar.Name(x.issuer))).toEqual(w.issuer);
      expect(x.entries.map((e) => ({ serial: e.serialNumber, at: isoOf(e.revocationDate) }))).toEqual(plain);
    }
  }
};
