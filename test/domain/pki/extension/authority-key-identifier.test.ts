import { expect, test } from "vitest";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { parseCertificate } from "../../../../domain/pki/certificate.ts";
import { authorityKeyIdentifier } from "../../../../domain/pki/extension/authority-key-identifier.ts";
import { keyIdentifier } from "../../../../domain/pki/public-key.ts";
import { certificateVector, extensionVector } from "../vector.ts";

test("the issuer's key is named as OpenSSL names it", () => {
  const { spki } = expectOk(parseCertificate(certificateVector("root"))).fields;
  expect(authorityKeyIdentifier(keyIdentifier(spki))).toEqual(extensionVector("leaf", "2.5.29.35"));
});
