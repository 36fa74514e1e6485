import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { enumerated, explicit, octetString, oid, sequence } from "../../../domain/der/writer.ts";
import { verifySignature } from "../../../domain/kernel/digest.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeCertId } from "../../../domain/pki/cert-id.ts";
import { parseCertificate } from "../../../domain/pki/certificate.ts";
import {
  encodeOcspError,
  encodeOcspResponse,
  encodeResponseData,
  type SingleResponse,
} from "../../../domain/pki/ocsp-response.ts";
import { parseOcspResponse } from "../../../domain/pki/ocsp-response-reader.ts";
import { keyIdentifier } from "../../../domain/pki/public-key.ts";
import { at, makeRoot, mutations, oneBit, prefixes } from "./sample.ts";
import { certificateVector, ocspResponseVector } from "./vector.ts";

const root = makeRoot();
const certId = encodeCertId("sha256", root.name, new Uint8Array(65), "4f01");
const times = { thisUpdate: at("2026-01-01T00:00:00"), nextUpdate: at("2026-01-02T00:00:00") };

describe("what OpenSSL's responder gave", () => {
  const { spki } = expectOk(parseCertificate(certificateVector("responder"))).fields;
  test.for<[string, readonly string[]]>([
    ["sha1-nonce", ["good"]],
    ["sha256", ["good"]],
    ["many", ["good", "revoked", "revoked", "unknown", "revoked"]],
  ])("%s is read, and its signature covers what was read", ([file, statuses]) => {
    const response = expectOk(parseOcspResponse(ocspResponseVector(file)));
    if (response.status !== "successful") return expect.unreachable();
    expect(response.responses.map((r) => r.status.at)).toEqual(statuses);
    expect(verifySignature(spki, response.data, response.signature, response.algorithm)).toBe(true);
    expect(response.certificates).toEqual([certificateVector("responder")]);
    expect("keyHash" in response.responder ? response.responder.keyHash : undefined).toEqual(keyIdentifier(spki));
  });
});

test("what is written is read back", () => {
  const responses: readonly SingleResponse[] = [
    { certId, status: { at: "good" }, ...times },
    { certId, status: { at: "unknown" }, ...times },
    { certId, status: { at: "revoked", revokedAt: at("2025-01-01T00:00:00"), reason: "superseded" }, ...times },
    { certId, status: { at: "revoked", revokedAt: at("2025-01-01T00:00:00"), reason: "unspecified" }, ...times },
  ];
  const responderKeyHash = keyIdentifier(root.key.spki);
  const nonce = Uint8Array.of(1, 2, 3);
  const producedAt = at("2026-01-01T00:00:00");
  const data = encodeResponseData({ responderKeyHash, producedAt, responses, nonce });
  const response = expectOk(
    parseOcspResponse(encodeOcspResponse(data, "ecdsa-sha256", root.key.sign(data), [root.der])),
  );
  expect(response).toMatchObject({
    status: "successful",
    data,
    responder: { keyHash: responderKeyHash },
    producedAt,
    responses: responses.map((r) => ({ ...r, extensions: [] })),
    extensions: [{ oid: "1.3.6.1.5.5.7.48.1.2", critical: false, value: octetString(nonce) }],
    certificates: [root.der],
  });
});

test.for(["malformedRequest", "internalError", "tryLater", "sigRequired", "unauthorized"] as const)("%s", (status) => {
  expect(expectOk(parseOcspResponse(encodeOcspError(status)))).toEqual({ status });
});

describe("what is none is refused", () => {
  const answer = explicit(0, sequence(oid("1.3.6.1.5.5.7.48.1.1"), octetString(new Uint8Array())));
  test.for<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["success without an answer", sequence(enumerated(0))],
    ["an error with an answer", sequence(enumerated(2), answer)],
    ["an unknown status", sequence(enumerated(4))],
    [
      "another kind of answer",
      sequence(enumerated(0), explicit(0, sequence(oid("1.2.3"), octetString(new Uint8Array())))),
    ],
    ["an empty answer", sequence(enumerated(0), answer)],
  ])("%s", ([, der]) => {
    expect(parseOcspResponse(der)).toMatchObject({ ok: false, error: { code: "ocsp.malformed" } });
  });

  test("cut anywhere", () => {
    expect(prefixes(ocspResponseVector("sha256")).filter((cut) => parseOcspResponse(cut).ok)).toEqual([]);
  });

  test("with any bit changed it is refused, or is not what was signed", () => {
    const { spki } = expectOk(parseCertificate(certificateVector("responder"))).fields;
    const whole = expectOk(parseOcspResponse(ocspResponseVector("sha256")));
    if (whole.status !== "successful") return expect.unreachable();
    for (const changed of mutations(ocspResponseVector("sha256"), oneBit)) {
      const read = parseOcspResponse(changed);
      if (!read.ok || read.value.status !== "successful") continue;
      const { data, signature, algorithm, certificates } = read.value;
      const isUntouched = verifySignature(spki, data, signature, algorithm);
      // Certificates stand beside what is signed.
      if (isUntouched) expect(certificates).not.toEqual(whole.certificates);
    }
  });

  property.prop([fc.uint8Array({ maxLength: 300 })])("whatever it is, nothing is thrown", (bytes) => {
    expect(typeof parseOcspResponse(bytes).ok).toBe("boolean");
  });
});
