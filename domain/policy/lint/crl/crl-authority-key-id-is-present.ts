import { OID } from "../../../der/oid.ts";
import { parseAuthorityKeyIdentifier } from "../../../pki/extension/authority-key-identifier.ts";
import type { CrlRule } from "../view/crl-view.ts";
import { contentOf } from "../view/extension-view.ts";

export const crlAuthorityKeyIdIsPresent: CrlRule = {
  id: "crl-authority-key-id-is-present",
  clause: "RFC 5280 §5.2.1",
  severity: "error",
  effective: "2008-05-01",
  check: (view) =>
    contentOf(view, OID.authorityKeyIdentifier, parseAuthorityKeyIdentifier)?.keyId === undefined &&
    "authorityKeyIdentifier must be there, with a keyIdentifier",
};
