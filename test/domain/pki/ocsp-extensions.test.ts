/** Requests and answers with every extension of RFC 6960 §4.4 in its place, read by OpenSSL, by pkijs and by us. */
import { BasicOCSPResponse, OCSPRequest, OCSPResponse } from "pkijs";
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeCertId } from "../../../domain/pki/cert-id.ts";
import type { Extension } from "../../../domain/pki/extension/extension.ts";
import { ocspAcceptableResponses } from "../../../domain/pki/extension/ocsp-acceptable-responses.ts";
import { ocspNonce } from "../../../domain/pki/extension/ocsp-nonce.ts";
import { hasUnknownCritical, type OcspPlace } from "../../../domain/pki/ocsp-extensions.ts";
import { parseOcspRequest } from "../../../domain/pki/ocsp-request.ts";
import { encodeOcspRequest } from "../../../domain/pki/ocsp-request-writer.ts";
import { encodeOcspResponse, encodeResponseData } from "../../../domain/pki/ocsp-response.ts";
import { parseOcspResponse } from "../../../domain/pki/ocsp-response-reader.ts";
import { keyIdentifier } from "../../../domain/pki/public-key.ts";
import { OCSP_CASES } from "./extension/ocsp-cases.ts";
import { openssl, withFiles } from "./openssl.ts";
import { at, makeRoot } from "./sample.ts";

const root = makeRoot();
const certIds = ["4f01", "00ff"].map((serial) => encodeCertId("sha256", root.name, new Uint8Array(65), serial));
const casesAt = (place: OcspPlace) => OCSP_CASES.filter((c) => c.places.includes(place));
const allAt = (place: OcspPlace): readonly Extension[] => casesAt(place).map((c) => c.written);
const [first = root.der, second = root.der] = certIds;

const request = encodeOcspRequest([{ certId: first, extensions: allAt("single-request") }, { certId: second }], {
  requestor: { kind: "directoryName", der: root.name },
  extensions: allAt("request"),
});

const times = { thisUpdate: at("2026-01-01T00:00:00"), nextUpdate: at("2026-01-02T00:00:00") };
const answerWith = (single: readonly Extension[], extensions: readonly Extension[]): Uint8Array => {
  const data = encodeResponseData({
    responderKeyHash: keyIdentifier(root.key.spki),
    producedAt: times.thisUpdate,
    responses: [
      { certId: first, status: { at: "good" }, ...times, extensions: single },
      { certId: second, status: { at: "unknown" }, ...times },
    ],
    extensions,
  });
  return encodeOcspResponse(data, "ecdsa-sha256", root.key.sign(data), [root.der]);
};
const answer = answerWith(allAt("single-response"), allAt("response"));

/** What pkijs makes of a list of extensions. */
const shown = (
  list: readonly { extnID: string; critical: boolean; extnValue: { getValue: () => ArrayBuffer } }[] = [],
) => list.map((e) => ({ oid: e.extnID, critical: e.critical, value: new Uint8Array(e.extnValue.getValue()) }));

describe("a request with all of them", () => {
  test("is read as it was meant", () => {
    const read = expectOk(parseOcspRequest(request));
    expect(read.extensions).toEqual(allAt("request"));
    expect(read.certIds.map((c) => [c.der, c.extensions])).toEqual([
      [first, allAt("single-request")],
      [second, []],
    ]);
    expect(toHex(ocspNonce(read.nonce ?? root.der).value)).toBe(toHex(allAt("request")[0]?.value ?? root.der));
  });

  test("is read by pkijs", () => {
    const { tbsRequest } = OCSPRequest.fromBER(new Uint8Array(request));
    expect(shown(tbsRequest.requestExtensions)).toEqual(allAt("request"));
    expect(tbsRequest.requestList.map((r) => shown(r.singleRequestExtensions))).toEqual([allAt("single-request"), []]);
  });

  test("is read by OpenSSL", () => {
    const dump = withFiles({ request }, (f) => openssl(["ocsp", "-reqin", f.request, "-req_text"]));
    for (const { printed } of [...casesAt("request"), ...casesAt("single-request")])
      if (printed) expect(dump).toMatch(printed);
    expect(dump.match(/Serial Number: (.*)/g)).toEqual(["Serial Number: 4F01", "Serial Number: FF"]);
    expect(dump).toMatch(/Requestor Name: DirName:\/?CN ?= ?Root/);
  });
});

describe("an answer with all of them", () => {
  test("is read as it was meant", () => {
    const read = expectOk(parseOcspResponse(answer));
    if (read.status !== "successful") return expect.unreachable();
    expect(read.extensions).toEqual(allAt("response"));
    expect(read.responses.map((r) => r.extensions)).toEqual([allAt("single-response"), []]);
  });

  test("is read by pkijs", () => {
    const outer = OCSPResponse.fromBER(new Uint8Array(answer));
    const inner = BasicOCSPResponse.fromBER(outer.responseBytes?.response.getValue() ?? new ArrayBuffer(0));
    expect(shown(inner.tbsResponseData.responseExtensions)).toEqual(allAt("response"));
    expect(inner.tbsResponseData.responses.map((r) => shown(r.singleExtensions))).toEqual([
      allAt("single-response"),
      [],
    ]);
  });

  test("is read by OpenSSL", () => {
    const dump = withFiles({ answer }, (f) => openssl(["ocsp", "-respin", f.answer, "-noverify", "-resp_text"]));
    for (const { printed } of [...casesAt("response"), ...casesAt("single-response")])
      if (printed) expect(dump).toMatch(printed);
  });
});

describe("one that is known must be what it says, in its place", () => {
  const broken = (e: Extension): Extension => ({ ...e, value: Uint8Array.of(4, 1) });
  test.for(OCSP_CASES)("$name", ({ written, places }) => {
    const refused = { ok: false, error: { code: "ocsp.malformed" } };
    for (const place of ["request", "single-request", "response", "single-response"] as const) {
      const at = (wanted: OcspPlace) => (place === wanted ? [broken(written)] : []);
      const read = place.endsWith("request")
        ? parseOcspRequest(
            encodeOcspRequest([{ certId: first, extensions: at("single-request") }], { extensions: at("request") }),
          )
        : parseOcspResponse(answerWith(at("single-response"), at("response")));
      if (places.includes(place)) expect(read).toMatchObject(refused);
      else expect(read.ok).toBe(true);
    }
  });
});

describe("a critical one that is not known at its place is seen", () => {
  const unknown: Extension = { oid: "1.2.3.4", critical: false, value: fromHex("0500") ?? root.der };
  test.for<[string, OcspPlace, Extension, boolean]>([
    ["not critical", "request", unknown, false],
    ["critical", "request", { ...unknown, critical: true }, true],
    ["known", "request", { ...ocspAcceptableResponses(["1.2.3"]), critical: true }, false],
    ["known elsewhere", "single-request", { ...ocspAcceptableResponses(["1.2.3"]), critical: true }, true],
  ])("%s, %s", ([, place, extension, isUnknown]) => {
    expect(hasUnknownCritical(place, [ocspNonce(Uint8Array.of(1)), extension])).toBe(isUnknown);
  });
});

test("a request for no certificate is a Defect", () => {
  expect(() => encodeOcspRequest([])).toThrow(TypeError);
});
