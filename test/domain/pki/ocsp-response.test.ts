import { fc, test as property } from "@fast-check/vitest";
import * as asn1js from "asn1js";
import { BasicOCSPResponse, OCSPResponse } from "pkijs";
import { describe, expect, test } from "vitest";
import { toHex } from "../../../domain/kernel/bytes.ts";
import { addSeconds, fromMillis, type Instant, wholeSeconds } from "../../../domain/kernel/instant.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeCertId } from "../../../domain/pki/cert-id.ts";
import { parseCertificate } from "../../../domain/pki/certificate.ts";
import { extendedKeyUsage } from "../../../domain/pki/extension/extended-key-usage.ts";
import { ocspNoCheck } from "../../../domain/pki/extension/ocsp-no-check.ts";
import { parseOcspRequest } from "../../../domain/pki/ocsp-request.ts";
import {
  encodeOcspError,
  encodeOcspResponse,
  encodeResponseData,
  type OcspError,
  type OcspStatus,
  type ResponseData,
} from "../../../domain/pki/ocsp-response.ts";
import { encodePem } from "../../../domain/pki/pem.ts";
import { keyIdentifier, parsePublicKey } from "../../../domain/pki/public-key.ts";
import { REVOCATION_REASONS, type RevocationReason } from "../../../domain/pki/revocation-reason.ts";
import { tryOpenssl, withFiles } from "./openssl.ts";
import { at, makeLeaf, makeRoot, testKey } from "./sample.ts";
import { certificateVector, ocspRequestVector, ocspResponseVector, vectorText } from "./vector.ts";

const ALGORITHM = "ecdsa-sha256";
const plain = (b: ArrayBuffer): Uint8Array => new Uint8Array(b);

/** What pkijs reads of a successful response. */
const read = (response: Uint8Array) => {
  const outer = new OCSPResponse({ schema: asn1js.fromBER(response).result });
  expect(outer.responseStatus.valueBlock.valueDec).toBe(0);
  expect(outer.responseBytes?.responseType).toBe("1.3.6.1.5.5.7.48.1.1");
  const inner = outer.responseBytes?.response.getValue() ?? expect.unreachable();
  return new BasicOCSPResponse({ schema: asn1js.fromBER(inner).result });
};

describe("the response that OpenSSL's responder gave", () => {
  const responder = certificateVector("responder");
  const responderKeyHash = keyIdentifier(expectOk(parseCertificate(responder)).fields.spki);
  const REVOKED = { at: "revoked" as const, revokedAt: at("2026-02-01T12:00:00"), reason: "keyCompromise" as const };
  const on = (revokedAt: string, reason: RevocationReason): OcspStatus => ({
    at: "revoked",
    revokedAt: at(revokedAt),
    reason,
  });
  test.for<[string, readonly OcspStatus[]]>([
    ["sha1-nonce", [{ at: "good" }]],
    ["sha256", [{ at: "good" }]],
    [
      "many",
      [
        { at: "good" },
        REVOKED,
        on("2026-02-02T12:00:00", "unspecified"),
        { at: "unknown" },
        on("2026-02-04T12:00:00", "cessationOfOperation"),
      ],
    ],
  ])("%s is written again octet by octet", ([file, statuses]) => {
    const dump = vectorText(`ocsp/response-${file}.txt`);
    const time = (label: string) => fromMillis(Date.parse(dump.match(new RegExp(`${label}: (.*)`))?.[1] ?? ""));
    const { certIds, nonce } = expectOk(parseOcspRequest(ocspRequestVector(file)));
    const data = encodeResponseData({
      responderKeyHash,
      producedAt: time("Produced At"),
      responses: certIds.map(({ der: certId }, i) => ({
        certId,
        status: statuses[i] ?? expect.unreachable(),
        thisUpdate: time("This Update"),
        nextUpdate: time("Next Update"),
      })),
      // OpenSSL 3.0 answers with the nonce that it was sent.
      ...(nonce && { nonce }),
    });
    const stored = read(ocspResponseVector(file));
    expect(toHex(data)).toBe(toHex(plain(stored.tbsResponseData.tbsView.slice().buffer)));
    const signature = plain(stored.signature.valueBlock.valueHexView.slice().buffer);
    expect(toHex(encodeOcspResponse(data, ALGORITHM, signature, [responder]))).toBe(toHex(ocspResponseVector(file)));
  });
});

