import { expect, test } from "vitest";
import { expectOk } from "../../../../domain/kernel/result.ts";
import { parseCertificate } from "../../../../domain/pki/certificate.ts";
import { subjectKeyIdentifier } from "../../../../domain/pki/extension/subject-key-identifier.ts";
import { keyIdentifier } from "../../../../domain/pki/public-key.ts";
import { certificateVector, extensionVector } from "../vector.ts";

test.for(["root", "leaf", "responder"] as const)("the key of %s is named as OpenSSL names it", (name) => {
  const { spki } = expectOk(parseCertificate(certificateVector(name))).fields;
  expect(subjectKeyIdentifier(keyIdentifier(spki))).toEqual(extensionVector(name, "2.5.29.14"));
});
