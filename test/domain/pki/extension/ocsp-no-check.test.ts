import { expect, test } from "vitest";
import { ocspNoCheck } from "../../../../domain/pki/extension/ocsp-no-check.ts";
import { extensionVector } from "../vector.ts";

test("no-check stands as OpenSSL writes it", () => {
  expect(ocspNoCheck()).toEqual(extensionVector("responder", "1.3.6.1.5.5.7.48.1.5"));
});
