import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { toHex } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeCertId, issuerHashes } from "../../../domain/pki/cert-id.ts";
import { parseCertificate } from "../../../domain/pki/certificate.ts";
import { parseOcspRequest } from "../../../domain/pki/ocsp-request.ts";
import { parsePublicKey } from "../../../domain/pki/public-key.ts";
import { certificateVector, ocspRequestVector } from "./vector.ts";

const { subject, spki } = expectOk(parseCertificate(certificateVector("root"))).fields;
const { bits } = expectOk(parsePublicKey(spki));

describe("an issuer and a serial number make the CertID that OpenSSL sends", () => {
  test.for([
    ["sha1", "sha1-nonce", 0, "4f0102030405060708090a0b0c0d0e0f"],
    ["sha256", "sha256", 0, "4f0102030405060708090a0b0c0d0e0f"],
    ["sha256", "many", 1, "4f01"],
    ["sha256", "many", 3, "77"],
  ] as const)("%s in %s, number %d", ([hash, file, index, serial]) => {
    const sent = expectOk(parseOcspRequest(ocspRequestVector(file))).certIds[index];
    expect(toHex(encodeCertId(hash, subject, bits, serial))).toBe(toHex(sent?.der ?? new Uint8Array()));
  });
});

test.for(["sha1", "sha256"] as const)("the hashes are %s over the Name and over the key's bits", (hash) => {
  const digest = (bytes: Uint8Array) => createHash(hash).update(bytes).digest("hex");
  const { nameHash, keyHash } = issuerHashes(hash, subject, bits);
  expect([toHex(nameHash), toHex(keyHash)]).toEqual([digest(subject), digest(bits)]);
});

test("a serial number with its first bit set gets its sign octet", () => {
  expect(toHex(encodeCertId("sha1", subject, bits, "ff05")).endsWith("020300ff05")).toBe(true);
});

test("a serial number that is no hex is a Defect", () => {
  expect(() => encodeCertId("sha1", subject, bits, "xyz")).toThrow(TypeError);
});
