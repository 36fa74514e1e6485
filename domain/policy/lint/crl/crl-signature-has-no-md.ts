import { hasNoMd } from "../judge/signature.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlSignatureHasNoMd: CrlRule = hasNoMd("crl-signature-has-no-md", ({ algorithm }) => algorithm);
