import { rsaHasNull } from "../judge/signature.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlSignatureRsaHasNull: CrlRule = rsaHasNull("crl-signature-rsa-has-null", ({ algorithm }) => algorithm);
