/** What the responder says to requests with extensions. RFC 6960 §2.3, §4.4. */
import { beforeAll, describe, expect, test } from "vitest";
import { fromBase64url } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import type { SignatureAlgorithm } from "../../../domain/pki/algorithm.ts";
import {
  CERT_ID_HASHES,
  CERT_ID_PARAMETERS,
  type CertIdHash,
  type CertIdParameters,
  encodeCertId,
} from "../../../domain/pki/cert-id.ts";
import { parseCertificate } from "../../../domain/pki/certificate.ts";
import type { Extension } from "../../../domain/pki/extension/extension.ts";
import { ocspNonce } from "../../../domain/pki/extension/ocsp-nonce.ts";
import { ocspPreferredSignatureAlgorithms } from "../../../domain/pki/extension/ocsp-preferred-signature-algorithms.ts";
import type { OcspPlace } from "../../../domain/pki/ocsp-extensions.ts";
import { encodeOcspRequest } from "../../../domain/pki/ocsp-request-writer.ts";
import { parseOcspResponse } from "../../../domain/pki/ocsp-response-reader.ts";
import { parsePublicKey } from "../../../domain/pki/public-key.ts";
import { ocspResponder } from "../../../domain/process/answer-ocsp.ts";
import { makeWorld, withHierarchy } from "../../support/world.ts";
import { OCSP_CASES } from "./extension/ocsp-cases.ts";

let ask: (request: Uint8Array) => Promise<ReturnType<typeof read>>;
let certId: Uint8Array;
let idOf: (hash: CertIdHash, parameters: CertIdParameters, serial: string) => Uint8Array;

const read = (der: Uint8Array) => expectOk(parseOcspResponse(der));

beforeAll(async () => {
  const world = await withHierarchy(await makeWorld());
  const answer = ocspResponder(world.ports);
  ask = async (request) => read((await answer(request)).der);
  const row = world.ports.queries.authorities().find((a) => a.id === "web-ca");
  const der = fromBase64url(row?.der ?? "") ?? expect.unreachable("no authority");
  const { subject, spki } = expectOk(parseCertificate(der)).fields;
  const { bits } = expectOk(parsePublicKey(spki));
  idOf = (hash, parameters, serial) => encodeCertId(hash, subject, bits, serial, parameters);
  certId = idOf("sha256", "null", "1234");
});

const requestWith = (place: OcspPlace, extension: Extension): Uint8Array =>
  place === "request"
    ? encodeOcspRequest([{ certId }], { extensions: [extension] })
    : encodeOcspRequest([{ certId, extensions: [extension] }]);

const UNKNOWN: Extension = { oid: "1.2.3.4", critical: false, value: Uint8Array.of(5, 0) };
const PLACES = ["request", "single-request"] as const;

describe("a CertID of whatever hash", () => {
  const forms = CERT_ID_HASHES.flatMap((hash) => CERT_ID_PARAMETERS.map((parameters) => ({ hash, parameters })));
  test.for(forms)("$hash, parameters $parameters: comes back as it was sent", async ({ hash, parameters }) => {
    const sent = idOf(hash, parameters, "1234");
    expect(await ask(encodeOcspRequest([{ certId: sent }]))).toMatchObject({
      status: "successful",
      responses: [{ certId: sent, status: { at: "unknown" } }],
    });
  });

  test("and several in one request, each by its own", async () => {
    const sent = forms.map(({ hash, parameters }, i) => idOf(hash, parameters, `12${String(i).padStart(2, "0")}`));
    const answer = await ask(encodeOcspRequest(sent.map((one) => ({ certId: one }))));
    expect(answer).toMatchObject({ status: "successful", responses: sent.map((one) => ({ certId: one })) });
  });
});

describe("an extension that is not known", () => {
  test.for(PLACES)("is passed over in a %s", async (place) => {
    expect(await ask(requestWith(place, UNKNOWN))).toMatchObject({ status: "successful", responses: [{ certId }] });
  });

  test.for(PLACES)("is not when it is critical in a %s, whatever was kept", async (place) => {
    expect((await ask(requestWith(place, UNKNOWN))).status).toBe("successful");
    expect(await ask(requestWith(place, { ...UNKNOWN, critical: true }))).toEqual({ status: "unauthorized" });
  });
});

describe("an extension that is known", () => {
  const sent = OCSP_CASES.flatMap((c) => PLACES.filter((p) => c.places.includes(p)).map((p) => ({ ...c, place: p })));
  test.for(sent)("$name of a $place: it is answered, critical or not", async ({ place, written }) => {
    for (const critical of [false, true])
      expect((await ask(requestWith(place, { ...written, critical }))).status).toBe("successful");
  });

  test.for(sent)("$name of a $place, malformed: the request is", async ({ place, written }) => {
    const broken = requestWith(place, { ...written, value: Uint8Array.of(4, 0) });
    expect(await ask(broken)).toEqual({ status: "malformedRequest" });
  });

  test.for(sent)("$name where it does not belong is as one that is not known", async ({ place, written }) => {
    const elsewhere = place === "request" ? "single-request" : "request";
    expect((await ask(requestWith(elsewhere, { ...written, critical: false }))).status).toBe("successful");
    expect(await ask(requestWith(elsewhere, { ...written, critical: true }))).toEqual({ status: "unauthorized" });
  });
});

describe("whatever signature is preferred, the responder's one key makes the one that it has", () => {
  test.for<readonly SignatureAlgorithm[]>([["ecdsa-sha256"], ["rsa-sha256", "ecdsa-sha256"], ["ed25519"]])(
    "%o",
    async (wanted) => {
      const preferred = ocspPreferredSignatureAlgorithms(wanted.map((signature) => ({ signature })));
      expect(await ask(requestWith("request", preferred))).toMatchObject({
        status: "successful",
        algorithm: "ecdsa-sha256",
      });
    },
  );
});

test("a nonce is not echoed: answers are kept", async () => {
  const answer = await ask(requestWith("request", ocspNonce(Uint8Array.of(1, 2, 3))));
  expect(answer).toMatchObject({ status: "successful", extensions: [] });
});
