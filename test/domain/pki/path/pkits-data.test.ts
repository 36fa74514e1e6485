/**
 * NIST's own test suite: every end entity of PKITS 1.0.1 that is not about revocation, its path found among all
 * certificates of the suite and validated. An end entity is named by what is expected of it.
 */
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { toHex } from "../../../../domain/kernel/bytes.ts";
import type { Instant } from "../../../../domain/kernel/instant.ts";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { buildPath, type Search } from "../../../../domain/pki/path/build.ts";
import { anchorOfCertificate } from "../../../../domain/pki/path/trust-anchor.ts";

const ALL: ReadonlyMap<string, Uint8Array> = new Map(
  readFileSync(new URL("../../../vectors/pkits/certificates.txt", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(" "))
    .map(([name = "", der = ""]) => [name, new Uint8Array(Buffer.from(der, "base64"))]),
);
const certificate = (name: string): Uint8Array => ALL.get(name) ?? expect.unreachable(`no ${name}`);
const ANCHOR = "TrustAnchorRootCertificate";
const anchor = expectOk(anchorOfCertificate(certificate(ANCHOR)));
const isEndEntity = (name: string): boolean => name.endsWith("EE");
const pool = [...ALL].flatMap(([name, der]) => (name === ANCHOR || isEndEntity(name) ? [] : [der]));

/** sha256WithRSAEncryption; everything else in the suite is DSA with SHA-1. */
const SHA256_WITH_RSA = "06092a864886f70d01010b";

/** False for a key that OpenSSL cannot read. */
const isSignedBy = (spki: Uint8Array, hash: string, message: Uint8Array, signature: Uint8Array): boolean => {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
    return verify(hash, message, key, signature);
  } catch {
    return false;
  }
};

const search = (name: string, inputs: Partial<Search> = {}) =>
  buildPath({
    endEntity: certificate(name),
    pool,
    anchors: [anchor],
    at: "2015-01-01T00:00:00.000Z" as Instant,
    verify: (spki, message, algorithm, signature) => {
      const hash = toHex(algorithm).includes(SHA256_WITH_RSA) ? "sha256" : "sha1";
      return isSignedBy(spki, hash, message, signature);
    },
    ...inputs,
  });

/** Invalid only because of a CRL: their certificates are all in order. */
const REVOCATION =
  /CRL|Revoked|deltaCRL|distributionPoint|onlyContains|onlySome|cRLIssuer|cRLSign|SerialNumber|BasicSelfIssued/;
/** Keys without parameters of their own take them from their issuer's: for DSA, which nobody issues any more. */
const NOT_MET = "ValidDSAParameterInheritanceTest5EE";

const NAMED = [...ALL.keys()].filter(isEndEntity);
const VALID = NAMED.filter((name) => name.startsWith("Valid") && name !== NOT_MET);
const INVALID = NAMED.filter((name) => name.startsWith("Invalid") && !REVOCATION.test(name));

test("are as many as the suite has", () => {
  expect([ALL.size, NAMED.length, VALID.length, INVALID.length]).toEqual([405, 223, 87, 68]);
});

test.for(VALID)("%s", (name) => {
  expect(search(name)).toMatchObject({ found: true });
});

test.for(INVALID)("%s", (name) => {
  expect(search(name)).toMatchObject({ found: false, isExhausted: false });
});

test("a DSA key that inherits its parameters is not followed", () => {
  expect(search(NOT_MET).found).toBe(false);
});

const policies = (...numbers: readonly number[]): Partial<Search> => ({
  userInitialPolicySet: numbers.map((n) => `2.16.840.1.101.3.2.1.48.${n}`),
});
const EXPLICIT: Partial<Search> = { initialExplicitPolicy: true };

