import { hasNoSha1 } from "../judge/signature.ts";
import type { CrlRule } from "../view/crl-view.ts";

export const crlSignatureHasNoSha1: CrlRule = hasNoSha1("crl-signature-has-no-sha1", ({ algorithm }) => algorithm);