const root = makeRoot();
const responderKey = testKey();
const responder = makeLeaf(root, {
  key: responderKey,
  serial: "4f99",
  subject: [{ type: "CN", value: "responder" }],
  extensions: [extendedKeyUsage(["ocspSigning"]), ocspNoCheck()],
});
const leaf = makeLeaf(root, { serial: "4f01" });
const rootBits = expectOk(parsePublicKey(root.key.spki)).bits;
const NOW: Instant = wholeSeconds(new Date().toISOString() as Instant);

const data = (
  status: OcspStatus,
  more: Partial<ResponseData> & { readonly hash?: "sha1" | "sha256" } = {},
): Uint8Array => {
  const { hash = "sha1", ...fields } = more;
  return encodeResponseData({
    responderKeyHash: keyIdentifier(responderKey.spki),
    producedAt: NOW,
    responses: [
      {
        certId: encodeCertId(hash, root.name, rootBits, "4f01"),
        status,
        thisUpdate: NOW,
        nextUpdate: addSeconds(NOW, 3600),
      },
    ],
    ...fields,
  });
};
const respond = (d: Uint8Array, key = responderKey, certificates: readonly Uint8Array[] = [responder]): Uint8Array =>
  encodeOcspResponse(d, ALGORITHM, key.sign(d), certificates);

/** What `openssl ocsp` says of a response to a question about `leaf`. */
const judge = (response: Uint8Array, hash = "-sha1") =>
  withFiles({ root: encodePem("CERTIFICATE", root.der), leaf: encodePem("CERTIFICATE", leaf), response }, (f) =>
    tryOpenssl([
      ...["ocsp", "-respin", f.response, "-CAfile", f.root, "-issuer", f.root],
      ...[hash, "-cert", f.leaf, "-no_nonce", "-resp_text"],
    ]),
  );

describe("OpenSSL verifies a response and reads its status", () => {
  test.for(["sha1", "sha256"] as const)("good, with a CertID of %s", (hash) => {
    const { status, output } = judge(respond(data({ at: "good" }, { hash })), `-${hash}`);
    expect(output).toMatch(/Response verify OK/);
    expect(output).toMatch(/leaf: good\n/);
    expect(status).toBe(0);
  });

  test("unknown", () => {
    expect(judge(respond(data({ at: "unknown" }))).output).toMatch(/leaf: unknown\n[\s\S]*Response verify OK/);
  });

  test.for(Object.entries(REVOCATION_REASONS) as [RevocationReason, number][])(
    "revoked: %s (%d)",
    ([reason, number]) => {
      const revokedAt = at("2026-02-01T12:00:00");
      const { output } = judge(respond(data({ at: "revoked", revokedAt, reason })));
      expect(output).toMatch(/Response verify OK/);
      expect(output).toMatch(/leaf: revoked\n/);
      expect(output).toMatch(/Revocation Time: Feb {2}1 12:00:00 2026 GMT/);
      // Unspecified is told by absence, RFC 5280 §5.3.1. OpenSSL 3.0 has no names for 9 and 10.
      const name = number >= 9 ? "(UNKNOWN)" : reason;
      if (reason === "unspecified") expect(output).not.toMatch(/Revocation Reason/);
      else
        expect(output.toLowerCase()).toContain(`revocation reason: ${name} (0x${number.toString(16)})`.toLowerCase());
    },
  );

  test("and not one whose signer is missing or was not entitled", () => {
    expect(judge(respond(data({ at: "good" }), responderKey, [])).output).toMatch(/Response Verify Failure/);
    const key = testKey();
    const stranger = makeLeaf(root, { key, serial: "4f9a" });
    const own = { responderKeyHash: keyIdentifier(key.spki) };
    expect(judge(respond(data({ at: "good" }, own), key, [stranger])).output).toMatch(/Response Verify Failure/);
  });
});