describe("with the inputs that the suite asks for", () => {
  test.for<[section: string, name: string, inputs: Partial<Search>, isValid: boolean]>([
    ["4.8.1", "ValidCertificatePathTest1EE", EXPLICIT, true],
    ["4.8.1", "ValidCertificatePathTest1EE", { ...EXPLICIT, ...policies(1) }, true],
    ["4.8.1", "ValidCertificatePathTest1EE", { ...EXPLICIT, ...policies(2) }, false],
    ["4.8.1", "ValidCertificatePathTest1EE", { ...EXPLICIT, ...policies(1, 2) }, true],
    ["4.8.2", "AllCertificatesNoPoliciesTest2EE", {}, true],
    ["4.8.2", "AllCertificatesNoPoliciesTest2EE", EXPLICIT, false],
    ["4.8.3", "DifferentPoliciesTest3EE", {}, true],
    ["4.8.3", "DifferentPoliciesTest3EE", EXPLICIT, false],
    ["4.8.3", "DifferentPoliciesTest3EE", { ...EXPLICIT, ...policies(1, 2) }, false],
    ["4.8.4", "DifferentPoliciesTest4EE", {}, false],
    ["4.8.5", "DifferentPoliciesTest5EE", {}, false],
    ["4.8.6", "OverlappingPoliciesTest6EE", {}, true],
    ["4.8.6", "OverlappingPoliciesTest6EE", policies(1), true],
    ["4.8.6", "OverlappingPoliciesTest6EE", policies(2), false],
    ["4.8.7", "DifferentPoliciesTest7EE", {}, false],
    ["4.8.8", "DifferentPoliciesTest8EE", {}, false],
    ["4.8.9", "DifferentPoliciesTest9EE", {}, false],
    ["4.8.10", "AllCertificatesSamePoliciesTest10EE", {}, true],
    ["4.8.10", "AllCertificatesSamePoliciesTest10EE", policies(1), true],
    ["4.8.10", "AllCertificatesSamePoliciesTest10EE", policies(2), true],
    ["4.8.11", "AllCertificatesanyPolicyTest11EE", {}, true],
    ["4.8.11", "AllCertificatesanyPolicyTest11EE", policies(1), true],
    ["4.8.12", "DifferentPoliciesTest12EE", {}, false],
    ["4.8.13", "AllCertificatesSamePoliciesTest13EE", policies(1), true],
    ["4.8.13", "AllCertificatesSamePoliciesTest13EE", policies(2), true],
    ["4.8.13", "AllCertificatesSamePoliciesTest13EE", policies(3), true],
    ["4.8.14", "AnyPolicyTest14EE", policies(1), true],
    ["4.8.14", "AnyPolicyTest14EE", policies(2), false],
    ["4.8.15", "UserNoticeQualifierTest15EE", {}, true],
    ["4.8.16", "UserNoticeQualifierTest16EE", {}, true],
    ["4.8.17", "UserNoticeQualifierTest17EE", {}, true],
    ["4.8.18", "UserNoticeQualifierTest18EE", policies(1), true],
    ["4.8.18", "UserNoticeQualifierTest18EE", policies(2), true],
    ["4.8.19", "UserNoticeQualifierTest19EE", {}, true],
    ["4.8.20", "CPSPointerQualifierTest20EE", {}, true],
    ["4.10.1", "ValidPolicyMappingTest1EE", policies(1), true],
    ["4.10.1", "ValidPolicyMappingTest1EE", policies(2), false],
    ["4.10.1", "ValidPolicyMappingTest1EE", { initialPolicyMappingInhibit: true }, false],
    ["4.10.3", "ValidPolicyMappingTest3EE", policies(1), false],
    ["4.10.3", "ValidPolicyMappingTest3EE", policies(2), true],
    ["4.10.5", "ValidPolicyMappingTest5EE", policies(1), true],
    ["4.10.5", "ValidPolicyMappingTest5EE", policies(6), false],
    ["4.10.6", "ValidPolicyMappingTest6EE", policies(1), true],
    ["4.10.6", "ValidPolicyMappingTest6EE", policies(6), false],
    ["4.12.3", "inhibitAnyPolicyTest3EE", {}, true],
    ["4.12.3", "inhibitAnyPolicyTest3EE", { initialAnyPolicyInhibit: true }, false],
  ])("%s %s", ([, name, inputs, isValid]) => {
    expect(search(name, inputs).found).toBe(isValid);
  });
});
