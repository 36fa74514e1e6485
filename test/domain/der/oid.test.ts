import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { OID } from "../../../domain/der/oid.ts";
import { isOid, oid } from "../../../domain/der/writer.ts";
import { openssl } from "../pki/openssl.ts";

/** What OpenSSL calls the same identifiers, where its name is another. */
const OPENSSL_NAMES: Readonly<Record<string, string>> = {
  ecPublicKey: "id-ecPublicKey",
  ecdsaWithSha256: "ecdsa-with-SHA256",
  ecdsaWithSha384: "ecdsa-with-SHA384",
  ecdsaWithSha512: "ecdsa-with-SHA512",
  sha256WithRsa: "sha256WithRSAEncryption",
  sha384WithRsa: "sha384WithRSAEncryption",
  sha512WithRsa: "sha512WithRSAEncryption",
  ed25519: "ED25519",
  ed448: "ED448",
  // Younger than Debian's OpenSSL: shown as they are.
  mlDsa44: "2.16.840.1.101.3.4.3.17",
  mlDsa65: "2.16.840.1.101.3.4.3.18",
  mlDsa87: "2.16.840.1.101.3.4.3.19",
  extensionRequest: "Extension Request",
  subjectKeyIdentifier: "X509v3 Subject Key Identifier",
  keyUsage: "X509v3 Key Usage",
  subjectAltName: "X509v3 Subject Alternative Name",
  basicConstraints: "X509v3 Basic Constraints",
  crlNumber: "X509v3 CRL Number",
  reasonCode: "X509v3 CRL Reason Code",
  invalidityDate: "Invalidity Date",
  deltaCrlIndicator: "X509v3 Delta CRL Indicator",
  certificateIssuer: "X509v3 Certificate Issuer",
  freshestCrl: "X509v3 Freshest CRL",
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
