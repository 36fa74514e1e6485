import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { OID } from "../../../domain/der/oid.ts";
import { isOid, oid } from "../../../domain/der/writer.ts";
import { openssl } from "../pki/openssl.ts";

/** What OpenSSL calls the same identifiers, where its name is another. */
const OPENSSL_NAMES: Readonly<Record<string, string>> = {
  ecPublicKey: "id-ecPublicKey",
  ecdsaWithSha256: "ecdsa-with-SHA256",
  extensionRequest: "Extension Request",
  subjectKeyIdentifier: "X509v3 Subject Key Identifier",
  keyUsage: "X509v3 Key Usage",
  subjectAltName: "X509v3 Subject Alternative Name",
  basicConstraints: "X509v3 Basic Constraints",
  crlNumber: "X509v3 CRL Number",
  reasonCode: "X509v3 CRL Reason Code",
  invalidityDate: "Invalidity Date",
  issuingDistributionPoint: "X509v3 Issuing Distribution Point",
  crlDistributionPoints: "X509v3 CRL Distribution Points",
  authorityKeyIdentifier: "X509v3 Authority Key Identifier",
  extendedKeyUsage: "X509v3 Extended Key Usage",
  authorityInfoAccess: "Authority Information Access",
  serverAuth: "TLS Web Server Authentication",
  clientAuth: "TLS Web Client Authentication",
  ocspSigning: "OCSP Signing",
  ocsp: "OCSP",
  ocspBasic: "Basic OCSP Response",
  ocspNonce: "OCSP Nonce",
  ocspNoCheck: "OCSP No Check",
  caIssuers: "CA Issuers",
};

test.for(Object.entries(OID))("%s is known to OpenSSL by its name", ([name, dotted]) => {
  const dump = openssl(["asn1parse", "-inform", "DER"], oid(dotted));
  expect(dump.trim().split(":").at(-1)).toBe(OPENSSL_NAMES[name] ?? name);
});

test("every entry is an object identifier, and none stands twice", () => {
  const all = Object.values(OID);
  expect(all.filter((dotted) => !isOid(dotted))).toEqual([]);
  expect(new Set(all).size).toBe(all.length);
});

test("no other file of the domain spells an object identifier out", () => {
  for (const file of ["name.ts", "csr.ts", "ocsp-request.ts", "ocsp-response.ts", "tbs-cert-list.ts", "public-key.ts"])
    expect(readFileSync(new URL(`../../../domain/pki/${file}`, import.meta.url), "utf8")).not.toMatch(
      /"[0-2]\.\d+\.\d/,
    );
});
