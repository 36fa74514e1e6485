/**
 * Random OCSP answers of ours, read by this program and three others: pkijs, OpenSSL and GnuTLS. Every field that they
 * show must be what was meant.
 */
import fc from "fast-check";
import { BasicOCSPResponse, OCSPResponse } from "pkijs";
import { expect } from "vitest";
import { toHex } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { CERT_ID_HASHES, encodeCertId, issuerHashes } from "../../../domain/pki/cert-id.ts";
import { encodeName } from "../../../domain/pki/name.ts";
import { encodeOcspResponse, encodeResponseData } from "../../../domain/pki/ocsp-response.ts";
import { parseOcspResponse } from "../../../domain/pki/ocsp-response-reader.ts";
import { keyIdentifier, parsePublicKey } from "../../../domain/pki/public-key.ts";
import { gnutlsReadsAnswer } from "./gnutls.ts";
import { bufferOf, hexOf, isoOf } from "./libraries.ts";
import { opensslReadsAnswer } from "./openssl.ts";
import { KEYS, moment, name, REASONS, serial, signed, times } from "./random.ts";
import type { ShownAnswer } from "./shown.ts";

const wanted = fc.record({
  key: fc.constantFrom(...KEYS),
  issuer: name,
  producedAt: moment,
  responses: fc.array(
    fc.record({
      hash: fc.constantFrom(...CERT_ID_HASHES),
      serial,
      times,
      status: fc.oneof(
        fc.record({ at: fc.constantFrom("good" as const, "unknown" as const) }),
        fc.record({ at: fc.constant("revoked" as const), revokedAt: moment, reason: fc.constantFrom(...REASONS) }),
      ),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});
type Wanted = typeof wanted extends fc.Arbitrary<infer T> ? T : never;

const build = (w: Wanted): Uint8Array => {
  const { bits } = expectOk(parsePublicKey(w.key.spki));
  const data = encodeResponseData({
    responderKeyHash: keyIdentifier(w.key.spki),
    producedAt: w.producedAt,
    responses: w.responses.map((r) => ({
      certId: encodeCertId(r.hash, encodeName(w.issuer), bits, r.serial),
      status: r.status,
      thisUpdate: r.times[0],
      nextUpdate: r.times[1],
    })),
  });
  return encodeOcspResponse(data, w.key.scheme, signed(w.key, data), []);
};

const meant = (w: Wanted): ShownAnswer => {
  const { bits } = expectOk(parsePublicKey(w.key.spki));
  return {
    producedAt: w.producedAt,
    responses: w.responses.map((r) => ({
      hash: r.hash,
      nameHash: toHex(issuerHashes(r.hash, encodeName(w.issuer), bits).nameHash),
      serial: r.serial,
      status: r.status.at,
      thisUpdate: r.times[0],
      nextUpdate: r.times[1],
      revokedAt: r.status.at === "revoked" ? r.status.revokedAt : undefined,
      // Encoded by absence, as in CRLs.
      reason: r.status.at === "revoked" && r.status.reason !== "unspecified" ? r.status.reason : undefined,
    })),
  };
};

/** What a reader leaves out is asked of the others. */
const without = (shown: ShownAnswer, ...keys: readonly ("hash" | "reason")[]): ShownAnswer => ({
  ...shown,
  responses: shown.responses.map((r) => ({ ...r, ...Object.fromEntries(keys.map((key) => [key, undefined])) })),
});

const STATUS = ["good", "revoked", "unknown"] as const;

const pkijsReads = (der: Uint8Array): ShownAnswer => {
  const outer = OCSPResponse.fromBER(bufferOf(der));
  const inner = BasicOCSPResponse.fromBER(outer.responseBytes?.response.valueBlock.valueHexView as BufferSource);
  return {
    producedAt: isoOf(inner.tbsResponseData.producedAt),
    responses: inner.tbsResponseData.responses.map((r) => {
      const status = r.certStatus as { idBlock: { tagNumber: number }; valueBlock: { value: { toDate(): Date }[] } };
      const at = STATUS[status.idBlock.tagNumber] ?? "";
      return {
        nameHash: hexOf(r.certID.issuerNameHash.valueBlock.valueHexView),
        serial: hexOf(r.certID.serialNumber.valueBlock.valueHexView),
        status: at,
        thisUpdate: isoOf(r.thisUpdate),
        nextUpdate: r.nextUpdate ? isoOf(r.nextUpdate) : "",
        revokedAt:
          at === "revoked" ? status.valueBlock.value[0] && isoOf(status.valueBlock.value[0].toDate()) : undefined,
      };
    }),
  };
};

export const answersRoundTrip = (count: number, seed: number): void => {
  for (const w of fc.sample(wanted, { numRuns: count, seed })) {
    const der = build(w);
    const all = meant(w);
    expect(opensslReadsAnswer(der)).toEqual(all);
    expect(gnutlsReadsAnswer(der)).toEqual(without(all, "reason"));
    expect(pkijsReads(der)).toEqual(without(all, "reason", "hash"));
    const ours = expectOk(parseOcspResponse(der));
    expect(ours).toMatchObject({
      producedAt: w.producedAt,
      responses: w.responses.map((r) => ({ status: r.status, thisUpdate: r.times[0], nextUpdate: r.times[1] })),
    });
  }
};
