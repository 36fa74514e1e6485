import { hasNoSha1 } from "../judge/signature.ts";
import type { OcspRule } from "../view/ocsp-view.ts";

export const ocspSignatureHasNoSha1: OcspRule = hasNoSha1(
  "ocsp-signature-has-no-sha1",
  ({ basic }) => basic?.signed.signatureAlgorithm,
);