describe("pkijs reads every field", () => {
  const nonce = Uint8Array.from({ length: 32 }, (_, i) => i);
  const revoked: OcspStatus = { at: "revoked", revokedAt: at("2026-02-01T12:00:00"), reason: "superseded" };
  const response = read(respond(data(revoked, { nonce })));
  const { tbsResponseData } = response;
  const [single] = tbsResponseData.responses;

  test("the responder is named by its key", () => {
    expect(toHex(plain((tbsResponseData.responderID as asn1js.OctetString).getValue()))).toBe(
      toHex(keyIdentifier(responderKey.spki)),
    );
  });

  test("the times are whole seconds", () => {
    expect(tbsResponseData.producedAt.toISOString()).toBe(NOW);
    expect(single?.thisUpdate.toISOString()).toBe(NOW);
    expect(single?.nextUpdate?.toISOString()).toBe(addSeconds(NOW, 3600));
  });

  test("the nonce stands in an OCTET STRING of its own, RFC 9654 §2.1", () => {
    const [extension, more] = tbsResponseData.responseExtensions ?? [];
    expect([extension?.extnID, extension?.critical, more]).toEqual(["1.3.6.1.5.5.7.48.1.2", false, undefined]);
    expect(toHex(plain(extension?.extnValue.getValue() ?? new ArrayBuffer()))).toBe(`0420${toHex(nonce)}`);
    expect(read(respond(data(revoked))).tbsResponseData.responseExtensions).toBeUndefined();
  });

  test("the signer's certificate is there, and only when it was given", () => {
    expect(response.certs?.map((c) => toHex(plain(c.toSchema(true).toBER())))).toEqual([toHex(responder)]);
    expect(read(respond(data(revoked), responderKey, [])).certs).toBeUndefined();
  });

  test("the signature is the one that was given, over the data that was given", () => {
    const d = data(revoked);
    const signature = responderKey.sign(d);
    const basic = read(encodeOcspResponse(d, ALGORITHM, signature, []));
    expect(toHex(basic.signature.valueBlock.valueHexView)).toBe(toHex(signature));
    expect(toHex(basic.tbsResponseData.tbsView)).toBe(toHex(d));
    expect(basic.signatureAlgorithm.algorithmId).toBe("1.2.840.10045.4.3.2");
  });

  property.prop([
    fc.array(fc.constantFrom<OcspStatus>({ at: "good" }, { at: "unknown" }, revoked), { minLength: 1, maxLength: 8 }),
  ])("any statuses, in their order", (statuses) => {
    const responses = statuses.map((status, i) => ({
      certId: encodeCertId("sha256", root.name, rootBits, `4f0${i}`),
      status,
      thisUpdate: NOW,
      nextUpdate: NOW,
    }));
    const basic = read(respond(data({ at: "good" }, { responses }), { ...responderKey, sign: () => Uint8Array.of(1) }));
    const tags = { good: 0, revoked: 1, unknown: 2 } as const;
    expect(basic.tbsResponseData.responses.map((r) => r.certStatus.idBlock.tagNumber)).toEqual(
      statuses.map((s) => tags[s.at]),
    );
    expect(basic.tbsResponseData.responses.map((r) => toHex(r.certID.serialNumber.valueBlock.valueHexView))).toEqual(
      statuses.map((_, i) => `4f0${i}`),
    );
  });
});

describe("an error is its status alone, RFC 6960 §4.2.1", () => {
  test.for<[OcspError, number, string]>([
    ["malformedRequest", 1, "malformedrequest"],
    ["internalError", 2, "internalerror"],
    ["tryLater", 3, "trylater"],
    ["sigRequired", 5, "sigrequired"],
    ["unauthorized", 6, "unauthorized"],
  ])("%s is %d", ([error, number, text]) => {
    const encoded = encodeOcspError(error);
    expect(toHex(encoded)).toBe(`30030a010${number}`);
    const { output } = judge(encoded);
    expect(output).toMatch(new RegExp(`Responder Error: ${text} \\(${number}\\)`));
  });
});
