import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { integer, nullValue, octetString, oid, sequence } from "../../../domain/der/writer.ts";
import { toHex } from "../../../domain/kernel/bytes.ts";
import { expectOk } from "../../../domain/kernel/result.ts";
import { encodeCertId, issuerHashes } from "../../../domain/pki/cert-id.ts";
import { parseCertificate } from "../../../domain/pki/certificate.ts";
import { parseOcspRequest } from "../../../domain/pki/ocsp-request.ts";
import { encodeOcspRequest } from "../../../domain/pki/ocsp-request-writer.ts";
import { encodePem } from "../../../domain/pki/pem.ts";
import { parsePublicKey } from "../../../domain/pki/public-key.ts";
import { openssl, withFiles } from "./openssl.ts";
import { certificateVector, ocspRequestVector } from "./vector.ts";

const { subject, spki } = expectOk(parseCertificate(certificateVector("root"))).fields;
const { bits } = expectOk(parsePublicKey(spki));

const HASHES = ["sha1", "sha256", "sha384", "sha512"] as const;

describe("an issuer and a serial number make the CertID that OpenSSL sends", () => {
  test.for([
    ["sha1", "sha1-nonce", 0, "4f0102030405060708090a0b0c0d0e0f"],
    ["sha256", "sha256", 0, "4f0102030405060708090a0b0c0d0e0f"],
    ["sha256", "many", 1, "4f01"],
    ["sha256", "many", 3, "77"],
    ["sha512", "sha512", 0, "4f0102030405060708090a0b0c0d0e0f"],
  ] as const)("%s in %s, number %d", ([hash, file, index, serial]) => {
    const sent = expectOk(parseOcspRequest(ocspRequestVector(file))).certIds[index];
    expect(toHex(encodeCertId(hash, subject, bits, serial))).toBe(toHex(sent?.der ?? new Uint8Array()));
  });
});

test.for(HASHES)("the hashes are %s over the Name and over the key's bits", (hash) => {
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

describe("every hash, with its parameters NULL or left out, is read as it was written", () => {
  test.for(HASHES.flatMap((hash) => [[hash, "null"] as const, [hash, "absent"] as const]))("%s, %s", ([hash, form]) => {
    const certId = encodeCertId(hash, subject, bits, "4f01", form);
    const { nameHash, keyHash } = issuerHashes(hash, subject, bits);
    const [read] = expectOk(parseOcspRequest(encodeOcspRequest([{ certId }]))).certIds;
    expect(read).toEqual({
      hash,
      parameters: form,
      issuerNameHash: nameHash,
      issuerKeyHash: keyHash,
      serial: "4f01",
      der: certId,
      extensions: [],
    });
  });

  test.for(HASHES)("OpenSSL writes the same with %s", (hash) => {
    const root = encodePem("CERTIFICATE", certificateVector("root"));
    const theirs = withFiles({ root, request: "" }, (f) => {
      openssl(["ocsp", `-${hash}`, "-issuer", f.root, "-serial", "0x4f01", "-no_nonce", "-reqout", f.request]);
      return new Uint8Array(readFileSync(f.request));
    });
    expect(toHex(encodeOcspRequest([{ certId: encodeCertId(hash, subject, bits, "4f01") }]))).toBe(toHex(theirs));
  });
});

test("a hash that is not known here is its OID: SHA-224", () => {
  const hash = sequence(oid("2.16.840.1.101.3.4.2.4"), nullValue);
  const sha224 = sequence(hash, octetString(subject), octetString(bits), integer(0x7f));
  const [read] = expectOk(parseOcspRequest(encodeOcspRequest([{ certId: sha224 }]))).certIds;
  expect(read).toMatchObject({ hash: "2.16.840.1.101.3.4.2.4", parameters: "null", serial: "7f" });
});
